"""What is done with a title on screen: scored, assessed, given or not, checked, restored, lost, advanced."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from kit.jinja import url
from kit.months import today
from kit.pages import EditPage
from kit.reasoning import Verdict
from stations import roles
from stations.actions import titles as actions
from stations.models import TitleCase, TitleStep
from stations.rules.scoring import COUNTY, column_open
from stations.rules.titles import SPOT_CHECK
from stations.title_forms import AdvanceForm, NoteForm, ReasonForm, ScoreForm, SpotCheckForm
from stations.views.titles import APPLICANTS, barred_by, score_sheet

INSPECTORS = (roles.DISTRICT_HR, roles.CITY)
SCORERS = (*APPLICANTS, roles.DISTRICT_HR)


def county_verdict(case: TitleCase) -> Verdict | None:
    """Whether the district's points reach the pass mark; None while there are none to add up."""
    table = case.table
    if table is None:
        return None
    verdict = table.passes(actions.points_of(case, COUNTY))
    return verdict if verdict.ok is not None else None


class TitleVerb(EditPage):
    """Something done with the title of the address, as it was seen; ``effect`` says what will come of it."""

    template_name = "stations/title_verb.html"
    kind: ClassVar[Any] = ReasonForm
    effect: ClassVar[str] = ""

    @cached_property
    def case(self) -> TitleCase:
        found: TitleCase = self.find(TitleCase.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        return self.kind(data, initial={"version": self.case.version})

    def current(self) -> Any:
        rows = TitleCase.objects.with_place().within(self.jurisdiction)
        return rows.select_for_update(of=("self",)).get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        case = self.case
        steps = TitleStep.objects.within(self.jurisdiction).filter(case=case).order_by("-pk")
        return {
            **super().context(),
            "title": f"{self.title}:{case}",
            "case": case,
            "effect": self.effect,
            "verdict": county_verdict(case),
            "last_note": steps.values_list("note", flat=True).first(),
            "barred": barred_by(case, today()),
        }

    def back(self) -> str:
        return url("title", self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        return self.act(self.current(), form.cleaned_data, {"by": self.request.post, "on": today()})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        """Call the action."""
        raise NotImplementedError


class TitleScoring(TitleVerb):
    """The three columns side by side; one's own has boxes, and its total goes with what is typed."""

    roles = SCORERS
    title = "评分"
    template_name = "stations/title_score.html"
    saved = "分数已保存。"

    @property
    def column(self) -> str | None:
        case = self.case
        return column_open(case.state, self.request.post.role, to_township=case.to_township)

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case
        parts = case.table.parts if case.table else ()
        given = actions.points_of(case, self.column) if self.column else {}
        return ScoreForm(parts, data, initial={**given, "version": case.version})

    def context(self) -> dict[str, Any]:
        return {**super().context(), "scores": score_sheet(self.case), "column": self.column}

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        given: dict[str, Decimal | None] = {key: value for key, value in data.items() if key != "version"}
        return actions.score(case, given, by=trail["by"])


class TitleAssess(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "考核"
    effect = "完成考核后各项分数就定了,接着由区认定或不予认定。"
    submit = "完成考核"
    saved = "考核已完成,请认定或不予认定。"
    kind = NoteForm

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.assess(case, note=data["note"], **trail)


class TitleDesignate(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "认定"
    effect = "认定后持有称号,直到被取消;此后可以不定期抽查。"
    submit = "认定"
    saved = "已认定。"
    kind = NoteForm

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.designate(case, note=data["note"], **trail)


class TitleDecline(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "不予认定"
    effect = "记为未达标。改进后可以再申报,乡镇审核分和区考核分重新评。"
    submit = "不予认定"
    saved = "已记为未达标,改进后可以再申报。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.decline(case, note=data["note"], **trail)


class TitleSpotCheck(TitleVerb):
    """On the spot, with a phone."""

    roles = INSPECTORS
    title = "抽查"
    effect = "合格的,称号照旧;有缺陷的责令整顿,整顿期间称号保留,整顿后恢复或取消。"
    saved = "抽查已记下。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case
        return SpotCheckForm(data, begun=case.state == SPOT_CHECK, initial={"version": case.version})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.check_on_the_spot(
            case, result=data["result"], note=data["note"], deadline=data["deadline"], **trail
        )


class TitleRestore(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "恢复"
    effect = "整顿合格,称号继续有效,整顿期限撤去。"
    submit = "恢复称号"
    saved = "整顿合格,称号已恢复。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.restore(case, note=data["note"], **trail)


class TitleRevoke(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "取消称号"
    effect = "取消后不再持有称号,不能恢复;以后要重新申报、重新考核。"
    submit = "取消称号"
    saved = "称号已取消。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.revoke(case, note=data["note"], **trail)


class TitleAdvance(TitleVerb):
    """The city chooses it as advanced."""

    roles = (roles.CITY,)
    title = "评为先进"
    effect = "先进从已认定的单位中评选,评出后占一个名额,不能撤回。"
    submit = "评为先进"
    saved = "已评为先进。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case
        year = case.title.advanced_year or today().year
        return AdvanceForm(data, initial={"version": case.version, "year": year})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.choose_as_advanced(case, year=data["year"], **trail)
