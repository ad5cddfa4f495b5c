"""Devices from a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kit.intake import Field, Intake, Template
from kit.intake.result import Row
from kit.jinja import url
from kit.months import today
from kit.pages import ImportPage, Plan
from kit.refused import Refused
from kit.sheets import Kind
from stations import roles
from stations.actions.assets import ListedAsset, bring_in, taken_serials
from stations.imports import CODE_FIELD, NAME_FIELD, find_villages
from stations.models import Region, Station
from stations.models.assets import BELOW_CITY
from stations.rules.assets import CONDITIONS, DEVICES, FUNDERS, IN_USE, refuse_bad_dates, serial_number

KIND_COLUMNS = ("first_kind", "second_kind", "third_kind")
COLUMNS = (
    CODE_FIELD,
    NAME_FIELD,
    Field("first_kind", "种类", Kind.CHOICE, required=True, choices=DEVICES, example="打印机"),
    Field(
        "second_kind", "兼作", Kind.CHOICE, choices=DEVICES, example="复印机",
        help="一台设备兼有几种用途的,在“兼作”“还兼作”里选。",
    ),
    Field("third_kind", "还兼作", Kind.CHOICE, choices=DEVICES),
    Field("name", "名称和型号", required=True, max_length=80, example="惠普 M1005 一体机"),
    Field(
        "serial", "编号", Kind.CODE, max_length=40, parse=serial_number, example="CNB1234567",
        help="设备上的序列号或资产编号,全市不重复,文本格式;没有可不填。",
    ),
    Field("acquired_on", "购置日期", Kind.DATE, required=True, example="2010-01-08"),
    Field("funded_by", "资金来源", Kind.CHOICE, required=True, choices=FUNDERS, example="市财政"),
    Field("cost", "购置金额", Kind.MONEY, maximum=Decimal("99999999.99"), example="1850.00", help="元;没有可不填。"),
    Field("condition", "状况", Kind.CHOICE, choices=CONDITIONS, example="在用", help="不填按在用。"),
)  # fmt: skip


class AssetImport(ImportPage):
    """The devices of a township's or a district's stations, each a new one."""

    roles = (roles.TOWNSHIP, roles.DISTRICT_HR)
    title = "导入设备"
    hint = "每行登记一台新的设备;已登记的设备请在设备页面修改,不要再导入。"

    def template(self) -> Template:
        return Template("设备登记表", COLUMNS)

    def check(self, intake: Intake, form: Any) -> Plan:
        intake.refuse_duplicates("serial")
        villages = find_villages(intake, self.jurisdiction)
        stations = self._stations(intake, villages)
        self._refuse_taken(intake)
        for row in intake.rows:
            _check_row(intake, row)
        rows = [ListedAsset(stations[row.number], _values(row)) for row in intake.good_rows]
        nameless = sum(not row.values["serial"] for row in rows)
        several = sum(len(row.values["codes"]) > 1 for row in rows)
        return Plan(
            rows,
            [f"登记 {len(rows)} 台设备", f"其中兼有几种用途的 {several} 台"],
            warnings=[f"有 {nameless} 台没有编号,无法查出是否已经登记过,请自行核对"] if nameless else (),
        )

    def write(self, plan: Plan, form: Any) -> str:
        added = bring_in(list(plan.rows), place=self.request.post.region)
        return f"设备已导入:登记 {added} 台。"

    def back(self) -> str:
        return url("assets")

    def _stations(self, intake: Intake, villages: dict[int, Region]) -> dict[int, Station]:
        """The station of each row by row number; a village without one is refused."""
        wanted = {village.pk for village in villages.values()}
        found = {
            station.region_id: station
            for station in Station.objects.within(self.jurisdiction).filter(region__in=wanted)
        }
        for row in intake.rows:
            village = villages.get(row.number)
            if village and village.pk not in found:
                intake.refuse(row, "code", f"{village.name}还没有劳动保障站,请先建站")
        return {
            number: _placed(found[village.pk], village)
            for number, village in villages.items()
            if village.pk in found
        }

    def _refuse_taken(self, intake: Intake) -> None:
        serials = {row.values["serial"] for row in intake.rows if row.values["serial"]}
        taken = taken_serials(serials, city=self.request.post.region.code // BELOW_CITY)
        for row in intake.rows:
            if row.values["serial"] in taken:
                intake.refuse(row, "serial", "这个编号在本市已经登记过,请核对")


def _placed(station: Station, village: Region) -> Station:
    """The station with its village at hand: no query for it when the rows are written."""
    station.region = village
    return station


def _check_row(intake: Intake, row: Row) -> None:
    kinds = [row.values[name] for name in KIND_COLUMNS if row.values[name]]
    for name, kind in zip(KIND_COLUMNS, (row.values[name] for name in KIND_COLUMNS), strict=True):
        if kind and kinds.count(kind) > 1 and name != "first_kind":
            intake.refuse(row, name, "与前面的种类重复,请改选或清空")
    if row.values["acquired_on"]:
        try:
            refuse_bad_dates(acquired_on=row.values["acquired_on"], on=today())
        except Refused as refusal:
            intake.refuse(row, refusal.field or "", refusal.reason.rstrip("。"))


def _values(row: Row) -> dict[str, Any]:
    values = row.values
    return {
        "codes": [values[name] for name in KIND_COLUMNS if values[name]],
        "name": values["name"],
        "serial": values["serial"] or "",
        "acquired_on": values["acquired_on"],
        "funded_by": values["funded_by"],
        "cost": values["cost"],
        "condition": values["condition"] or IN_USE,
    }
