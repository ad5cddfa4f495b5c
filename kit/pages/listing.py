"""A list: filters above, a sheet of one page of rows, totals over all of them, and the same sheet to download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase

from kit.pages.base import Page
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Kind, Sheet

PAGE_SIZE = 50
MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list a page stands."""

    number: int
    count: int
    rows: int

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE_SIZE

    @property
    def nearby(self) -> list[int]:
        """The page numbers offered beside the present one."""
        return [n for n in range(self.number - 2, self.number + 3) if 1 <= n <= self.count]


class ListPage(Page):
    """``queryset()`` within the jurisdiction, filtered, sorted, paged; ``?format=xlsx|csv|json`` downloads it whole.

    ``sorts`` maps column keys to the fields they sort by, ``sums`` maps totalled columns to the fields added up in
    SQL. Nothing of the query string reaches the database but through these and the filter set.
    """

    template_name = "kit/list.html"
    columns: ClassVar[tuple[Column, ...]] = ()
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    default_sort: ClassVar[str] = ""
    sums: ClassVar[Mapping[str, str]] = {}
    filterset_class: ClassVar[Any] = None
    empty: ClassVar[str] = "没有记录。"
    row_address: ClassVar[Any] = None

    def queryset(self) -> Any:
        """A query set with ``within``, with all that its columns read."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            rows = self.found()
            self.note_export(wanted, rows)
            return download(self.sheet(rows.iterator(chunk_size=1000), self.totals(rows)), wanted)
        return self.show()

    def note_export(self, form: str, rows: Any) -> None:
        """Write down who took the list away."""
        raise NotImplementedError

    def shown_columns(self) -> tuple[Column, ...]:
        """The columns for this request."""
        return self.columns

    def sheet(self, rows: Any, totals: Mapping[str, Any] | None) -> Sheet:
        return Sheet(title=self.title, columns=self.shown_columns(), rows=rows, totals=totals)

    @property
    def filters(self) -> Any:
        """The filter set over the rows within, or None."""
        if self.filterset_class is None:
            return None
        if not hasattr(self, "_filters"):
            rows = self.queryset().within(self.jurisdiction)
            self._filters = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        return self._filters

    def found(self) -> Any:
        """All rows that the filters let through, sorted."""
        filters = self.filters
        if filters is None:
            rows = self.queryset().within(self.jurisdiction)
        else:
            rows = filters.qs if filters.is_valid() else filters.queryset.none()
        return rows.order_by(*self._order())

    def totals(self, rows: Any) -> Mapping[str, Any] | None:
        """Sums over all rows found, not over the page."""
        if not self.sums:
            return None
        zeros = {
            column.key: Decimal("0.00") if column.kind is Kind.MONEY else 0
            for column in self.shown_columns()
            if column.total
        }
        sums = rows.order_by().aggregate(**{f"sum_{key}": Sum(field) for key, field in self.sums.items()})
        return {key: sums[f"sum_{key}"] or zeros[key] for key in self.sums if key in zeros}

    def context(self) -> dict[str, Any]:
        rows = self.found()
        pages = self._pages(rows.count())
        page = rows[pages.first_row : pages.first_row + PAGE_SIZE]
        totals = self.totals(rows) if pages.rows else None
        return {
            "title": self.title,
            "sheet": self.sheet((), totals).page(page, first_number=pages.first_row + 1),
            "pages": pages,
            "filters": self.filters,
            "sort": self.sort,
            "empty": self.empty,
            "row_address": self.row_address,
        }

    @property
    def sort(self) -> str:
        """The sort key asked for ("-key" for descending) where it is one of ours, else the default."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.default_sort

    def address(self, **changes: Any) -> str:
        """This list's address with some of its query changed; None takes a key out."""
        query = {key: value for key, value in self.request.GET.items() if value and key != "format"}
        query.update(changes)
        kept = {key: value for key, value in query.items() if value is not None}
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        filters = self.filters
        return filters is not None and any(self.request.GET.get(name) for name in filters.form.fields)

    def sort_address(self, key: str) -> str:
        """The address that sorts by ``key``, the other way round when it is sorted so already."""
        return self.address(sort=f"-{key}" if self.sort == key else key, page=None)

    def _order(self) -> list[str]:
        descending = self.sort.startswith("-")
        fields = self.sorts.get(self.sort.removeprefix("-"), ())
        order = [_turned(field) for field in fields] if descending else list(fields)
        return [*order, "pk"]

    def _pages(self, rows: int) -> Pages:
        count = max(1, min(MOST_PAGES, -(-rows // PAGE_SIZE)))
        asked = self.request.GET.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return Pages(min(max(number, 1), count), count, rows)


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
