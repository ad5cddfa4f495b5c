"""The yearly sheet of the work fund: drawn up, submitted, approved or returned, paid; never by one person alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from funding.actions.drawing_up import Draft, content_of, draft
from funding.models import WorkFundLine, WorkFundSheet
from funding.rules.content import by_tier, differences, digest
from funding.rules.sheets import SHEET, guard_problem
from funding.rules.work_fund import fund_of
from kit.money import ZERO
from kit.months import today
from kit.refused import Refused
from stations import audit, roles
from stations.documents import content
from stations.models import Demo, Region, User

# So many villages are named where a sheet is refused for what they have in common.
NAMED = 5
CHANGED = "补助表的内容在您打开页面之后变了,请看过最新内容再办理。"


def draw_up(district: Region, year: int, *, by: User) -> WorkFundSheet:
    """A new draft for the assessed year."""
    if year >= today().year:
        raise Refused(f"{year} 年度还没有结束,年末户数和年度考核都还没有,不能编制。", field="year")
    fresh = draft(district, year)
    if not fresh.lines:
        raise Refused(
            f"{year} 年度没有一个行政村具备列入的条件:须有户籍户数、经确认的合格考核和在岗的协管员。",
            clause=fund_of(content(fresh.stored)).clause,
            field="year",
        )
    sheet = WorkFundSheet(region=district, year=year, made_by=by, made_at=timezone.now())
    _fill(sheet, fresh)
    try:
        with transaction.atomic():
            sheet.save()
            _store_lines(sheet, fresh)
            audit.record("编制工作经费补助表", sheet, detail=_totals(sheet))
    except IntegrityError as error:
        raise Refused(_taken(error, district, year), field="year") from error
    return sheet


def recompute(sheet: WorkFundSheet, *, by: User) -> WorkFundSheet:
    """Draw a draft up again from today's facts; whoever does it becomes its maker. ``changes`` says what moved."""
    with transaction.atomic():
        sheet = _lock(sheet)
        target = _allowed(sheet, "recompute", by)
        fresh = draft(sheet.region, sheet.year)
        before = [content_of(line) for line in sheet.lines.all()]
        sheet.changes = [change.as_json() for change in differences(before, fresh.contents)]
        sheet.state, sheet.made_by, sheet.made_at = target, by, timezone.now()
        _fill(sheet, fresh)
        _save(sheet)
        sheet.lines.all().delete()
        _store_lines(sheet, fresh)
        audit.record(
            "重新计算工作经费补助表", sheet, detail={**_totals(sheet), "changed": len(sheet.changes)}
        )
    return sheet


def submit(sheet: WorkFundSheet, *, seen: str, by: User) -> WorkFundSheet:
    """Send for approval what was ``seen``, if the facts are still the same; from here on nothing in it moves."""
    with transaction.atomic():
        sheet = _lock(sheet)
        target = _allowed(sheet, "submit", by)
        _same_content(sheet, seen)
        if draft(sheet.region, sheet.year).content_digest != sheet.content_digest:
            raise Refused("户数、考核、协管员或收款账户在计算之后有变动,请先重新计算,看过变化再提交。")
        return _step(sheet, target, "提交工作经费补助表", submitted_at=timezone.now(), return_reason="")


def withdraw(sheet: WorkFundSheet, *, by: User) -> WorkFundSheet:
    """The maker takes it back before anybody has approved it."""
    with transaction.atomic():
        sheet = _lock(sheet)
        return _step(sheet, _allowed(sheet, "withdraw", by), "撤回工作经费补助表", submitted_at=None)


def approve(sheet: WorkFundSheet, *, seen: str, by: User) -> WorkFundSheet:
    """Somebody else than the maker answers for the content that was ``seen``."""
    with transaction.atomic():
        sheet = _lock(sheet)
        target = _allowed(sheet, "approve", by)
        _same_content(sheet, seen)
        _refuse_made_up(sheet, "请退回制表人,换成真实户数后重新计算")
        return _step(sheet, target, "审核通过工作经费补助表", approved_by=by, approved_at=timezone.now())


def send_back(sheet: WorkFundSheet, *, reason: str, by: User) -> WorkFundSheet:
    """Return it to the maker, with the reason."""
    with transaction.atomic():
        sheet = _lock(sheet)
        target = _allowed(sheet, "return", by)
        return _step(
            sheet, target, "退回工作经费补助表", reason=reason, return_reason=reason, submitted_at=None
        )


