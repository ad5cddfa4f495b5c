"""The life of a subsidy sheet: one person makes it, another approves it, a third one pays it."""

from __future__ import annotations

from kit.transitions import Transition, Workflow
from stations import roles

DRAFT = "draft"
SUBMITTED = "submitted"
RETURNED = "returned"
APPROVED = "approved"
PAID = "paid"
CANCELLED = "cancelled"

# Guards: which of the three people somebody must be, or must not be.
MAKER = "maker"
NOT_MAKER = "not_maker"
NEITHER = "neither_maker_nor_approver"

_FINANCE = frozenset({roles.DISTRICT_FINANCE})

SHEET = Workflow(
    name="工作经费补助表",
    states={
        DRAFT: "草稿",
        SUBMITTED: "待审核",
        RETURNED: "已退回",
        APPROVED: "待拨付",
        PAID: "已拨付",
        CANCELLED: "已作废",
    },
    transitions=(
        Transition("recompute", (DRAFT, RETURNED), DRAFT, _FINANCE, "重新计算"),
        Transition("submit", (DRAFT, RETURNED), SUBMITTED, _FINANCE, "提交审核", MAKER),
        Transition("withdraw", (SUBMITTED,), DRAFT, _FINANCE, "撤回", MAKER),
        Transition("approve", (SUBMITTED,), APPROVED, _FINANCE, "审核通过", NOT_MAKER),
        Transition("return", (SUBMITTED,), RETURNED, _FINANCE, "退回", NOT_MAKER),
        Transition("pay", (APPROVED,), PAID, _FINANCE, "登记拨付", NEITHER),
        Transition("cancel", (DRAFT, RETURNED), CANCELLED, _FINANCE, "作废", MAKER),
    ),
    roles={roles.DISTRICT_FINANCE: roles.LABELS[roles.DISTRICT_FINANCE]},
)
AWAITED = {
    DRAFT: "等制表人核对后提交",
    SUBMITTED: "等制表人以外的区财政人员审核",
    RETURNED: "等制表人修改后重新提交",
    APPROVED: "等制表人、审核人以外的区财政人员登记拨付",
}


def guard_problem(guard: str, *, person: int, maker: int | None, approver: int | None) -> str | None:
    """Why this person may not take this step; None where they may."""
    if guard == MAKER and person != maker:
        return "只有制表人能办理;要接手请先重新计算,成为制表人"
    if guard == NOT_MAKER and person == maker:
        return "审核人不能是制表人本人"
    if guard == NEITHER and person in (maker, approver):
        return "登记拨付的人不能是制表人或审核人"
    return None


def open_verbs(state: str, role: str, *, person: int, maker: int | None, approver: int | None) -> list[str]:
    """What this person may do to a sheet in this state."""
    return [
        step.verb
        for step in SHEET.allowed(state, role)
        if guard_problem(step.guard, person=person, maker=maker, approver=approver) is None
    ]
