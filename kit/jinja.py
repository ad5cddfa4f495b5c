"""The Jinja2 environment of the project's own pages: strict about names, with icons, dates and money as filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kit.money import grouped
from kit.months import Month, today
from kit.sheets import Column, Kind

DASH = "—"


def build(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend asks for; apps add their own globals to it."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["autoescape"] = True
    environment = Environment(**options)  # noqa: S701  (set in the line above)
    environment.globals.update(
        static=static,
        url=url,
        icon=icon,
        today=today,
        weekday=weekday,
        zip=zip,
        cell_tags=cell_tags,
        cell_css=cell_css,
    )
    environment.filters.update(day=day, moment=moment, money=money, number=number, month=month)
    return environment


def url(name: str, /, *args: Any, **query: Any) -> str:
    """The address of a named door, with a query string from the keywords that have a value."""
    address = _address(name, args)
    pairs = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(pairs)}" if pairs else address


@lru_cache(maxsize=20_000)
def _address(name: str, args: tuple[Any, ...]) -> str:
    """Addresses do not change while the portal runs, and a list asks for two a row."""
    return reverse(name, args=args)


@lru_cache(maxsize=512)
def icon(name: str, size: int = 20) -> Markup:
    """An icon drawn into the page itself: no font to load over a weak line. Unknown names raise."""
    source = Path(settings.ICONS_DIR, f"{name}.svg").read_text(encoding="utf-8")
    body = source[source.index("<path") : source.rindex("</svg>")].strip()
    return Markup(  # noqa: S704  (the icon package's own file, named by a template)
        f'<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{body}</svg>'
    )


@dataclass(frozen=True, slots=True)
class CellTag:
    """The opening of a column's cells, escaped once for all rows; ``linked`` leads the card on a phone."""

    plain: Markup
    linked: Markup
    is_state: bool


def cell_tags(columns: Iterable[Column]) -> list[CellTag]:
    """One tag a column, in the order of the columns."""
    return [
        CellTag(
            Markup('<td class="{}" data-label="{}">').format(cell_css(column), column.label),
            Markup('<td class="{} lead" data-label="{}">').format(cell_css(column), column.label),
            column.kind is Kind.STATE,
        )
        for column in columns
    ]


def cell_css(column: Column) -> str:
    """How the cells of a column are set: figures to the right, codes and dates unbroken."""
    if column.kind is Kind.SERIAL:
        return "num serial"
    if column.kind.numeric:
        return "num"
    if column.kind is Kind.CODE:
        return "code"
    return "nowrap" if column.kind in (Kind.DATE, Kind.MONTH, Kind.STATE) else ""


def day(value: date | datetime | None) -> str:
    """2010-03-05, or a dash."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """2010-03-05 14:07 in the portal's own time, or a dash."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else DASH


def money(value: Decimal | None) -> str:
    """7,000.00, or a dash."""
    return grouped(value) if value is not None else DASH


def number(value: int | None) -> str:
    """12,345, or a dash."""
    return f"{value:,}" if value is not None else DASH


def month(value: Month | date | None) -> str:
    """2010年3月, or a dash."""
    if value is None:
        return DASH
    return value.label if isinstance(value, Month) else Month.of(value).label


def weekday() -> str:
    """星期一 … 星期日, today."""
    return f"星期{'一二三四五六日'[today().weekday()]}"
