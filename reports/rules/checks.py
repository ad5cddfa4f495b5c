"""Do the figures of a return agree with each other and with last month's? What does not asks for a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.rules.indicators import BY_KEY, INDICATORS

# A jump is more than three times, up or down, of a number large enough to mean something.
JUMP = 3
JUMP_FLOOR = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the coordinator has to explain before the return goes up. It never blocks a true figure."""

    check: str
    indicator: str
    text: str


def findings(figures: Mapping[str, int], before: Mapping[str, int] | None) -> tuple[Finding, ...]:
    """All that asks for an explanation; ``before`` holds last month's figures, None where there was no return."""
    found = [*_part_of_whole(figures)]
    if before is not None:
        found += [*_balance(figures, before), *_jumps(figures, before)]
    return tuple(found)


def _part_of_whole(figures: Mapping[str, int]) -> list[Finding]:
    if figures["overdue"] <= figures["open"]:
        return []
    text = f"其中超期 {figures['overdue']} 件,多于期末在办 {figures['open']} 件。"
    return [Finding("其中不大于合计", "overdue", text)]


def _balance(figures: Mapping[str, int], before: Mapping[str, int]) -> list[Finding]:
    """期末在办 = 上期末 + 受理 − 办结 − 撤回."""
    if "open" not in before:
        return []
    opening, closing = before["open"], figures["open"]
    expected = opening + figures["received"] - figures["completed"] - figures["withdrawn"]
    if closing == expected:
        return []
    sum_ = f"{opening} + {figures['received']} - {figures['completed']} - {figures['withdrawn']} = {expected}"
    text = f"期末在办 {closing} 件,而上期末 + 受理 - 办结 - 撤回是 {sum_} 件。多半是补录了以前月份的事项。"
    return [Finding("期末与期初相符", "open", text)]


def _jumps(figures: Mapping[str, int], before: Mapping[str, int]) -> list[Finding]:
    found = []
    for indicator in INDICATORS:
        if indicator.key not in before or not is_jump(before[indicator.key], figures[indicator.key]):
            continue
        was, now = before[indicator.key], figures[indicator.key]
        text = f"{indicator.name}本月 {now} {indicator.unit},上月 {was} {indicator.unit},相差 {JUMP} 倍以上。"
        found.append(Finding("与上月相比", indicator.key, text))
    return found


def is_jump(was: int, now: int) -> bool:
    """More than three times the other month's, where the larger of the two is at least ten."""
    small, large = sorted((was, now))
    return large >= JUMP_FLOOR and large > JUMP * small


def implausible(entered: Mapping[str, int]) -> dict[str, str]:
    """Entered figures that no village can have: indicator key → what is wrong and how to mend it."""
    wrong = {}
    for key, value in entered.items():
        indicator = BY_KEY[key]
        if not 0 <= value <= indicator.most:
            wrong[key] = f"{indicator.name}应在 0 到 {indicator.most} {indicator.unit}之间,请核对后重填。"
    return wrong
