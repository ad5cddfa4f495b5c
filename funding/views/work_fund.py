"""The sheets of the work fund on screen: listed, drawn up, looked through, and every figure explained."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from funding import roles
from funding.actions import sheets as actions
from funding.actions.drawing_up import Draft, draft
from funding.filters import WorkFundSheetFilterSet
from funding.models import WorkFundLine, WorkFundSheet
from funding.rules.sheets import AWAITED, SHEET, open_verbs
from funding.sheets import as_now, on_screen, work_fund_sheet
from kit.jinja import url
from kit.money import ZERO, yuan
from kit.months import today
from kit.pages import DetailPage, Page
from kit.pages.downloads import FORMATS, download
from kit.refused import Refused
from kit.sheets import Column, Kind, Sheet
from kit.sheets.columns import masked
from stations import audit
from stations.documents import content
from stations.models import AuditEvent
from stations.pages import ListPage


class SheetList(ListPage):
    """Sheets of the districts within, newest year first."""

    roles = roles.READERS
    title = "工作经费补助表"
    template_name = "funding/sheet_list.html"
    columns = (
        Column("serial", "序号", Kind.SERIAL),
        Column("district", "区县", value="region.name"),
        Column("year", "年度", Kind.CODE, link=lambda row: url("work_fund_sheet", row.pk)),
        Column("state", "状态", Kind.STATE, choices=SHEET.states),
        Column("line_count", "村数", Kind.INTEGER, total=True),
        Column("total", "应补金额", Kind.MONEY, unit="元", total=True),
        Column("made_by", "制表人", value="made_by.name"),
        Column("approved_by", "审核人", value="approved_by.name"),
        Column("paid_on", "拨付日期", Kind.DATE),
        Column("voucher", "凭证号", Kind.CODE),
    )
    sorts = {
        "district": ("scope_code", "-year"),
        "year": ("-year", "scope_code"),
        "state": ("state", "-year"),
        "total": ("total",),
        "paid_on": ("paid_on",),
    }
    default_sort = "year"
    sums = {"line_count": "line_count", "total": "total"}
    filterset_class = WorkFundSheetFilterSet
    empty = "还没有工作经费补助表。区财政在年度考核确认后编制,一个区一个年度一张。"

    def queryset(self) -> Any:
        return WorkFundSheet.objects.with_people()

    def row_address(self, row: WorkFundSheet) -> str:
        return url("work_fund_sheet", row.pk)


class SheetNew(Page):
    """Choose a year, see what is missing, draw up."""

    roles = roles.FINANCE
    title = "编制工作经费补助表"
    template_name = "funding/sheet_new.html"
    http_method_names = ["get", "head", "post"]

    @property
    def year(self) -> int:
        asked = self.request.POST.get("year") or self.request.GET.get("year") or ""
        plausible = len(asked) == 4 and asked.isascii() and asked.isdigit()
        return int(asked) if plausible and 1990 <= int(asked) < today().year else today().year - 1

    def context(self) -> dict[str, Any]:
        district, year = self.request.post.region, self.year
        fresh, refusal = self._preview()
        return {
            "title": self.title,
            "year": year,
            "years": range(today().year - 1, today().year - 6, -1),
            "fresh": fresh,
            "total": sum((line.amount for line in fresh.lines), ZERO) if fresh else ZERO,
            "excluded": excluded_sheet(fresh.excluded) if fresh else None,
            "refusal": refusal,
            "existing": WorkFundSheet.objects.within(self.jurisdiction)
            .live()
            .filter(region=district, year=year)
            .first(),
        }

    def _preview(self) -> tuple[Draft | None, str]:
        try:
            return draft(self.request.post.region, self.year), ""
        except Refused as refusal:
            return None, refusal.reason

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("year") != str(self.year):
            messages.error(request, "没有选年度,或选的年度还没有结束。请选好年度再编制。")
            return redirect(url("work_fund_new"))
        try:
            sheet = actions.draw_up(request.post.region, self.year, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return redirect(url("work_fund_new", year=self.year))
        messages.success(request, f"已编制,列入 {sheet.line_count} 个村。请核对后提交审核。")
        return redirect(url("work_fund_sheet", sheet.pk))


class SheetPage(DetailPage):
    """A sheet as it will be printed, who is awaited, what a reviewer should look at, and who did what."""

    roles = roles.READERS
    template_name = "funding/sheet_detail.html"

    def queryset(self) -> Any:
        return WorkFundSheet.objects.with_people()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            return self._download(wanted)
        return self.show()

    def context(self) -> dict[str, Any]:
        stored = self.object
        lines = self._lines()
        printed = work_fund_sheet(stored, lines)
        return {
            **super().context(),
            "sheet": on_screen(as_now(printed) if self.now else printed),
            "now": self.now,
            "map_has_moved": any(line.region.became_id for line in lines),
            "findings": [(line, finding) for line in lines for finding in line.findings],
            "excluded": excluded_sheet(stored.excluded),
            "changes": changes_sheet(stored.changes),
            "tiers": tiers_sheet(stored),
            "allowed": self._allowed(),
            "awaited": AWAITED.get(stored.state, ""),
            "trail": AuditEvent.objects.within(self.jurisdiction)
            .filter(object_type="funding.workfundsheet", object_id=str(stored.pk))
            .order_by("pk"),
        }

    @property
    def now(self) -> bool:
        """Whether the lines are read by the map of today."""
        return self.request.GET.get("as") == "now"

    def _lines(self) -> list[WorkFundLine]:
        lines = WorkFundLine.objects.within(self.jurisdiction).filter(sheet=self.object)
        return list(lines.select_related("region__parent", "region__became__parent"))

    def _allowed(self) -> list[str]:
        """The verbs that this person may use now."""
        post, stored = self.request.post, self.object
        if post.role not in SHEET.roles:
            return []
        return open_verbs(
            stored.state,
            post.role,
            person=self.request.user.pk,
            maker=stored.made_by_id,
            approver=stored.approved_by_id,
        )

    def _download(self, form: str) -> HttpResponseBase:
        """Finance takes it with the accounts, everybody else with masked ones."""
        sheet = work_fund_sheet(self.object, self._lines())
        sheet = as_now(sheet) if self.now else sheet
        reveals = self.request.post.role in roles.FINANCE
        audit.record(
            "导出",
            self.object,
            reason=f"{sheet.title} {form}",
            detail={"rows": self.object.line_count, "accounts": "全部" if reveals else "遮盖"},
        )
        return download(sheet.revealed() if reveals else sheet, form)


class LinePage(DetailPage):
    """为什么是这个数: the inputs and where each came from, the arithmetic, the clause, the readings."""

    roles = roles.READERS
    template_name = "funding/line_detail.html"

    def queryset(self) -> Any:
        return WorkFundLine.objects.select_related("sheet__document", "sheet__region", "region")

    def context(self) -> dict[str, Any]:
        line = self.object
        document = content(line.sheet.document)
        figure = line.reasoning
        return {
            **super().context(),
            "figure": figure,
            "account": masked(line.payee_account),
            "clause_text": next((each.text for each in document.clauses if each.number == figure.clause), ""),
            "readings": {key: document.readings[key] for key in figure.readings if key in document.readings},
        }


def excluded_sheet(excluded: list[dict[str, Any]]) -> Sheet:
    """Villages without a line, each with every reason and its clause."""
    return Sheet(
        title="未列入的村",
        columns=(
            Column("serial", "序号", Kind.SERIAL),
            Column("township", "乡镇(街道)"),
            Column("village", "行政村"),
            Column("code", "区划代码", Kind.CODE),
            Column("reasons", "原因", value=lambda row: ";".join(each["text"] for each in row["reasons"])),
            Column(
                "clause",
                "条款",
                value=lambda row: "、".join(dict.fromkeys(e["clause"] for e in row["reasons"])),
            ),
        ),
        rows=excluded,
    )


def changes_sheet(changes: list[dict[str, Any]]) -> Sheet:
    """What the last new computation moved."""
    return Sheet(
        title="重新计算的变化",
        columns=(
            Column("village", "行政村"),
            Column("code", "区划代码", Kind.CODE),
            Column("what", "变化"),
            Column("before", "原金额", Kind.MONEY, unit="元", value=_money("before")),
            Column("after", "现金额", Kind.MONEY, unit="元", value=_money("after")),
        ),
        rows=changes,
    )


def tiers_sheet(sheet: WorkFundSheet) -> Sheet:
    """Villages and money by tier."""
    return Sheet(
        title="分档合计",
        columns=(
            Column("tier", "档次"),
            Column("standard", "标准", Kind.MONEY, unit="元/年", value=_money("standard")),
            Column("count", "村数", Kind.INTEGER, total=True),
            Column("amount", "应补金额", Kind.MONEY, unit="元", total=True, value=_money("amount")),
        ),
        rows=sheet.by_tier,
    )


def _money(key: str) -> Callable[[dict[str, Any]], Decimal | None]:
    """Reads an amount that JSON holds as text."""
    return lambda row: None if row[key] is None else yuan(row[key])
