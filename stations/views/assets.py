"""Devices on screen: the list, one device with its history, and what is done with it."""

from __future__ import annotations

from typing import Any, ClassVar

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.sheets import Column, Kind
from stations import columns as shared
from stations import roles
from stations.actions import assets as actions
from stations.asset_forms import AssetEditForm, AssetForm, AssetReasonForm, ScrapForm, values_of
from stations.filters import AssetFilterSet
from stations.models import Asset, Station
from stations.models.history import tracked_changes
from stations.pages import ListPage
from stations.panels import MAY_REGISTER
from stations.rules.assets import FUNDERS, STATES

MAY_ACCEPT = (roles.DISTRICT_HR,)


class AssetList(ListPage):
    """设备 within the jurisdiction, device by device."""

    roles = roles.BUSINESS
    title = "设备"
    template_name = "stations/asset_list.html"
    columns = (
        shared.SERIAL,
        shared.DISTRICT,
        shared.TOWNSHIP,
        Column("village", "村(社区)", value="region.name", link=lambda row: url("station", row.station_id)),
        Column("kinds", "种类"),
        Column("name", "名称和型号", link=lambda row: url("asset", row.pk)),
        Column("device_number", "编号", Kind.CODE, value="serial"),
        Column("acquired_on", "购置日期", Kind.DATE),
        Column("funded_by", "资金来源", Kind.CHOICE, choices=FUNDERS),
        Column("cost", "购置金额", Kind.MONEY, unit="元", total=True),
        Column("state", "状况", Kind.STATE, choices=STATES),
        Column("remark", "备注", value=lambda row: remark(row)),
    )
    sorts = {
        **shared.PLACE_SORTS,
        "name": ("name",),
        "acquired_on": ("acquired_on", "scope_code"),
        "cost": ("cost", "scope_code"),
    }
    default_sort = "township"
    sums = {"cost": "cost"}
    filterset_class = AssetFilterSet
    empty = "还没有登记设备。可以在站点页面逐台登记,或下载模板,从 Excel 一次导入。"

    def queryset(self) -> Any:
        return Asset.objects.with_place()

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Asset) -> str:
        return url("asset", row.pk)


def remark(asset: Asset) -> str:
    """What else is to be known of a device in a line."""
    said = [
        f"{asset.scrapped_on} 报废:{asset.scrapped_because}" if asset.scrapped_on else "",
        "区认可算多台" if asset.accepted_as_several else "",
        "示例" if asset.made_up else "",
    ]
    return ";".join(each for each in said if each)


class AssetPage(DetailPage):
    """One device, what became of it, and who did it."""

    roles = roles.BUSINESS
    template_name = "stations/asset_detail.html"

    def queryset(self) -> Any:
        return Asset.objects.with_place().select_related("accepted_by")

    def context(self) -> dict[str, Any]:
        role = self.request.post.role
        return {
            **super().context(),
            "may_register": role in MAY_REGISTER,
            "may_accept": role in MAY_ACCEPT,
            "states": STATES,
            "changes": tracked_changes(Asset, self.object.pk),
        }


class AssetNew(EditPage):
    """A device for the station of the address."""

    roles = MAY_REGISTER
    title = "登记设备"
    saved = "设备已登记。"

    def get_station(self) -> Station:
        found: Station = self.find(Station.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"登记设备:{self.get_station().name}"
        return AssetForm(data, initial={"acquired_on": today()})

    def save(self, form: Any) -> Asset:
        return actions.register(self.get_station(), values_of(form))

    def back(self) -> str:
        return url("station", self.kwargs["pk"])


class AssetVerb(EditPage):
    """Something done with the device of the address, of the version that was seen."""

    kind: ClassVar[Any] = AssetReasonForm
    about: ClassVar[str] = ""

    def asset(self) -> Asset:
        found: Asset = self.find(Asset.objects.all(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        asset = self.asset()
        self.title = f"{type(self).title}:{asset}"
        form = self.kind(data, initial={"version": asset.version, **self.initial(asset)})
        if self.about:
            form.fields["reason"].help_text = self.about
        return form

    def initial(self, asset: Asset) -> dict[str, Any]:
        """What stands in the form beforehand."""
        return {}

    def current(self) -> Any:
        return (
            Asset.objects.within(self.jurisdiction).select_for_update(of=("self",)).get(pk=self.kwargs["pk"])
        )

    def back(self) -> str:
        return url("asset", self.kwargs["pk"])


class AssetEdit(AssetVerb):
    roles = MAY_REGISTER
    title = "修改设备"
    kind = AssetEditForm

    def initial(self, asset: Asset) -> dict[str, Any]:
        return {name: getattr(asset, name) for name in AssetForm.base_fields}

    def save(self, form: Any) -> Asset:
        return actions.correct(self.current(), values_of(form))


class AssetScrap(AssetVerb):
    roles = MAY_REGISTER
    title = "报废设备"
    submit = "报废"
    about = "报废后不再算配有,登记和编号仍保留。"
    saved = "设备已报废,登记仍保留。"
    kind = ScrapForm

    def save(self, form: Any) -> Asset:
        data = form.cleaned_data
        return actions.scrap(self.current(), on=data["scrapped_on"], reason=data["reason"])


class AssetRestore(AssetVerb):
    roles = MAY_REGISTER
    title = "撤销报废"
    submit = "撤销报废"
    saved = "已撤销报废。"

    def save(self, form: Any) -> Asset:
        return actions.restore(self.current(), reason=form.cleaned_data["reason"])


class AssetAccept(AssetVerb):
    """The district lets a combined device count for each of its kinds (AM-20)."""

    roles = MAY_ACCEPT
    title = "认可为多台"
    submit = "认可"
    about = "认可后,对照文件时这台设备每种用途各算一台。"
    saved = "已认可:对照文件时,这台设备每种用途各算一台。"

    def save(self, form: Any) -> Asset:
        return actions.accept_as_several(
            self.current(), reason=form.cleaned_data["reason"], by=self.request.user
        )


class AssetWithdraw(AssetVerb):
    roles = MAY_ACCEPT
    title = "撤销认可"
    submit = "撤销认可"
    about = "撤销后,对照文件时这台设备按读法 AM-20 计数。"
    saved = "已撤销认可:对照文件时,这台设备按读法 AM-20 计数。"

    def save(self, form: Any) -> Asset:
        return actions.withdraw_acceptance(self.current(), reason=form.cleaned_data["reason"])
