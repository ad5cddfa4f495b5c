"""QR codes drawn into the page itself: nothing is fetched, nothing is styled in place."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(text: str, *, called: str) -> Markup:
    """``text`` as an inline SVG, ``called`` so for those who cannot see it; its size is the style sheet's."""
    drawn = segno.make_qr(text, error="m").svg_inline(
        omitsize=True, svgclass="qr-code", lineclass=None, title=called
    )
    return Markup(drawn)  # noqa: S704  (drawn by the encoder, which escapes the title)
