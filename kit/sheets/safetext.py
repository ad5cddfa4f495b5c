"""Text that may leave in a file: nothing XML forbids, nothing a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata

CELL_LIMIT = 32_767  # Excel's own, counted in UTF-16 code units

_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_LEADS = "=+-@\t\r\n"


def safe_text(text: str) -> str:
    """Return ``text`` without characters XML forbids, cut to what one spreadsheet cell holds."""
    cleaned = _FORBIDDEN_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(cleaned) * 2 <= CELL_LIMIT:
        return cleaned
    return cleaned.encode("utf-16-le")[: CELL_LIMIT * 2].decode("utf-16-le", "ignore")


def starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet that guesses types would take ``text`` for a formula.

    Full-width signs count too: Chinese and Japanese spreadsheets fold them.
    """
    lead = text.lstrip(" ")[:1]
    return bool(lead) and unicodedata.normalize("NFKC", lead) in _FORMULA_LEADS


def formula_safe(text: str) -> str:
    """Return ``text`` for an untyped file such as CSV, with ``'`` before what would start a formula."""
    # The leads are looked for in the raw text: cleaning turns a carriage return into a line feed.
    cleaned = safe_text(text)
    return f"'{cleaned}" if starts_formula(cleaned) or starts_formula(text) else cleaned
