"""Regions, stations and household counts on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
from stations.forms import HouseholdCountForm, StationContactForm, StationForm
from stations.models import HouseholdCount, Region, Station
from stations.models.history import tracked_changes
from stations.navigation import station_panels
from stations.pages import ListPage
from stations.places import KINDS, Tier


class RegionPage(DetailPage):
    """A place: what lies below it, its station, and the document that binds it."""

    roles = roles.EVERYONE
    template_name = "stations/region_detail.html"

    def queryset(self) -> Any:
        return Region.objects.with_ancestors()

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
        }

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


class StationList(ListPage):
    """劳动保障站 within the jurisdiction."""

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
    sorts = {**shared.PLACE_SORTS, "opened_on": ("opened_on",), "head": ("head",)}
    default_sort = "code"
    filterset_class = StationFilterSet
    empty = "管辖范围内还没有劳动保障站。区人事劳动局可以为没有站的村一次建站。"

    def queryset(self) -> Any:
        return Station.objects.with_place()

    def row_address(self, row: Station) -> str:
        return url("station", row.pk)


class StationPage(DetailPage):
    """The card of a station; the floors above add their own panels."""

    roles = roles.BUSINESS
    template_name = "stations/station_detail.html"

    def queryset(self) -> Any:
        return Station.objects.with_place()

    def context(self) -> dict[str, Any]:
        station = self.object
        return {
            **super().context(),
            "households": HouseholdCount.objects.within(self.jurisdiction)
            .filter(region=station.region)
            .order_by("-year")[:5],
            "panels": station_panels(self.request, station),
            "changes": tracked_changes(Station, station.pk),
        }


class StationEdit(EditPage):
    """Supervisors correct the whole card, the station's own people how it is reached."""

    roles = (*roles.STATION, roles.TOWNSHIP, roles.DISTRICT_HR)
    title = "修改站点资料"

    def form(self, data: Any = None, files: Any = None) -> Any:
        station = self.find(Station.objects.all(), pk=self.kwargs["pk"])
        kind = StationContactForm if self.request.post.role in roles.STATION else StationForm
        return kind(data, instance=station, initial={"version": station.version})

    def current(self) -> Any:
        return Station.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        return actions.correct_station(
            self.current(), {name: form.cleaned_data[name] for name in form.Meta.fields}
        )

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


class HouseholdList(ListPage):
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
        Column("counted_on", "统计日期", Kind.DATE),
        Column("source", "来源", value=lambda row: f"{row.source}(示例)" if row.made_up else row.source),
    )
    sorts = {
        **shared.PLACE_SORTS,
        "year": ("-year", "scope_code"),
        "households": ("households", "scope_code"),
    }
    default_sort = "year"
    sums = {"households": "households"}
    filterset_class = HouseholdFilterSet
    empty = "还没有户数。区人事劳动局或乡镇(街道)可以下载模板,从 Excel 一次导入。"

    def queryset(self) -> Any:
        return HouseholdCount.objects.select_related("region__parent__parent")

    def shown_columns(self) -> tuple[Column, ...]:
        """Summed only within one year: over several, the same households would be added once a year."""
        if self.request.GET.get("year"):
            return self.columns
        return tuple(replace(column, total=False) for column in self.columns)


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
