"""One's own word: what a station says of itself, with photos, and what it says not."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from kit.refused import Refused
from stations.actions import inspections as actions
from stations.models import (
    AuditEvent,
    Claim,
    Finding,
    StoredFile,
)
from tests.stations.inspecting import SIX, by, case_of, claims, photo, planned
from tests.support.files import picture

pytestmark = pytest.mark.usefixtures("shelf")


def test_a_station_says_what_it_has_with_a_photo_and_no_verdict_comes_of_it(cast):
    inspection = planned(cast)
    response = claims(cast, result_RULES="basic", note_RULES="两项没上墙", file_ORG=photo())
    assert (response.status_code, response.url) == (302, reverse("station", args=[cast.station.pk]))
    assert dict(Claim.objects.values_list("item", "result")) == {
        **dict.fromkeys(SIX, "met"),
        "RULES": "basic",
    }
    row = Claim.objects.get(item="ORG")
    file = StoredFile.objects.get()
    assert (row.photos, file.purpose, file.title, row.made_by, row.scope_code) == (
        [file.name], "checklist", "机构到位(自查)", cast.person("lin"), 330302008201,
    )  # fmt: skip
    case = case_of(inspection)
    assert (case.found, case.visit.grade, case.now.grade) == ({}, None, None)
    assert next(each.text for each in case.standings) == "自报到位"
    assert not Finding.objects.exists()
    assert AuditEvent.objects.get(verb="填报自查").detail["items"] == list(SIX)


def test_what_was_not_changed_is_not_written_again(cast):
    claims(cast)
    before = dict(Claim.objects.values_list("item", "version"))
    claims(cast, version=6, result_WORK="unmet")
    assert dict(Claim.objects.values_list("item", "version")) == {**before, "WORK": 2}


def test_two_of_a_station_do_not_overwrite_each_other(cast):
    claims(cast, "lin", result_SITE="unmet", note_SITE="没有牌子")
    second = claims(cast, "chen", version=0)
    assert second.status_code == 409
    assert "没有牌子" in second.text
    assert Claim.objects.get(item="SITE").result == "unmet"


def test_a_note_without_a_result_is_asked_about(cast):
    response = claims(cast, result_SITE="", note_SITE="新场地")
    assert response.status_code == 422
    assert "请先选自查结果" in response.text
    assert not Claim.objects.exists()


def test_a_photo_too_many_is_refused(cast):
    inspection = planned(cast)
    item = by("J").item("ORG")
    for _ in range(6):
        actions.find(
            inspection,
            item,
            result="met",
            note="",
            deadline=None,
            upload=io.BytesIO(picture()),
            by=cast.person("wang"),
        )
    with pytest.raises(Refused, match="最多 6 张"):
        actions.find(
            inspection,
            item,
            result="met",
            note="",
            deadline=None,
            upload=io.BytesIO(picture()),
            by=cast.person("wang"),
        )
