"""整改 on screen: the list with its deadlines, the station's proof, the acceptance of who inspected."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters

from kit.jinja import url
from kit.months import today
from kit.pages import EditPage
from kit.sheets import Column, Kind
from stations import columns as shared
from stations import roles
from stations.actions import inspections as actions
from stations.actions.inspections import MAKERS
from stations.checklists import listed
from stations.filters import LocatedFilterSet
from stations.inspection_forms import JudgementForm, ProofForm
from stations.models import Rectification
from stations.pages import ListPage
from stations.rules.inspections import OPEN, RECTIFICATION_STATES, pressing
from stations.views.rounds import READERS

PRESSING = {"late": "逾期未整改", "soon": "待整改,临期"}


def item_name(row: Rectification) -> str:
    found = listed(row.finding.inspection.round).item(row.finding.item)
    return found.name if found else row.finding.item


def left(row: Rectification) -> str:
    """How long is left, in words."""
    days = (row.deadline - today()).days
    if row.state != OPEN:
        return ""
    return f"逾期 {-days} 天" if days < 0 else f"还剩 {days} 天"


def stands(row: Rectification) -> str:
    """Its state, or how it presses while the station has still to act."""
    urgency = pressing(row.deadline, row.state, today())
    return row.state if urgency == "normal" else urgency


class RectificationFilterSet(LocatedFilterSet):
    state = django_filters.ChoiceFilter(
        label="状态",
        method="in_state",
        choices=[*RECTIFICATION_STATES.items(), ("late", "逾期")],
        empty_label="全部",
    )

    class Meta:
        model = Rectification
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "late":
            return rows.filter(state=OPEN, deadline__lt=today())
        return rows.filter(state=value)


class RectificationList(ListPage):
    """整改 within the jurisdiction, the nearest deadline first."""

    roles = (*roles.STATION, *READERS)
    title = "整改"
    template_name = "kit/list.html"
    columns = (
        shared.SERIAL,
        shared.TOWNSHIP,
        Column(
            "village",
            "村(社区)",
            value="region.name",
            link=lambda row: url("inspection", row.finding.inspection_id),
        ),
        Column("round", "检查", value="finding.inspection.round.name"),
        Column("item", "项目", value=item_name),
        Column("note", "差在哪里", value="finding.note"),
        Column("deadline", "期限", Kind.DATE),
        Column("left", "剩余", value=lambda row: left(row)),
        Column(
            "state",
            "状态",
            Kind.STATE,
            choices={**RECTIFICATION_STATES, **PRESSING},
            value=lambda row: stands(row),
        ),
    )
    sorts = {"deadline": ("deadline",), "township": ("scope_code",)}
    default_sort = "deadline"
    filterset_class = RectificationFilterSet
    empty = "没有要整改的事项。"

    def queryset(self) -> Any:
        return Rectification.objects.with_all()

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Rectification) -> str:
        return url("inspection", row.finding.inspection_id)


class OneRectification(EditPage):
    """A page about the rectification that the address names."""

    multipart = True
    template_name = "stations/rectification_step.html"

    @cached_property
    def rectification(self) -> Rectification:
        found: Rectification = self.find(Rectification.objects.with_all(), pk=self.kwargs["pk"])
        return found

    def back(self) -> str:
        return url("inspection", self.rectification.finding.inspection_id)

    def context(self) -> dict[str, Any]:
        row = self.rectification
        return {
            **super().context(),
            "rectification": row,
            "item_name": item_name(row),
            "left": left(row),
            "pressing": pressing(row.deadline, row.state, today()),
        }


class RectificationProve(OneRectification):
    roles = roles.STATION
    title = "报整改情况"
    submit = "提交验收"
    saved = "已提交,等检查人验收。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ProofForm(data, files)

    def save(self, form: Any) -> None:
        given = form.cleaned_data
        actions.prove(self.rectification, text=given["text"], upload=given["upload"], by=self.request.user)


class RectificationJudge(OneRectification):
    roles = MAKERS
    title = "验收整改"
    submit = "提交"
    saved = "已登记验收结果。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return JudgementForm(data)

    def save(self, form: Any) -> None:
        given, row, by = form.cleaned_data, self.rectification, self.request.user
        if given["result"] == "back":
            actions.send_back(row, reason=given["reason"], deadline=given["deadline"], by=by)
        else:
            actions.accept(row, result=given["result"], by=by)
