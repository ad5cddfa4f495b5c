"""A workflow's table: what it allows, what it refuses in which words, and which tables are no workflow."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from itertools import product

import pytest

from kit.refused import Refused
from kit.transitions import Transition, Workflow

STATES = {"draft": "草稿", "submitted": "待审核", "returned": "已退回", "locked": "已锁定"}
ROLES = {"clerk": "填报人", "head": "负责人", "reviewer": "审核人"}
SUBMIT = Transition(
    "submit", ("draft", "returned"), "submitted", frozenset({"clerk", "head"}), "提交", "complete"
)
RETURN = Transition("return", ("submitted",), "returned", frozenset({"reviewer"}), "退回")
LOCK = Transition("lock", ("submitted",), "locked", frozenset({"reviewer"}), "锁定")
REPORT = Workflow("report", STATES, (SUBMIT, RETURN, LOCK), ROLES)


def workflow(*transitions: Transition, states: Mapping[str, str] = STATES) -> Workflow:
    return Workflow("report", states, transitions, ROLES)


def test_the_table_allows_exactly_what_it_says() -> None:
    allowed = {
        (state, role): [found.verb for found in REPORT.allowed(state, role)]
        for state, role in product(STATES, ROLES)
    }
    assert {key: verbs for key, verbs in allowed.items() if verbs} == {
        ("draft", "clerk"): ["submit"],
        ("draft", "head"): ["submit"],
        ("submitted", "reviewer"): ["return", "lock"],
        ("returned", "clerk"): ["submit"],
        ("returned", "head"): ["submit"],
    }


def test_a_step_leads_to_the_target_whenever_it_is_allowed_and_only_then() -> None:
    for found, state, role in product(REPORT.transitions, STATES, ROLES):
        if found in REPORT.allowed(state, role):
            assert REPORT.step(found.verb, state, role) == found.target
        else:
            with pytest.raises(Refused):
                REPORT.step(found.verb, state, role)


@pytest.mark.parametrize(
    ("verb", "state", "role", "reason"),
    [
        ("submit", "locked", "clerk", "当前状态是“已锁定”,不能提交;提交须在“草稿”、“已退回”状态下办理"),
        ("submit", "draft", "reviewer", "当前状态是“草稿”,提交应由填报人、负责人办理"),
        ("lock", "submitted", "stranger", "当前状态是“待审核”,锁定应由审核人办理"),
    ],
)
def test_a_refusal_names_the_state_and_who_may(verb: str, state: str, role: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        REPORT.step(verb, state, role)
    assert str(refusal.value) == refusal.value.reason == reason


@pytest.mark.parametrize(("verb", "state"), [("fly", "draft"), ("submit", "nowhere")])
def test_a_verb_or_state_outside_the_table_is_a_mistake_of_the_program(verb: str, state: str) -> None:
    with pytest.raises(KeyError):
        REPORT.step(verb, state, "clerk")


@pytest.mark.parametrize(
    ("transitions", "complaint"),
    [
        ((SUBMIT, RETURN), "report: no way leads to locked"),
        ((RETURN, LOCK), "report: no way leads to submitted, returned, locked"),
        ((SUBMIT, RETURN, LOCK, SUBMIT), "report: submit leaves draft twice"),
        (
            (SUBMIT, RETURN, LOCK, Transition("burn", ("locked",), "ash", frozenset({"clerk"}), "销毁")),
            "report: burn names unknown states or roles: ash",
        ),
        (
            (
                SUBMIT,
                RETURN,
                LOCK,
                Transition("reopen", ("locked", "ice"), "draft", frozenset({"king"}), "重开"),
            ),
            "report: reopen names unknown states or roles: ice, king",
        ),
    ],
)
def test_a_table_with_a_fault_is_no_workflow(transitions: tuple[Transition, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        workflow(*transitions)


def test_the_first_state_is_where_everything_begins() -> None:
    assert REPORT.initial == "draft"
    assert list(REPORT.labels.items()) == list(STATES.items())


def test_the_workflow_is_drawn() -> None:
    assert REPORT.mermaid() == (
        "stateDiagram-v2\n"
        '    state "草稿" as draft\n'
        '    state "待审核" as submitted\n'
        '    state "已退回" as returned\n'
        '    state "已锁定" as locked\n'
        "    [*] --> draft\n"
        "    draft --> submitted: 提交(填报人、负责人)\n"
        "    returned --> submitted: 提交(填报人、负责人)\n"
        "    submitted --> returned: 退回(审核人)\n"
        "    submitted --> locked: 锁定(审核人)\n"
        "    locked --> [*]\n"
    )


def test_a_refusal_survives_the_way_from_a_worker() -> None:
    refusal = Refused("户数未填写,请先填写户数", clause="甲三(五)", field="households")
    again = pickle.loads(pickle.dumps(refusal))
    assert (str(again), again.reason, again.clause, again.field) == (
        "户数未填写,请先填写户数",
        "户数未填写,请先填写户数",
        "甲三(五)",
        "households",
    )
