"""The life of a draft: people of the city write it and hand it in, somebody else of the city publishes it."""

from __future__ import annotations

from collections.abc import Collection

from kit.transitions import Transition, Workflow
from stations import roles

DRAFT = "draft"
SUBMITTED = "submitted"
RETURNED = "returned"
PUBLISHED = "published"
DISCARDED = "discarded"

# Guards: whether somebody has to be one of those who wrote the draft, or none of them.
AUTHOR = "author"
NOT_AUTHOR = "not_author"

_CITY = frozenset({roles.CITY})

POLICY_DRAFT = Workflow(
    name="政策文件起草",
    states={
        DRAFT: "草稿",
        SUBMITTED: "待确认",
        RETURNED: "已退回",
        PUBLISHED: "已发布",
        DISCARDED: "已作废",
    },
    transitions=(
        Transition("edit", (DRAFT,), DRAFT, _CITY, "修改"),
        Transition("edit", (RETURNED,), RETURNED, _CITY, "修改"),
        Transition("submit", (DRAFT, RETURNED), SUBMITTED, _CITY, "提交"),
        Transition("withdraw", (SUBMITTED,), DRAFT, _CITY, "撤回", AUTHOR),
        Transition("publish", (SUBMITTED,), PUBLISHED, _CITY, "确认发布", NOT_AUTHOR),
        Transition("return", (SUBMITTED,), RETURNED, _CITY, "退回", NOT_AUTHOR),
        Transition("discard", (DRAFT, RETURNED), DISCARDED, _CITY, "作废"),
    ),
    roles={roles.CITY: roles.LABELS[roles.CITY]},
)
OPEN = (DRAFT, SUBMITTED, RETURNED)
AWAITED = {
    DRAFT: "改好后提交",
    SUBMITTED: "等没有参与起草的市级人员确认发布",
    RETURNED: "等修改后重新提交",
}


def guard_problem(guard: str, *, person: int, authors: Collection[int]) -> str | None:
    """Why this person may not take this step; None where they may."""
    if guard == AUTHOR and person not in authors:
        return "只有参与起草的人能撤回"
    if guard == NOT_AUTHOR and person in authors:
        return "您参与了起草,要由另一位没有参与起草的市级人员办理"
    return None


def guard_of(verb: str) -> str:
    """The guard of a verb, empty for none."""
    return next(step.guard for step in POLICY_DRAFT.transitions if step.verb == verb)


def open_verbs(state: str, role: str, *, person: int, authors: Collection[int]) -> list[str]:
    """What this person may do to a draft in this state."""
    return [
        step.verb
        for step in POLICY_DRAFT.allowed(state, role)
        if guard_problem(step.guard, person=person, authors=authors) is None
    ]
