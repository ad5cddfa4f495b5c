"""The catalogue of service items on screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from kit.gate import verb
from kit.jinja import url
from kit.months import today
from kit.pages import EditPage, carry_out
from kit.sheets import Column, Kind
from services.actions import items as actions
from services.forms import ServiceItemForm
from services.models import ServiceItem
from stations import roles
from stations.pages import ListPage


class ServiceItemList(ListPage):
    """What the counters offer, with what is promised and on what it rests."""

    roles = roles.BUSINESS
    title = "服务事项"
    template_name = "services/item_list.html"
    columns = (
        Column("key", "代号", Kind.CODE),
        Column("name", "事项"),
        Column("part", "站的职责"),
        Column("clause", "职责依据"),
        Column("limit", "时限", value=lambda row: row.limit.label if row.limit else "未承诺"),
        Column("limit_basis", "时限依据"),
        Column("papers", "所需材料", value=lambda row: "、".join(row.papers_list)),
        Column("free", "收费", value=lambda row: "不收费" if row.free else "收费"),
        Column("active_from", "起用", Kind.DATE),
        Column("active_to", "停用", Kind.DATE),
    )
    sorts = {"key": ("key",), "name": ("name",), "active_from": ("active_from", "key")}
    default_sort = "key"
    empty = "本市还没有服务事项。市级可以按执行中的政策文件一次建立,再补上时限和所需材料。"

    def queryset(self) -> Any:
        return ServiceItem.objects.all()

    @property
    def row_address(self) -> Any:
        """Only the city may change an item."""
        if self.request.post.role != roles.CITY:
            return None
        return lambda row: url("service_item_edit", row.pk)


class ServiceItemCreate(EditPage):
    roles = (roles.CITY,)
    title = "新增服务事项"
    saved = "已新增,各站可以受理这一项了。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ServiceItemForm(data, initial={"active_from": today()})

    def save(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return actions.create_item(self.request.post.region, values, by=self.request.post)

    def back(self) -> str:
        return url("service_items")


class ServiceItemEdit(EditPage):
    roles = (roles.CITY,)
    title = "修改服务事项"
    saved = "已保存。此前受理的事项仍按当时的时限计算。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        item = self.find(ServiceItem.objects.all(), pk=self.kwargs["pk"])
        form = ServiceItemForm(data, instance=item, initial={"version": item.version})
        del form.fields["key"]
        return form

    def current(self) -> Any:
        return ServiceItem.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields if name != "key"}
        return actions.correct_item(self.current(), values, by=self.request.post)

    def back(self) -> str:
        return url("service_items")


@verb(roles.CITY)
def service_items_from_document(request: HttpRequest) -> HttpResponse:
    """Make an item of every duty that the document in force lists."""
    return carry_out(
        request,
        lambda: actions.add_items_from_document(request.post.region, on=today(), by=request.post),
        done="已按执行中的文件建立服务事项。文件没有规定时限,请逐项补上服务承诺和所需材料。",
        back=url("service_items"),
    )
