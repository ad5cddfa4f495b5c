"""Dated parameters on screen: everybody who works with money or staff reads them, the city announces them."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Subquery, When
from django.http import Http404

from kit.jinja import url
from kit.pages import DetailPage, EditPage
from kit.sheets import Column, Kind
from stations import roles
from stations.actions import parameters as actions
from stations.filters import ParameterFilterSet
from stations.forms import EndPostForm, ParameterCorrectForm, ParameterForm
from stations.models import Parameter, Region
from stations.models.history import tracked_changes
from stations.pages import ListPage
from stations.rules.parameters import KINDS

READERS = (*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR)


class ParameterList(ListPage):
    """Every value with its days, its area and where it was announced."""

    roles = READERS
    title = "政策参数"
    template_name = "stations/parameter_list.html"
    columns = (
        Column("kind", "参数", value="about.label", link=lambda row: url("parameters") + f"?kind={row.kind}"),
        Column("area", "适用地区", value=lambda row: row.area or row.place.short),
        Column("code", "区划代码", Kind.CODE, value="place.short"),
        Column("value", "数值", value=lambda row: row.about.shown(row.value)),
        Column("unit", "单位", value="about.unit"),
        Column("starts_on", "起", Kind.DATE),
        Column("ends_on", "止(含)", Kind.DATE),
        Column("citation", "依据"),
    )
    sorts = {
        "kind": ("rank", "code", "-starts_on"),
        "code": ("code", "rank", "-starts_on"),
        "starts_on": ("-starts_on", "rank", "code"),
    }
    default_sort = "kind"
    filterset_class = ParameterFilterSet
    empty = "还没有参数。请市级登记最低工资标准、社会保险最低缴费基数和费率等,并写明依据。"

    def queryset(self) -> Any:
        here = Region.objects.filter(tier=OuterRef("tier"), code=OuterRef("code"), closed_on__isnull=True)
        ranks = Case(
            *(When(kind=key, then=rank) for rank, key in enumerate(KINDS)), output_field=IntegerField()
        )
        return Parameter.objects.annotate(area=Subquery(here.values("name")[:1]), rank=ranks)

    def row_address(self, row: Parameter) -> str:
        return url("parameter", row.pk)


class ParameterPage(DetailPage):
    """One value, what came before and after it in the same area, and who changed what."""

    roles = READERS
    template_name = "stations/parameter_detail.html"

    def queryset(self) -> Any:
        return Parameter.objects.all()

    def context(self) -> dict[str, Any]:
        parameter = self.object
        series = Parameter.objects.filter(kind=parameter.kind, tier=parameter.tier, code=parameter.code)
        return {
            **super().context(),
            "title": parameter.about.label,
            "parameter": parameter,
            "area": Region.objects.filter(
                tier=parameter.tier, code=parameter.code, closed_on__isnull=True
            ).first(),
            "series": series.order_by("-starts_on"),
            "mine": self.request.post.role == roles.CITY
            and self.jurisdiction.covers(parameter.code, parameter.tier),
            "changes": tracked_changes(Parameter, parameter.pk),
        }


class ParameterNew(EditPage):
    """The city enters what was announced for itself or for a place within."""

    roles = (roles.CITY,)
    title = "登记参数"
    submit = "登记"
    saved = "参数已登记,上一个数值到前一日为止。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        initial = {"region": self.request.post.region.place.short, "kind": self.request.GET.get("kind")}
        return ParameterForm(self.jurisdiction, data, initial=initial)

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.announce(
            given["kind"],
            given["region"].place,
            starts_on=given["starts_on"],
            value=given["value"],
            citation=given["citation"],
        )

    def back(self) -> str:
        return url("parameters")


class OneParameter(EditPage):
    """A page that changes one value; only within the city's own area, outside it does not exist."""

    roles = (roles.CITY,)

    def row(self, rows: Any) -> Parameter:
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None or not self.jurisdiction.covers(found.code, found.tier):
            raise Http404
        return found

    def back(self) -> str:
        return url("parameter", self.kwargs["pk"])


class ParameterCorrect(OneParameter):
    title = "更正参数"
    submit = "更正"
    saved = "参数已更正。已经按原数值算出的表不会改变。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        parameter = self.row(Parameter.objects.all())
        return ParameterCorrectForm(
            data,
            initial={
                "value": f"{parameter.value:.{parameter.about.decimals}f}",
                "citation": parameter.citation,
                "version": parameter.version,
            },
        )

    def current(self) -> Any:
        return self.row(Parameter.objects.select_for_update())

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.correct(
            self.current(), value=given["value"], citation=given["citation"], reason=given["reason"]
        )


class ParameterEnd(OneParameter):
    title = "终止参数"
    submit = "终止"
    saved = "已终止。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.row(Parameter.objects.all())
        return EndPostForm(data)

    def save(self, form: Any) -> Any:
        parameter = self.row(Parameter.objects.all())
        return actions.end(parameter, on=form.cleaned_data["ends_on"], reason=form.cleaned_data["reason"])
