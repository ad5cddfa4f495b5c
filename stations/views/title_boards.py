"""The share of communities with the title, district by district, and the scoring tables of the city."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from kit.jinja import url
from kit.months import today
from kit.pages import EditPage, Page
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Kind, Sheet
from stations import audit, roles
from stations.actions.titles import set_scoring
from stations.models import ScoringTemplate
from stations.rules.documents.aims import Title
from stations.title_forms import ScoringForm
from stations.titles import COMMUNITY_TITLE, Share, community_target, example, newest_documents, shares

REACHED = {True: "met", False: "short", None: "unknown"}
OUTCOMES = {"met": "达到", "short": "未达到", "unknown": "无法判断"}
NOTES = (
    "比例 = 已认定且没有取消的充分就业社区 ÷ 区县内全部社区(读法 AM-35,是设置,不是条文);整顿中的仍算。",
    "评分标准不在来源文件之内,各地用自己的评分表。",
)


class TitleBoard(Page):
    """充分就业社区 over all communities, each district by itself (F-T2)."""

    roles = (roles.DISTRICT_HR, roles.CITY, roles.AUDITOR)
    template_name = "stations/title_board.html"
    title = "充分就业社区比例"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS and (sheet := self.sheet) is not None:
            audit.record(
                "导出",
                reason=f"{sheet.title} {wanted}",
                detail={"rows": len(list(sheet.rows))},
                scope_code=request.post.region.code,  # type: ignore[attr-defined]
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @cached_property
    def target(self) -> Any:
        return community_target()

    @cached_property
    def sheet(self) -> Sheet | None:
        """None where no published document says what share there should be."""
        if self.target is None:
            return None
        return Sheet(
            title=self.title,
            columns=_columns(),
            rows=shares(self.jurisdiction, self.target, today()),
            heading=(self.request.post.region.name, "", f"截至 {today()}"),
            notes=NOTES,
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "sheet": self.sheet, "target": self.target, "notes": NOTES}


def _columns() -> tuple[Column, ...]:
    def listed(row: Share) -> str:
        return url("titles", title=COMMUNITY_TITLE, district=row.district.pk)

    return (
        Column("district", "区县", value="district.name", link=listed),
        Column("communities", "全部社区", Kind.INTEGER, total=True),
        Column("held", "充分就业社区", Kind.INTEGER, total=True),
        Column("rectifying", "其中整顿中", Kind.INTEGER, total=True),
        Column("revoked", "已取消", Kind.INTEGER, total=True),
        Column("rate", "比例", value="verdict.actual"),
        Column("outcome", "结论", Kind.STATE, value=lambda row: REACHED[row.verdict.ok], choices=OUTCOMES),
        Column("said", "说明", value="verdict.text"),
        Column("clause", "条款", value="verdict.clause"),
    )


def titles_by_key() -> dict[str, Title]:
    """Every title of the newest documents."""
    return {title.key: title for _, document in newest_documents() for title in document.titles}


class ScoringList(Page):
    """Which table each title is scored by in the city."""

    roles = (roles.CITY,)
    template_name = "stations/scoring_list.html"
    title = "评分表"

    def context(self) -> dict[str, Any]:
        own = {each.title_key: each for each in ScoringTemplate.objects.within(self.jurisdiction)}
        rows = [(title, own.get(key), example(key)) for key, title in titles_by_key().items()]
        return {**super().context(), "rows": rows}


class ScoringSet(EditPage):
    """The city sets the table of a title; what was applied for before keeps its own."""

    roles = (roles.CITY,)
    template_name = "stations/scoring_edit.html"
    saved = "评分表已保存,此后开始的申报用这一张。"

    @cached_property
    def own(self) -> ScoringTemplate | None:
        """The table of the address; None for the first one of a title."""
        pk = self.kwargs.get("pk")
        found: ScoringTemplate | None = (
            self.find(ScoringTemplate.objects.all(), pk=pk) if pk is not None else None
        )
        return found

    @property
    def title_key(self) -> str:
        asked = str(self.request.GET.get("title", ""))
        return self.own.title_key if self.own else asked if asked in titles_by_key() else COMMUNITY_TITLE

    @property
    def title(self) -> str:  # type: ignore[override]
        known = titles_by_key().get(self.title_key)
        return f"评分表:{known.name if known else self.title_key}"

    def current(self) -> Any:
        if self.own is None:
            return None
        rows = ScoringTemplate.objects.within(self.jurisdiction).select_for_update(of=("self",))
        return rows.get(pk=self.own.pk)

    def form(self, data: Any = None, files: Any = None) -> Any:
        scoring = self.own.scoring if self.own else example(self.title_key)
        initial: dict[str, Any] = {"version": self.own.version if self.own else None}
        if scoring:
            initial |= {"full": scoring.full, "pass_mark": scoring.pass_mark}
            if not scoring.made_up:
                initial |= {"name": scoring.name, "source": scoring.source}
        return ScoringForm(scoring, data, initial=initial)

    def save(self, form: Any) -> Any:
        return set_scoring(self.request.post.region, self.title_key, form.body, by=self.request.post)

    def back(self) -> str:
        return url("scorings")
