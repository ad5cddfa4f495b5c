"""清单看板: a checklist over the places below, down to the stations of a township."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.months import today
from kit.pages import carry_out
from kit.pages.downloads import FORMATS, download
from kit.sheets import Sheet
from kit.sheets.responses import workbook_response
from stations import audit, list_board, list_matrix, roles
from stations.actions.boards import count_list
from stations.checklists import Listed, named_list, offered
from stations.inspection_board import grade_text
from stations.judging import board_of
from stations.list_board import OVERALL, VIEWS, ListBoard
from stations.list_chart import items_chart
from stations.models import Region, Station
from stations.places import Tier
from stations.rules.checklists import MET
from stations.views.counting import PlacePage


class ListPlacePage(PlacePage):
    """A place and one of the checklists that the documents have."""

    @cached_property
    def lists(self) -> list[Listed]:
        return offered()

    @cached_property
    def asked(self) -> Listed | None:
        key = self.request.GET.get("list", "")
        return next((each for each in self.lists if each.lasting_key == key), None)

    @property
    def wrong(self) -> str:
        """Why the list shown is not the one that was asked for."""
        return (
            "没有这张清单,可能文件已有新的版本。" if self.request.GET.get("list") and not self.asked else ""
        )

    def note_export(self, sheets: Sequence[Sheet], form: str) -> None:
        audit.record(
            "导出",
            self.place,
            reason=f"{sheets[0].title} {form}",
            detail={"rows": sum(len(list(sheet.rows)) for sheet in sheets)},
        )


class ListBoardPage(ListPlacePage):
    """清单看板 of a city or a district, as it was counted; a township has its matrix."""

    template_name = "stations/list_board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.place.tier >= Tier.TOWNSHIP:
            return redirect(url("list_matrix", self.place.pk, **request.GET.dict()))
        if (wanted := request.GET.get("format")) in FORMATS and self.board:
            sheets = self.board.sheets() if wanted == "xlsx" else [self.board.places_sheet(self.view)]
            self.note_export(sheets, wanted)
            title = f"{self.place.name}{self.board.listed.checklist.name}看板"
            return workbook_response(sheets, title) if wanted == "xlsx" else download(sheets[0], wanted)
        return super().get(request, *args, **kwargs)

    @cached_property
    def _found(self) -> tuple[ListBoard | None, set[str]]:
        return list_board.list_board(self.place, self.lists, self.asked, self.jurisdiction)

    @property
    def board(self) -> ListBoard | None:
        return self._found[0]

    @property
    def listed(self) -> Listed | None:
        return self.asked or (self.board.listed if self.board else None)

    @property
    def view(self) -> str:
        asked = self.request.GET.get("view", "")
        return asked if asked in VIEWS else OVERALL

    def context(self) -> dict[str, Any]:
        listed, board = self.listed, self.board
        key = listed.lasting_key if listed else ""
        state = self.count_state(board.at if board else None, board_of(listed) if listed else "", list=key)
        stations = Station.objects.within(self.jurisdiction).within(self.place.jurisdiction)
        return {
            "title": f"{self.place.name}清单看板",
            "place": self.place,
            "lists": [(each, board_of(each) in self._found[1]) for each in self.lists],
            "listed": listed,
            "board": board,
            "chart": items_chart(board) if board else None,
            "redrawn": board.redrawn if board else False,
            "has_stations": board is not None or stations.exists(),
            "view": self.view,
            "views": VIEWS,
            "above": self.above,
            "wrong": self.wrong,
            **state,
        }


class ListMatrix(ListPlacePage):
    """Every station of a township by a checklist, as it is now; differences first."""

    template_name = "stations/list_matrix.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.place.tier < Tier.TOWNSHIP:
            return redirect(url("list_board_of", self.place.pk, **request.GET.dict()))
        if (wanted := request.GET.get("format")) in FORMATS and self.listed:
            sheet = list_matrix.matrix_sheet(self.place, self.listed, self.shown, today())
            self.note_export([sheet], wanted)
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @property
    def listed(self) -> Listed | None:
        """The list asked for, else the first."""
        return self.asked or next(iter(self.lists), None)

    @property
    def what(self) -> str:
        asked = self.request.GET.get("show", "")
        return asked if asked in list_matrix.SHOWN else ""

    @cached_property
    def rows(self) -> list[list_matrix.StationRow]:
        if self.listed is None:
            return []
        return list_matrix.station_rows(self.place, self.listed, self.jurisdiction, today())

    @property
    def shown(self) -> list[list_matrix.StationRow]:
        return [row for row in self.rows if row.shows(self.what)]

    def context(self) -> dict[str, Any]:
        return {
            "title": f"{self.place.name}清单看板",
            "place": self.place,
            "lists": self.lists,
            "listed": self.listed,
            "rows": self.shown,
            "total": len(self.rows),
            "inspected": sum(row.inspection is not None for row in self.rows),
            "differing": sum(row.differences > 0 for row in self.rows),
            "met": sum(row.now.grade == MET for row in self.rows),
            "what": self.what,
            "choices": list_matrix.SHOWN,
            "notes": list_matrix.NOTES,
            "grade_text": grade_text,
            "above": self.above,
            "wrong": self.wrong,
        }


@verb(*roles.SUPERVISORS)
def list_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge every station of the city by the list that the form names."""
    rows: Any = Region.objects.within(request.jurisdiction)  # type: ignore[attr-defined]
    place: Region = get_object_or_404(rows, pk=pk)
    listed = named_list(request.POST.get("list", ""))
    if listed is None:
        return redirect(url("list_board_of", pk))
    return carry_out(
        request,
        lambda: count_list(place, listed, by=request.post),  # type: ignore[attr-defined]
        done=f"已开始按{listed.name}统计,完成后这一页自动更新。",
        back=url("list_board_of", pk, list=listed.lasting_key),
    )
