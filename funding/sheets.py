"""The work fund's sheet as finance prints it: one declaration for the screen and the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from funding.models import WorkFundLine, WorkFundSheet
from funding.rules.sheets import APPROVED, PAID, SHEET
from kit.jinja import url
from kit.months import today
from kit.sheets import Column, Kind, Sheet
from stations.columns import with_values

# Columns that stand in the file and on the page of a line; the screen is too narrow for all fifteen.
ONLY_IN_FILE = frozenset({"code", "counted_on", "account"})
SIGNATURES = ("单位负责人", "财政审核", "审核人", "制表人")


def work_fund_sheet(sheet: WorkFundSheet, lines: Iterable[WorkFundLine]) -> Sheet:
    """The lines by township with subtotals, the total in figures and in capitals, and what it rests on."""
    notes = [f"依据:{sheet.document.number or sheet.document.key} {sheet.document.title}。"]
    if sheet.state not in (APPROVED, PAID):
        notes.insert(0, f"本表状态为“{SHEET.states[sheet.state]}”,未经审核,不作为拨付依据。")
    if sheet.voucher:
        notes.append(f"已于 {sheet.paid_on:%Y-%m-%d} 拨付,凭证号 {sheet.voucher}。")
    return Sheet(
        title=str(sheet),
        columns=_columns(sheet),
        rows=by_township(lines),
        totals={"amount": sheet.total},
        group_by="township",
        capital_total="amount",
        heading=(
            f"填报单位(盖章):{sheet.region.name}财政部门",
            f"填报日期:{today():%Y-%m-%d}",
            "单位:元",
        ),
        notes=tuple(notes),
        signatures=SIGNATURES,
        sheet_id=f"{sheet.number}-{sheet.content_digest[:12]}",
        tab="工作经费补助表",
        frozen=3,
    )


def as_now(sheet: Sheet) -> Sheet:
    """The same lines under the townships and villages of today's map: to be read beside the sheet, paid by it never."""
    lines = sorted(sheet.rows, key=lambda line: line.region.present.code)
    now = {
        "township": "region.present.parent.name",
        "village": "region.present.name",
        "code": "region.present.code_text",
    }
    return replace(
        sheet,
        title=f"{sheet.title}(按现行区划)",
        columns=with_values(sheet.columns, now),
        rows=lines,
        notes=("按现行区划归并,仅供查阅;拨付以按当时区划的表为准。", *sheet.notes),
        sheet_id=None,
    )


def on_screen(sheet: Sheet) -> Sheet:
    """The same sheet without the columns that only the file has room for."""
    return replace(sheet, columns=tuple(each for each in sheet.columns if each.key not in ONLY_IN_FILE))


def by_township(lines: Iterable[WorkFundLine]) -> list[WorkFundLine]:
    """In the order of the codes, with the villages of one township together even where their codes are not."""
    ordered = sorted(lines, key=lambda line: line.code)
    places: dict[str, int] = {}
    for line in ordered:
        places.setdefault(line.township_name, len(places))
    return sorted(ordered, key=lambda line: places[line.township_name])


def _columns(sheet: WorkFundSheet) -> tuple[Column, ...]:
    policy = url("policy", sheet.document_id)

    def clause_address(line: WorkFundLine) -> str:
        return f"{policy}#{line.clause}"

    def line_address(line: WorkFundLine) -> str:
        return url("work_fund_line", line.pk)

    return (
        Column("serial", "序号", Kind.SERIAL),
        Column("township", "乡镇(街道)", value="township_name"),
        Column("village", "行政村", value="village_name", link=line_address),
        Column("code", "区划代码", Kind.CODE, value="code_text"),
        Column("households", "户数", Kind.INTEGER, total=True),
        Column("counted_on", "户数口径日期", Kind.DATE),
        Column("tier", "档次", width=17),
        Column("standard", "标准", Kind.MONEY, unit="元/年"),
        Column("result", "考核结果"),
        Column("coefficient", "系数", Kind.DECIMAL, value=_coefficient),
        Column("amount", "应补金额", Kind.MONEY, unit="元", total=True, explain=line_address),
        Column("payee", "收款单位", width=26),
        Column("account", "账号", Kind.CODE, value=_account, secret=True),
        Column("clause", "条款", link=clause_address),
        Column("remarks", "备注", value=_remarks, width=20),
    )


def _coefficient(line: WorkFundLine) -> Decimal:
    """Two places: a coefficient is a share in hundredths on paper."""
    return line.coefficient.quantize(Decimal("0.01"))


def _account(line: WorkFundLine) -> Any:
    return line.payee_account or None


def _remarks(line: WorkFundLine) -> str:
    kinds = {each["kind"] for each in line.coordinators}
    return ";".join([*sorted(kinds), *line.remarks])
