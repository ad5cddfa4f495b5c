"""A round, a visit and verdicts, for the tests of checklists and inspections."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kit.months import today
from stations import inspection_board as board
from stations.actions import inspections as actions
from stations.checklists import Listed, listed, offered
from stations.models import (
    Inspection,
    InspectionRound,
)
from tests.cast import Cast
from tests.support.files import picture

SIX = ("ORG", "STAFF", "FUND", "SITE", "WORK", "RULES")
SOON = today() + timedelta(days=20)


def by(key: str, checklist: str = "six") -> Listed:
    return next(each for each in offered() if (each.stored.key, each.checklist.key) == (key, checklist))


def a_round(cast: Cast, key: str = "J", *, at: str = "330302008", who: str = "wang") -> InspectionRound:
    return actions.start_round(
        cast.place(at), by(key), name="六到位检查", first_day=today(), last_day=SOON, by=cast.person(who)
    )


def planned(cast: Cast, key: str = "J") -> Inspection:
    round_ = a_round(cast, key)
    actions.plan(round_, [cast.station], cast.posts["wang"], by=cast.person("wang"))
    return Inspection.objects.with_all().get()


def photo(name: str = "image.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("JPEG", (320, 240)), "image/jpeg")


def judge(cast: Cast, inspection: Inspection, **results: str) -> None:
    """Every item of the list is found as told, the others met."""
    work_by = listed(inspection.round)
    for item in work_by.checklist.items:
        result = results.get(item.code, "met")
        short = result in ("basic", "unmet")
        actions.find(
            inspection,
            item,
            result=result,
            note="差一点" if short else "",
            deadline=SOON if result == "unmet" else None,
            by=cast.person("wang"),
        )


def case_of(inspection: Inspection) -> board.Case:
    round_ = InspectionRound.objects.with_all().get(pk=inspection.round_id)
    rows = Inspection.objects.with_all().filter(pk=inspection.pk)
    return board.cases(round_, listed(round_), rows)[0]


def claims(cast: Cast, player: str = "lin", **given: str):
    data = {"version": 0, **{f"result_{code}": "met" for code in SIX}, **given}
    return cast.client(player).post(
        reverse("station_checklist", args=[cast.station.pk]) + f"?list={by('J').key}", data
    )
