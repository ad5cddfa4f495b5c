"""A round as a matrix: stations by items, each with the station's word, what the ledgers show, and the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kit.jinja import url
from kit.months import today
from kit.sheets import Column, Kind, Sheet
from stations.checklists import Listed
from stations.evidence import NOTHING, Asked, Evidence, collected
from stations.models import Claim, Finding, Inspection, InspectionRound, Rectification
from stations.rules.checklists import GRADES, RESULTS, UNMET, Overall, overall
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import ACCEPTED, STATES, after_rectification, differs, falls_short

DIFFERENCES, SHORT, WAITING = "differences", "short", "waiting"
SHOWN = {"": "全部", DIFFERENCES: "自查与证据、现场不符", SHORT: "有未到位", WAITING: "还没有检查"}
# A grade is never shown as if nothing had to be checked.
NOT_JUDGED = "未判定"


@dataclass(frozen=True, slots=True)
class Standing:
    """One item at one station. Once found, claim and evidence are those of the moment of the verdict."""

    item: ChecklistItem
    claim: str
    claim_note: str
    evidence: Evidence
    finding: Finding | None
    said: Claim | None

    @property
    def result(self) -> str | None:
        return self.finding.result if self.finding else None

    @property
    def rectification(self) -> Rectification | None:
        return getattr(self.finding, "rectification", None)

    @property
    def differs(self) -> bool:
        return differs(self.claim, self.evidence.ok, self.result)

    @property
    def text(self) -> str:
        """In few words; a station's own word is never shown as a verdict."""
        said = f"自报{RESULTS[self.claim]}" if self.claim else "未自查"
        if self.result is None:
            return f"{said},台账不符" if self.differs else said
        if falls_short(self.claim, self.result):
            return f"{RESULTS[self.result]}({said})"
        return f"{RESULTS[self.result]}(台账不符)" if self.differs else RESULTS[self.result]


@dataclass(frozen=True, slots=True)
class Case:
    """A station of the round with all its items."""

    inspection: Inspection
    standings: tuple[Standing, ...]
    listed: Listed

    @property
    def differences(self) -> int:
        return sum(each.differs for each in self.standings)

    @property
    def found(self) -> dict[str, str]:
        return {each.item.code: each.result for each in self.standings if each.result}

    @property
    def visit(self) -> Overall:
        """By the verdicts of the visit."""
        return overall(self.found, self.listed.checklist)

    @property
    def now(self) -> Overall:
        """With what has been put right and accepted since."""
        accepted = {
            each.item.code: each.rectification.result
            for each in self.standings
            if each.rectification and each.rectification.result
        }
        return overall(after_rectification(self.found, accepted), self.listed.checklist)

    @property
    def left(self) -> int:
        """How many rectifications are not accepted yet."""
        found = [each.rectification for each in self.standings]
        return sum(each is not None and each.state != ACCEPTED for each in found)

    def shows(self, what: str) -> bool:
        return what not in _CHOSEN or _CHOSEN[what](self)


_CHOSEN: dict[str, Callable[[Case], bool]] = {
    DIFFERENCES: lambda case: case.differences > 0,
    SHORT: lambda case: UNMET in case.found.values(),
    WAITING: lambda case: not case.found,
}


def cases(round_: InspectionRound, work_by: Listed, inspections: Iterable[Inspection]) -> list[Case]:
    """Every inspection with its items, those with most differences first; a fixed number of queries."""
    rows = list(inspections)
    claims: dict[tuple[int, str], Claim] = {}
    for claim in Claim.objects.filter(station__in=[row.station_id for row in rows], **work_by.columns):
        claims[claim.station_id, claim.item] = claim
    findings: dict[int, dict[str, Finding]] = defaultdict(dict)
    for finding in Finding.objects.filter(inspection__in=rows).select_related("rectification", "made_by"):
        findings[finding.inspection_id][finding.item] = finding
    codes = [item.code for item in work_by.checklist.items]
    shown = collected([row.station for row in rows], Asked(today(), round_.document), codes)
    made = [
        Case(
            row,
            tuple(
                _standing(
                    item,
                    claims.get((row.station_id, item.code)),
                    findings[row.pk].get(item.code),
                    shown.get(item.code, {}).get(row.station_id, NOTHING),
                )
                for item in work_by.checklist.items
            ),
            work_by,
        )
        for row in rows
    ]
    return sorted(made, key=lambda case: (-case.differences, case.inspection.scope_code))


def _standing(item: ChecklistItem, said: Claim | None, found: Finding | None, shown: Evidence) -> Standing:
    if found is not None:
        then = Evidence(found.evidence_ok, found.evidence_text, shown.link)
        return Standing(item, found.claim, found.claim_note, then, found, said)
    return Standing(item, said.result if said else "", said.note if said else "", shown, None, said)


def matrix(round_: InspectionRound, work_by: Listed, shown: Sequence[Case]) -> Sheet:
    """The same matrix for the workbook: one row a station, one column an item in the document's order."""

    def of(code: str) -> Callable[[Case], str]:
        return lambda case: next(each.text for each in case.standings if each.item.code == code)

    columns = (
        Column("serial", "序号", Kind.SERIAL),
        Column("township", "乡镇(街道)", value="inspection.region.parent.name"),
        Column(
            "village",
            "村(社区)",
            value="inspection.region.name",
            link=lambda case: url("inspection", case.inspection.pk),
        ),
        Column("inspector", "检查人", value="inspection.inspector.name"),
        Column("state", "状态", Kind.CHOICE, value="inspection.state", choices=STATES),
        Column("inspected_on", "检查日期", Kind.DATE, value="inspection.inspected_on"),
        *(Column(item.code, item.name, value=of(item.code)) for item in work_by.checklist.items),
        Column("differences", "不符", Kind.INTEGER, unit="项", total=True, value="differences"),
        Column("grade", "检查时", value=lambda case: grade_text(case.visit)),
        Column("grade_now", "整改后", value=lambda case: grade_text(case.now)),
    )
    return Sheet(
        title=f"{round_.name}检查结果",
        columns=columns,
        rows=list(shown),
        heading=(f"{round_.region.name} {round_.first_day} 至 {round_.last_day}", work_by.name, ""),
        notes=("“自报”是站自己填的,不是检查结果;逐项到现场判定后才有总的结果。",),
        frozen=3,
    )


def grade_text(judged: Overall) -> str:
    return GRADES[judged.grade] if judged.grade else NOT_JUDGED
