"""The entry page of a township's assessments: one row a village, some of them open, some of them settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.months import today
from staffing.actions.assessments import Scoring
from staffing.forms import EntryForm, VillageEntryForm
from staffing.models import Engagement, VillageAssessment
from staffing.rules.assessments import OPEN, assessment_day_problem
from stations.models import Region


@dataclass
class EntryRow:
    """A village with its assessment so far; ``form`` is None once the township may not change it."""

    village: Region
    assessment: VillageAssessment | None
    form: VillageEntryForm | None
    coordinators: list[str]


@dataclass
class EntrySheet:
    """All villages of a township for a year, as one form."""

    year: int
    head: EntryForm
    rows: list[EntryRow]

    @classmethod
    def of(
        cls,
        villages: Sequence[Region],
        year: int,
        results: Sequence[str],
        data: Mapping[str, Any] | None = None,
    ) -> EntrySheet:
        """The rows of ``villages``, with what stands there already or with what was typed."""
        head = EntryForm(data, prefix="head")
        common_day = head.cleaned_data.get("assessed_on") if data is not None and head.is_valid() else None
        present = {
            found.region_id: found
            for found in VillageAssessment.objects.filter(year=year, region__in=villages)
        }
        names = _in_post(villages)

        def row(village: Region) -> EntryRow:
            assessment = present.get(village.pk)
            closed = assessment is not None and assessment.state not in OPEN
            form = None if closed else _form(village, assessment, results, common_day, data)
            return EntryRow(village, assessment, form, names[village.pk])

        return cls(year, head, [row(village) for village in villages])

    @property
    def open_rows(self) -> list[EntryRow]:
        return [row for row in self.rows if row.form is not None]

    def is_valid(self) -> bool:
        """Check every row, so that all errors show at once."""
        valid = [self.head.is_valid(), *(self._row_is_valid(row.form) for row in self.open_rows)]
        return all(valid)

    def scorings(self) -> list[Scoring]:
        """What was entered; rows without a result are left out."""
        found = [(row.village, row.form.cleaned_data) for row in self.rows if row.form is not None]
        return [
            Scoring(village, data["result"], data["assessed_on"], data["score"], data["remark"])
            for village, data in found
            if data["result"]
        ]

    def _row_is_valid(self, form: VillageEntryForm | None) -> bool:
        if form is None or not form.is_valid():
            return form is None
        assessed_on = form.cleaned_data["assessed_on"]
        problem = assessment_day_problem(self.year, assessed_on, today()) if assessed_on else None
        if problem:
            form.add_error("assessed_on", f"{problem}。")
        return problem is None


def _form(
    village: Region,
    assessment: VillageAssessment | None,
    results: Sequence[str],
    common_day: date | None,
    data: Mapping[str, Any] | None,
) -> VillageEntryForm:
    initial = (
        {name: getattr(assessment, name) for name in ("result", "score", "assessed_on", "remark")}
        if assessment
        else {}
    )
    return VillageEntryForm(results, common_day, data, prefix=f"v{village.pk}", initial=initial)


def _in_post(villages: Sequence[Region]) -> dict[int, list[str]]:
    """Who is in post today, by village; those of a village that is no more went along to where it is now."""
    names: dict[int, list[str]] = defaultdict(list)
    former = {(village.became_id, village.code): village.pk for village in villages if village.closed_on}
    places = {*(village.pk for village in villages), *(became for became, _ in former if became)}
    rows = Engagement.objects.filter(region__in=places).in_force(today()).select_related("coordinator")
    for engagement in rows:
        names[former.get((engagement.region_id, engagement.code), engagement.region_id)].append(
            engagement.coordinator.name
        )
    return names
