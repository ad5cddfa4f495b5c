"""What this app offers the shell: places and to-dos."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from funding import roles
from funding.models import WorkFundSheet
from funding.rules.sheets import APPROVED, DRAFT, RETURNED, SUBMITTED
from kit import navigation
from kit.jinja import url
from kit.navigation import Todo
from stations.documents.uses import used_by


def register() -> None:
    """The places of this app in the side bar, and the parts of a document it works by."""
    used_by("work_fund", "工作经费补助表", "work_fund_sheets")
    for section in ("work_fund", "pay"):
        used_by(section, "补贴计算", "calculator_subsidy")
    navigation.add_place("工作经费补助表", "work_fund_sheets", "coin-yuan", roles=roles.READERS, order=20)
    navigation.add_place(
        "村收款账户", "village_accounts", "building-bank", roles=roles.ACCOUNT_READERS, order=40
    )


@navigation.todo_source
def sheets_that_wait(request: Any) -> Iterable[Todo]:
    """Sheets that this very person may approve, pay, or has to mend."""
    if request.post.role not in roles.FINANCE:
        return
    me = request.user.pk
    for sheet in (
        WorkFundSheet.objects.within(request.jurisdiction)
        .filter(state__in=[DRAFT, SUBMITTED, APPROVED, RETURNED])
        .select_related("region")
    ):
        address = url("work_fund_sheet", sheet.pk)
        if sheet.state == SUBMITTED and me != sheet.made_by_id:
            yield Todo(f"{sheet} 待审核", 1, address, hint=f"共 {sheet.line_count} 个村")
        elif sheet.state == APPROVED and me not in (sheet.made_by_id, sheet.approved_by_id):
            yield Todo(f"{sheet} 待拨付", 1, address, hint=f"共 {sheet.line_count} 个村")
        elif sheet.state == RETURNED and me == sheet.made_by_id:
            yield Todo(f"{sheet} 被退回", 1, address, "late", sheet.return_reason)
        elif sheet.state == DRAFT and me == sheet.made_by_id:
            yield Todo(f"{sheet} 还没有提交审核", 1, address, hint=f"共 {sheet.line_count} 个村")
