"""What waits for a district or a city: figures of targets that are due soon and that nobody has entered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kit import navigation
from kit.jinja import url
from kit.months import today
from kit.navigation import Todo
from stations import roles
from stations.documents import content, stored_policy_for
from stations.rules.documents.aims import Target
from stations.rules.targets import days_in_words
from stations.target_progress import Progresses

SOON_DAYS = 60


@navigation.todo_source
def figures_that_are_due(request: Any) -> Iterable[Todo]:
    """Of the document in force; a target that is counted from a ledger waits for nobody."""
    if request.post.role not in (roles.DISTRICT_HR, roles.CITY):
        return
    place = request.post.region
    stored = stored_policy_for(place, today())
    near = [target for target in content(stored).targets if is_near(target)] if stored else []
    if not near:
        return
    found = Progresses(place, stored, request.jurisdiction)
    for target in near:
        line = found.line(target)
        if line.lacks and line.hand is not None:
            hint = f"期限 {target.due},{days_in_words(line.now.progress)},由{line.hand.who}填报"
            address = url("target", place.pk, stored.key, target.key)
            missing = line.now.expected - line.now.entered
            yield Todo(f"目标“{target.name}”还没有数据", missing, address, "soon", hint)


def is_near(target: Target) -> bool:
    return target.due is not None and 0 <= (target.due - today()).days <= SOON_DAYS
