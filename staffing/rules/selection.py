"""How a coordinator is chosen (W三(二)): the village recommends, the township reviews, the district trains and
examines, the township hires, and only then a contract is signed.

The chain is the same for part-timers and village cadres; only who signs differs (AM-07b). What each step asks beyond
state and role stands in ``GUARDS``.
"""

from __future__ import annotations

from datetime import date

from kit.refused import Refused
from kit.transitions import Transition, Workflow
from staffing.rules.eligibility import Eligible
from staffing.rules.engagements import PARTIES, TOWNSHIP, VILLAGE_COMMITTEE, contract_party
from stations import roles
from stations.rules.documents import Document

DRAFT = "draft"
RECOMMENDED = "recommended"
TOWNSHIP_APPROVED = "township_approved"
RETURNED = "returned"
REJECTED = "rejected"
TRAINED = "trained"
EXAM_PASSED = "exam_passed"
EXAM_FAILED = "exam_failed"
HIRED = "hired"
CONTRACTED = "contracted"

# Under which role a party signs.
SIGNERS = {TOWNSHIP: roles.TOWNSHIP, VILLAGE_COMMITTEE: roles.VILLAGE}


def eligible(judged: Eligible) -> None:
    """Only who meets every condition is recommended; a document without conditions asks for none."""
    for verdict in judged.verdicts:
        if verdict.ok is not True and verdict.standard != "priority":
            raise Refused(f"{verdict.text}。", clause=verdict.clause, field=verdict.standard)


def examined(document: Document, *, passed_on: date | None, hired_on: date) -> None:
    """Nobody is hired who has not passed the district's exam, nor before the day of it."""
    clause = next((step.clause for step in document.selection if step.key == "train_and_examine"), "")
    if passed_on is None:
        raise Refused("没有区培训考试合格的记录,不能聘用,请先由区登记考试结果。", clause=clause)
    if hired_on < passed_on:
        raise Refused(
            f"聘用日期 {hired_on} 早于考试合格的日期 {passed_on},请核对。", clause=clause, field="hired_on"
        )


def signs(kind: str, role: str) -> None:
    """The township signs full-time contracts, the village committee part-time ones."""
    party = contract_party(kind)
    if role != SIGNERS[party]:
        raise Refused(f"这份合同由{PARTIES[party]}签订,请由{roles.LABELS[SIGNERS[party]]}办理。")


GUARDS = {"eligible": eligible, "examined": examined, "signs": signs}

_VILLAGE = frozenset({roles.VILLAGE})
_TOWNSHIP = frozenset({roles.TOWNSHIP})
_DISTRICT = frozenset({roles.DISTRICT_HR})

SELECTION = Workflow(
    name="协管员选聘",
    states={
        DRAFT: "草稿",
        RECOMMENDED: "待乡镇审核",
        TOWNSHIP_APPROVED: "审核通过",
        RETURNED: "已退回",
        REJECTED: "审核未通过",
        TRAINED: "已培训",
        EXAM_PASSED: "考试合格",
        EXAM_FAILED: "考试不合格",
        HIRED: "已聘用",
        CONTRACTED: "已签合同",
    },
    transitions=(
        Transition("recommend", (DRAFT, RETURNED), RECOMMENDED, _VILLAGE, "推荐", "eligible"),
        Transition("approve", (RECOMMENDED,), TOWNSHIP_APPROVED, _TOWNSHIP, "审核通过"),
        Transition("return", (RECOMMENDED,), RETURNED, _TOWNSHIP, "退回"),
        Transition("reject", (RECOMMENDED,), REJECTED, _TOWNSHIP, "审核不通过"),
        Transition("train", (TOWNSHIP_APPROVED,), TRAINED, _DISTRICT, "登记培训"),
        Transition("pass", (TRAINED,), EXAM_PASSED, _DISTRICT, "登记考试合格"),
        Transition("fail", (TRAINED,), EXAM_FAILED, _DISTRICT, "登记考试不合格"),
        Transition("hire", (EXAM_PASSED,), HIRED, _TOWNSHIP, "聘用", "examined"),
        Transition("contract", (HIRED,), CONTRACTED, _TOWNSHIP | _VILLAGE, "签订合同", "signs"),
    ),
    roles={role: roles.LABELS[role] for role in (roles.VILLAGE, roles.TOWNSHIP, roles.DISTRICT_HR)},
)
