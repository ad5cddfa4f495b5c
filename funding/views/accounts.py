"""The accounts of villages on screen."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery

from funding import roles
from funding.actions.accounts import AccountOf, register_accounts
from funding.filters import AccountFilterSet
from funding.forms import AccountForm, account_number
from funding.models import VillageAccount
from kit.intake import Field, Intake, Template
from kit.jinja import url
from kit.pages import EditPage, ImportPage, Plan
from kit.sheets import Column, Kind
from kit.sheets.columns import masked
from stations import columns as shared
from stations.imports import CODE_FIELD, NAME_FIELD, find_villages
from stations.models import Region, Station
from stations.pages import ListPage
from stations.places import Tier


class AccountList(ListPage):
    """Every 行政村 with its account, or without one; numbers are masked."""

    roles = roles.ACCOUNT_READERS
    title = "村收款账户"
    template_name = "funding/account_list.html"
    columns = (
        shared.SERIAL,
        shared.DISTRICT,
        shared.TOWNSHIP,
        Column("village", "行政村", value="region.name", link=lambda row: url("station", row.pk)),
        shared.CODE,
        Column("holder", "收款单位", value=lambda row: row.holder or "未登记"),
        Column("bank", "开户银行"),
        Column("account", "账号", Kind.CODE, secret=True),
    )
    sorts = {**shared.PLACE_SORTS, "holder": ("holder",)}
    default_sort = "code"
    filterset_class = AccountFilterSet
    empty = "管辖范围内没有行政村的劳动保障站。"

    def queryset(self) -> Any:
        account = VillageAccount.objects.filter(region=OuterRef("region"))
        return (
            Station.objects.with_place()
            .filter(region__kind="village")
            .annotate(**{name: Subquery(account.values(name)[:1]) for name in ("holder", "bank", "account")})
        )

    def shown_columns(self) -> tuple[Column, ...]:
        """Whoever keeps accounts is led to the form, everybody else to the station."""
        columns = shared.seen_from(self.request.post.region, self.columns)
        if self.request.post.role not in roles.ACCOUNT_KEEPERS:
            return columns
        edit = Column(
            "village",
            "行政村",
            value="region.name",
            link=lambda row: url("account_of_village", row.region_id),
        )
        return tuple(edit if column.key == "village" else column for column in columns)


class AccountEdit(EditPage):
    """Register or correct one village's account."""

    roles = roles.ACCOUNT_KEEPERS
    title = "收款账户"

    @property
    def village(self) -> Region:
        rows = Region.objects.of_tier(Tier.VILLAGE).filter(kind="village")
        found: Region = self.find(rows, pk=self.kwargs["pk"])
        return found

    def current(self) -> Any:
        rows = VillageAccount.objects.within(self.jurisdiction).select_for_update()
        return rows.filter(region=self.village).first()

    def form(self, data: Any = None, files: Any = None) -> Any:
        village = self.village
        self.title = f"{village.name}的收款账户"
        stored = VillageAccount.objects.within(self.jurisdiction).filter(region=village).first()
        initial = {name: getattr(stored, name) for name in ("holder", "bank", "version")} if stored else {}
        return AccountForm(data, initial=initial, known=masked(stored.account) if stored else "")

    def save(self, form: Any) -> Any:
        stored, values = self.current(), form.cleaned_data
        number = values["number"] or stored.account
        account = AccountOf(self.village, values["holder"], values["bank"], number)
        return register_accounts([account], place=self.village, by=self.request.user)

    def back(self) -> str:
        return url("village_accounts")


class AccountImport(ImportPage):
    roles = roles.ACCOUNT_KEEPERS
    title = "导入村收款账户"
    hint = "已有账户的村以这次的为准。已提交审核的补助表不受影响。"

    def template(self) -> Template:
        return Template(
            "村收款账户",
            (
                CODE_FIELD,
                NAME_FIELD,
                Field(
                    "holder", "收款单位", required=True, max_length=80, example="上沙村村民委员会",
                    help="开户许可上的户名。",
                ),
                Field("bank", "开户银行", required=True, max_length=60, example="温州银行"),
                Field(
                    "account", "账号", Kind.CODE, required=True, parse=account_number, secret=True, max_length=40,
                    example="33030200000000001", help="文本格式。",
                ),
            ),
        )  # fmt: skip

    def check(self, intake: Intake, form: Any) -> Plan:
        intake.refuse_duplicates("code")
        villages = find_villages(intake, self.jurisdiction, kinds=("village",))
        rows = [
            AccountOf(villages[row.number], row.values["holder"], row.values["bank"], row.values["account"])
            for row in intake.good_rows
        ]
        return Plan(rows, [f"登记或更新 {len(rows)} 个村的收款账户"])

    def write(self, plan: Plan, form: Any) -> str:
        done = register_accounts(list(plan.rows), place=self.request.post.region, by=self.request.user)
        return f"收款账户已导入:新增 {done['added']} 村,更新 {done['changed']} 村,不变 {done['same']} 村。"

    def back(self) -> str:
        return url("village_accounts")