def record_payment(
    sheet: WorkFundSheet, *, paid_on: date, voucher: str, seen: str, by: User
) -> WorkFundSheet:
    """A third person notes when and under which voucher the money went out."""
    if paid_on > today():
        raise Refused("拨付日期还没有到,请在拨付后登记。", field="paid_on")
    with transaction.atomic():
        sheet = _lock(sheet)
        target = _allowed(sheet, "pay", by)
        _same_content(sheet, seen)
        _refuse_made_up(sheet, "请联系系统管理员,查明这些户数的来历")
        if sheet.approved_at and paid_on < timezone.localdate(sheet.approved_at):
            raise Refused("拨付日期早于审核通过的日期,请核对。", field="paid_on")
        return _step(
            sheet,
            target,
            "登记拨付工作经费",
            detail={"voucher": voucher, "paid_on": paid_on.isoformat(), **_totals(sheet)},
            paid_by=by,
            paid_at=timezone.now(),
            paid_on=paid_on,
            voucher=voucher,
        )


def cancel(sheet: WorkFundSheet, *, reason: str, by: User) -> WorkFundSheet:
    """Give a draft up; its lines stay as a record and no longer count."""
    with transaction.atomic():
        sheet = _lock(sheet)
        sheet = _step(sheet, _allowed(sheet, "cancel", by), "作废工作经费补助表", reason=reason)
        sheet.lines.update(live=False)
    return sheet


def _lock(sheet: WorkFundSheet) -> WorkFundSheet:
    """The row as it is now, for us alone until the transaction ends."""
    rows = WorkFundSheet.objects.select_for_update(of=("self",)).select_related("region", "document")
    found: WorkFundSheet = rows.get(pk=sheet.pk)
    return found


def _allowed(sheet: WorkFundSheet, verb: str, by: User) -> str:
    """The state that ``verb`` leads to; Refused where the state or the person does not allow it."""
    target = SHEET.step(verb, sheet.state, roles.DISTRICT_FINANCE)
    guard = next(step.guard for step in SHEET.transitions if step.verb == verb)
    problem = guard_problem(guard, person=by.pk, maker=sheet.made_by_id, approver=sheet.approved_by_id)
    if problem:
        raise Refused(f"{problem}。")
    return target


def _same_content(sheet: WorkFundSheet, seen: str) -> None:
    """What was on the screen is what the database holds, line by line."""
    stored = digest(sheet.year, sheet.document.digest, [content_of(line) for line in sheet.lines.all()])
    if not seen == sheet.content_digest == stored:
        raise Refused(CHANGED)


def _refuse_made_up(sheet: WorkFundSheet, way_out: str) -> None:
    """Nobody is paid by invented counts; approval, after which there is no way back, refuses them already.

    In the demo's own districts everything is invented, and the finding warns of it.
    """
    lines = sheet.lines.filter(made_up=True).order_by("scope_code", "pk")
    villages = list(lines.values_list("village_name", flat=True))
    if villages and not Demo.objects.owning(sheet.region).exists():
        named = "、".join(villages[:NAMED]) + ("等" if len(villages) > NAMED else "")
        raise Refused(f"{named} {len(villages)} 个村的户数是示例数据,不是统计数字,不能据此拨付。{way_out}。")


def _step(
    sheet: WorkFundSheet,
    target: str,
    event: str,
    *,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    **values: Any,
) -> WorkFundSheet:
    sheet.state = target
    for name, value in values.items():
        setattr(sheet, name, value)
    _save(sheet)
    audit.record(event, sheet, reason=reason, detail=detail or _totals(sheet))
    return sheet


def _save(sheet: WorkFundSheet) -> None:
    sheet.version += 1
    sheet.save()


def _fill(sheet: WorkFundSheet, fresh: Draft) -> None:
    """The content of a draft into its sheet; totals are the sum of the lines and nothing else."""
    sheet.document = fresh.stored
    sheet.line_count = len(fresh.lines)
    sheet.total = sum((line.amount for line in fresh.lines), ZERO)
    sheet.by_tier = by_tier(fresh.contents)
    sheet.excluded = fresh.excluded
    sheet.community_count = fresh.community_count
    sheet.content_digest = fresh.content_digest


def _store_lines(sheet: WorkFundSheet, fresh: Draft) -> None:
    for line in fresh.lines:
        line.sheet = sheet
    WorkFundLine.objects.bulk_create(fresh.lines, batch_size=1000)


def _totals(sheet: WorkFundSheet) -> dict[str, Any]:
    return {"villages": sheet.line_count, "total": str(sheet.total), "digest": sheet.content_digest}


def _taken(error: IntegrityError, district: Region, year: int) -> str:
    """What the database refused: a second sheet of the year, or a village on somebody else's."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name == "work_fund_sheet_one_live":
        return f"{district.name} {year} 年度已有一张补助表,请在原表上重新计算。"
    if name == "work_fund_line_once_a_year":
        return f"有的村 {year} 年度已列在另一张补助表里,一个村一年只补助一次,请核对。"
    raise error
