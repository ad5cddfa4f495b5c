"""What each document wants on the wall, by its own words and for each level, and what answers it."""

from __future__ import annotations

import pytest

from stations.documents.files import shipped
from stations.rules.documents import inherit
from stations.rules.postings import Demand, demands, sheet_of, verdicts


def document(key: str):
    own = shipped(key)
    return inherit(own, shipped(own.inherits)) if own.inherits else own


def asked(key: str, level: str) -> list[tuple[str, str]]:
    return [(demand.name, demand.clause) for demand in demands(document(key), level=level)]


def standing(key: str, *hanging: str, level: str = "village") -> dict[str, bool | None]:
    found = verdicts(document(key), level=level, hanging=hanging)
    return {verdict.standard: verdict.ok for verdict in found}


@pytest.mark.rule("W-I1")
@pytest.mark.rule("W-I3")
def test_wenzhou_wants_its_two_institutions_and_the_flow_in_every_village():
    assert asked("W", "village") == [
        ("社会保险参保办理制度", "W四(四)"),
        ("劳动力资源调查统计制度", "W四(四)"),
        ("服务流程", "W四(四)"),
    ]
    assert asked("W", "community") == []
    assert [demand.rule for demand in demands(document("W"), level="village")] == ["W-I1", "W-I1", "W-I3"]


@pytest.mark.rule("J-L2")
@pytest.mark.rule("J-Q1")
def test_jiangsu_wants_each_named_institution_and_of_the_retired_only_in_the_township():
    village = [
        ("就业服务制度", "J四(二)"),
        ("社会保险经办制度", "J四(二)"),
        ("劳动监察投诉处理制度", "J四(二)"),
        ("劳动争议调解制度", "J四(二)"),
        ("日常学习和定期培训制度", "J五(二)、J四(二)"),
        ("考核奖励机制", "J五(三)、J四(二)"),
        ("服务流程", "J四(二)"),
    ]
    assert asked("J", "village") == asked("J", "community") == village
    assert asked("J", "township") == [*village[:4], ("退休人员社会化管理制度", "J四(二)"), *village[4:]]


@pytest.mark.rule("F-I1")
@pytest.mark.rule("F-I2")
@pytest.mark.rule("F-L1")
def test_fushun_wants_four_notices_in_communities_and_nothing_of_villages():
    assert asked("F", "community") == [
        ("工作调度和目标考核制度", "F三1、F三2"),
        ("档案管理制度", "F三6、F三2"),
        ("政策规定", "F三2"),
        ("办事规程", "F三2"),
        ("服务承诺", "F三2"),
    ]
    assert asked("F", "village") == []


def test_yibin_is_content_with_what_can_be_looked_up():
    assert demands(document("Y"), level="village") == (
        Demand("办事流程", "业务流程", ("Y二(一)8",), consultable=True),
        Demand("工作制度", "工作制度", ("Y二(一)8",), consultable=True),
    )
    assert standing("Y") == {"业务流程": None, "工作制度": None}
    assert standing("Y", "工作制度") == {"业务流程": None, "工作制度": True}


def test_one_sheet_that_two_documents_name_differently_is_asked_for_once():
    """S carries J out: J's 服务流程 is S's 办事流程."""
    flow = next(demand for demand in demands(document("S"), level="village") if demand.sheet == "办事流程")
    assert (flow.name, flow.clauses) == ("办事流程", ("S三(二)一", "J四(二)"))
    assert [name for name, _ in asked("S", "village")][:4] == ["办事流程", "办结期限", "服务承诺", "服务标准"]
    assert "农民创业服务制度" in dict(asked("S", "village"))


@pytest.mark.rule("W-I1")
@pytest.mark.rule("W-I3")
@pytest.mark.parametrize("name", ["服务流程", "业务流程", "办事流程", "办事规程"])
def test_what_hangs_answers_its_demand_under_any_of_its_names(name):
    assert standing("W") == {
        "社会保险参保办理制度": False, "劳动力资源调查统计制度": False, "服务流程": False,
    }  # fmt: skip
    assert standing("W", name) == {
        "社会保险参保办理制度": False, "劳动力资源调查统计制度": False, "服务流程": True,
    }  # fmt: skip
    all_three = standing("W", name, "社会保险参保办理制度", "劳动力资源调查统计制度")
    assert set(all_three.values()) == {True}


def test_a_board_called_institutions_does_not_stand_for_those_that_are_named():
    assert standing("W", "工作制度")["社会保险参保办理制度"] is False


def test_a_verdict_says_what_was_asked_and_by_whom():
    verdict = verdicts(document("W"), level="village", hanging=())[2]
    assert (verdict.rule, verdict.required, verdict.actual, verdict.clause, verdict.text) == (
        "W-I3", True, False, "W四(四)", "服务流程还没有上墙",
    )  # fmt: skip
    consulted = verdicts(document("Y"), level="village", hanging=())[0]
    assert consulted.text == "业务流程没有上墙,文件也允许供人查询"


def test_own_names_are_sheets_of_their_own():
    assert (sheet_of("村规民约"), sheet_of("业务流程")) == ("村规民约", "办事流程")
