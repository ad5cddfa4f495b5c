"""Monthly returns: saved, submitted, withdrawn, accepted, sent back; each move marks its station for the roll-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from kit.months import Month, today
from kit.refused import Refused
from reports import ledgers
from reports.models import DirtyStation, Return, ReturnFigure
from reports.owing import owing
from reports.rules.checks import Finding, findings, implausible
from reports.rules.indicators import ENTERED
from reports.rules.returns import WORKFLOW, is_over
from stations import audit, jobs, roles
from stations.models import Post, Region

Entered = Mapping[str, int | None]


def save_draft(village: Region, month: Month, *, entered: Entered, explanation: str, by: Post) -> Return:
    """Keep what is filled in so far; the figures of the ledgers are drawn anew until the return is submitted."""
    with transaction.atomic():
        report = _own(village, month)
        if report.state not in ("draft", "returned"):
            raise Refused(f"{month.label}月报已经提交,不能修改。要改,请先撤回。")
        _write(report, {key: value for key, value in entered.items() if value is not None})
        _change(report, explanation=explanation)
        audit.record("保存月报", report)
    return report


def submit(village: Region, month: Month, *, entered: Entered, explanation: str, by: Post) -> Return:
    """Freeze the month's figures and hand them to the township."""
    day = today()
    if not is_over(month, day):
        raise Refused(f"{month.label}还没有结束,请在 {month.next.first} 及以后提交。")
    with transaction.atomic():
        report = _own(village, month)
        state = WORKFLOW.step("submit", report.state, acts_as(village, by))
        figures = ledgers.counted(village, month) | _complete(entered)
        _refuse_unexplained(figures_findings(village, month, figures), explanation)
        _write(report, figures)
        _change(
            report,
            state=state,
            explanation=explanation,
            first_submitted_on=report.first_submitted_on or day,
            submitted_by=by.user,
            submitted_at=timezone.now(),
            reviewed_by=None,
            reviewed_at=None,
        )
        _mark(report)
        audit.record("提交月报", report, reason=explanation)
    return report


def withdraw(report: Return, *, by: Post) -> Return:
    """Take a return back while the township has not decided; it counts as not submitted."""
    with transaction.atomic():
        report = _held(report)
        state = WORKFLOW.step("withdraw", report.state, acts_as(report.region, by))
        _change(report, state=state, first_submitted_on=None, submitted_by=None, submitted_at=None)
        _mark(report)
        audit.record("撤回月报", report)
    return report


def accept(returns: Sequence[Return], *, by: Post) -> int:
    """Pass all of the returns or none, and ask for their months to be rolled up at once; returns how many."""
    with transaction.atomic():
        reports = _locked_for_review(returns)
        own = [report.region.name for report in reports if report.submitted_by_id == by.user_id]
        if own:
            raise Refused(f"{'、'.join(own)}的月报是您自己提交的,须由别人审核。")
        for report in reports:
            state = WORKFLOW.step("accept", report.state, by.role)
            _change(report, state=state, reviewed_by=by.user, reviewed_at=timezone.now(), returned_because="")
            _mark(report)
            audit.record("通过月报", report)
        for month in sorted({report.period for report in reports}):
            jobs.submit("reports.rollup", by=by.user, under=by, key=str(month), month=str(month))
    return len(reports)


def send_back(report: Return, *, reason: str, by: Post) -> Return:
    """Ask the station to correct its return, saying what is wrong."""
    with transaction.atomic():
        (report,) = _locked_for_review([report])
        state = WORKFLOW.step("send_back", report.state, by.role)
        _change(report, state=state, reviewed_by=by.user, reviewed_at=timezone.now(), returned_because=reason)
        _mark(report)
        audit.record("退回月报", report, reason=reason)
    return report


def figures_findings(village: Region, month: Month, figures: Mapping[str, int]) -> tuple[Finding, ...]:
    """What the township would ask about these figures, beside last month's return."""
    last = Return.objects.filter(region=village).of_month(month.previous).reported()
    before = last.prefetch_related("figures").first()
    return findings(figures, before.values() if before else None)


def acts_as(village: Region, by: Post) -> str:
    """For a village that is no more its township may stand in; whoever does it does not pass it."""
    stands_in = by.role == roles.TOWNSHIP and village.closed_on is not None
    return roles.VILLAGE if stands_in else by.role


def _own(village: Region, month: Month) -> Return:
    """The one return of the village for the month, held; made where there is none."""
    if not owing(month).filter(pk=village.pk).exists():
        raise Refused(f"{village.name}不需要报{month.label}月报:只有全月都在的行政村和社区才报。")
    place = {"code": village.code, "scope_code": village.present.code}
    report, _ = Return.objects.get_or_create(region=village, month=month.first, defaults=place)
    return _held(report)


def _held(report: Return) -> Return:
    """The return as it is now, ours until the end of the transaction."""
    rows = Return.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=report.pk)


def _locked_for_review(returns: Sequence[Return]) -> list[Return]:
    """The returns as they are now, ours until the end of the transaction; refused when another clerk was faster."""
    if not returns:
        raise Refused("请先勾选要通过的月报。")
    rows = Return.objects.select_for_update(of=("self",)).select_related("region").order_by("pk")
    reports = list(rows.filter(pk__in=[report.pk for report in returns]))
    moved = [report for report in reports if report.state != "submitted"]
    if moved:
        told = "、".join(f"{report.region.name}({report.get_state_display()})" for report in moved)
        raise Refused(f"这些月报已不是待审核:{told}。可能刚由别人处理过,或由站里撤回,请刷新后再看。")
    return reports


def _complete(entered: Entered) -> dict[str, int]:
    """The entered figures, all there and none impossible."""
    figures: dict[str, int] = {}
    for indicator in ENTERED:
        value = entered.get(indicator.key)
        if value is None:
            raise Refused(f"请填写{indicator.name};没有就填 0。", field=indicator.key)
        figures[indicator.key] = value
    for key, wrong in implausible(figures).items():
        raise Refused(wrong, field=key)
    return figures


def _refuse_unexplained(found: Sequence[Finding], explanation: str) -> None:
    if found and not explanation.strip():
        told = " ".join(finding.text for finding in found)
        raise Refused(f"{told}数字没有错的话,请在说明里写明原因。", field="explanation")


def _write(report: Return, figures: Mapping[str, int]) -> None:
    """Put figures into the return; those it has already are changed."""
    place = {"region_id": report.region_id, "code": report.code, "scope_code": report.scope_code}
    ReturnFigure.objects.bulk_create(
        [ReturnFigure(**place, report=report, indicator=key, value=value) for key, value in figures.items()],
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=["value"],
    )


def _change(report: Return, **values: object) -> None:
    for name, value in values.items():
        setattr(report, name, value)
    report.version += 1
    report.save(update_fields=[*values, "version"])


def _mark(report: Return) -> None:
    DirtyStation.objects.create(
        region_id=report.region_id, code=report.code, scope_code=report.scope_code, month=report.month
    )
