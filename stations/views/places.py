"""Regions, stations and household counts on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse

from kit.gate import verb
from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage, carry_out
from kit.sheets import Column, Kind, Sheet
from stations import columns as shared
from stations import roles
from stations.actions import stations as actions
from stations.documents import stored_policy_for
from stations.filters import HouseholdFilterSet, StationFilterSet
from stations.forms import HouseholdCountForm
from stations.life import history_of
from stations.models import HouseholdCount, Region, Station
from stations.models.history import tracked_changes
from stations.models.life import KINDS as LIFE_KINDS
from stations.navigation import station_panels
from stations.pages import ListPage
from stations.places import KINDS, Tier
from stations.station_forms import DistrictStationForm, StationContactForm, StationForm
from stations.views.files import gallery_of
from stations.views.life import MAY, READERS
from stations.views.life_events import FORMS


class RegionPage(DetailPage):
    """A place: what lies below it, its station, and the document that binds it."""

    roles = roles.EVERYONE
    template_name = "stations/region_detail.html"

    def queryset(self) -> Any:
        return Region.seen.select_related("parent__parent__parent", "became")

    def context(self) -> dict[str, Any]:
        region = self.object
        children = Region.objects.within(self.jurisdiction).filter(parent=region, closed_on__isnull=True)
        return {
            **super().context(),
            "title": region.name,
            "children": self._children_sheet(children) if region.tier < Tier.VILLAGE else None,
            "station": Station.objects.within(self.jurisdiction).filter(region=region).first(),
            "households": HouseholdCount.objects.within(self.jurisdiction)
            .filter(region=region)
            .order_by("-year"),
            "policy": stored_policy_for(region, today()),
            "history": history_of(region, self.jurisdiction),
            "reads_events": self.request.post.role in READERS,
            "events": self._events(region),
        }

    def _events(self, region: Region) -> list[tuple[str, str]]:
        """What the acting post may do with the place, as (words, address)."""
        below = region.tier > self.request.post.region.tier
        if self.request.post.role not in MAY or region.closed_on or not below:
            return []
        tier = Tier(region.tier)
        return [
            (label, url(f"region_{kind}", region.pk))
            for kind, label in LIFE_KINDS.items()
            if tier in FORMS[kind]
        ]

    def _children_sheet(self, children: Any) -> Sheet:
        villages = Count("children", filter=Q(children__closed_on__isnull=True))
        columns_ = [
            Column("name", "名称", link=lambda row: url("region", row.pk)),
            Column("code", "区划代码", Kind.CODE, value="code_text"),
            Column("kind", "类别", Kind.CHOICE, choices=KINDS),
            Column("below", "下辖", Kind.INTEGER, unit="个", total=True),
        ]
        rows = children.annotate(below=villages).order_by("code")
        return Sheet(title="下级区划", columns=tuple(columns_), rows=list(rows))


class ThenOrNowPage(ListPage):
    """A list of rows of villages, by the map of the day they were made or by the map of today."""

    then_sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    now_sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @property
    def then(self) -> bool:
        found: bool = self.filters.then
        return found

    @property
    def sorts(self) -> Mapping[str, tuple[str, ...]]:  # type: ignore[override]
        return self.then_sorts if self.then else self.now_sorts

    def shown_columns(self) -> tuple[Column, ...]:
        return self.columns if self.then else shared.as_now(self.columns)


class StationList(ThenOrNowPage):
    """劳动保障站 within the jurisdiction; of one whose village ceased, where that lies now."""

    roles = roles.BUSINESS
    title = "劳动保障站"
    template_name = "stations/station_list.html"
    columns = (
        shared.SERIAL,
        shared.DISTRICT,
        shared.TOWNSHIP,
        Column("village", "村(社区)", value="region.name", link=lambda row: url("station", row.pk)),
        shared.CODE,
        Column("kind", "类别", Kind.CHOICE, value="region.kind", choices=KINDS),
        Column("head", "负责人"),
        Column("phone", "电话", Kind.CODE),
        Column("opened_on", "建站日期", Kind.DATE),
        Column("light", "工作任务较轻", value=lambda row: "是" if row.light_workload else ""),
    )
    then_sorts = {**shared.THEN_SORTS, "opened_on": ("opened_on",), "head": ("head",)}
    now_sorts = {**shared.NOW_SORTS, "opened_on": ("opened_on",), "head": ("head",)}
    default_sort = "code"
    filterset_class = StationFilterSet
    empty = "管辖范围内还没有劳动保障站。区人事劳动局可以为没有站的村一次建站。"

    def queryset(self) -> Any:
        return Station.objects.with_map()

    def shown_columns(self) -> tuple[Column, ...]:
        """A card moves with its village: by the map of the day it stands where it was opened."""
        return shared.as_opened(self.columns) if self.then else super().shown_columns()

    def row_address(self, row: Station) -> str:
        return url("station", row.pk)


class StationPage(DetailPage):
    """The card of a station; the floors above add their own panels."""

    roles = roles.BUSINESS
    template_name = "stations/station_detail.html"

    def queryset(self) -> Any:
        return Station.objects.with_place().select_related(
            "light_workload_by__user", "light_workload_by__region"
        )

    def context(self) -> dict[str, Any]:
        station = self.object
        return {
            **super().context(),
            "households": HouseholdCount.objects.within(self.jurisdiction)
            .filter(Q(region=station.region) | Q(region__became=station.region))
            .select_related("region")
            .order_by("-year", "code")[:5],
            "panels": station_panels(self.request, station),
            "gallery": gallery_of(station, self.request),
            "changes": tracked_changes(Station, station.pk),
        }


class StationEdit(EditPage):
    """Supervisors correct the whole card, the station's own people how it is reached and what stands there."""

    roles = (*roles.STATION, roles.TOWNSHIP, roles.DISTRICT_HR)
    title = "修改站点资料"

    def form(self, data: Any = None, files: Any = None) -> Any:
        station = self.find(Station.objects.all(), pk=self.kwargs["pk"])
        own = {roles.TOWNSHIP: StationForm, roles.DISTRICT_HR: DistrictStationForm}
        kind = own.get(self.request.post.role, StationContactForm)
        return kind(data, instance=station, initial={"version": station.version})

    def current(self) -> Any:
        return Station.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return actions.correct_station(self.current(), values, by=self.request.post)

    def back(self) -> str:
        return url("station", self.kwargs["pk"])


@verb(roles.DISTRICT_HR)
def station_open_missing(request: HttpRequest) -> HttpResponse:
    """A station for every 行政村 and 社区 of the district that has none."""
    return carry_out(
        request,
        lambda: actions.open_missing_stations(
            request.post.region, kinds=("village", "community"), on=today()
        ),
        done="已为没有站的村和社区建站,请让各站补全地址、电话和负责人。",
        back=url("stations"),
    )


class HouseholdList(ThenOrNowPage):
    """Household counts by village and year, with where each number came from."""

    roles = roles.BUSINESS
    title = "户数"
    template_name = "stations/household_list.html"
    columns = (
        shared.SERIAL,
        shared.DISTRICT,
        shared.TOWNSHIP,
        shared.VILLAGE,
        shared.CODE,
        Column("kind", "类别", Kind.CHOICE, value="region.kind", choices=KINDS),
        Column("year", "年度", Kind.CODE),
        Column("households", "户籍户数", Kind.INTEGER, unit="户", total=True),
        Column("population", "服务人口", Kind.INTEGER, unit="人"),
        Column("counted_on", "统计日期", Kind.DATE),
        Column("source", "来源", value=lambda row: f"{row.source}(示例)" if row.made_up else row.source),
    )
    then_sorts = {
        **shared.THEN_SORTS,
        "year": ("-year", "code"),
        "households": ("households", "code"),
        "population": ("population", "code"),
    }
    now_sorts = {
        **shared.NOW_SORTS,
        "year": ("-year", "scope_code"),
        "households": ("households", "scope_code"),
        "population": ("population", "scope_code"),
    }
    default_sort = "year"
    sums = {"households": "households"}
    filterset_class = HouseholdFilterSet
    empty = "还没有户数。区人事劳动局或乡镇(街道)可以下载模板,从 Excel 一次导入。"

    def queryset(self) -> Any:
        return HouseholdCount.objects.with_map()

    def shown_columns(self) -> tuple[Column, ...]:
        """Summed only within one year: over several, the same households would be added once a year."""
        columns = super().shown_columns()
        if self.request.GET.get("year"):
            return columns
        return tuple(replace(column, total=False) for column in columns)


class HouseholdEdit(EditPage):
    roles = (roles.TOWNSHIP, roles.DISTRICT_HR)
    title = "更正户数"

    def form(self, data: Any = None, files: Any = None) -> Any:
        count = self.find(HouseholdCount.objects.all(), pk=self.kwargs["pk"])
        return HouseholdCountForm(data, instance=count, initial={"version": count.version})

    def current(self) -> Any:
        return HouseholdCount.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return actions.correct_households(self.current(), values, by=self.request.user)

    def back(self) -> str:
        return url("households")
