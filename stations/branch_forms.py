"""What people type about an event in the life of a township or district: the heads, and then the table of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django import forms

from kit.refused import Refused
from stations import branches, reorganising
from stations.actions import branches as actions
from stations.actions import life
from stations.codes import CodesTable
from stations.life_forms import MOST_NEW, NEW, LifeForm, PlaceCodeField, ask_for_new_places, pairs_of
from stations.models import Region, Reorganisation, User
from stations.places import KINDS, TIER_LABELS, Tier
from stations.plans import Heir, NewPlace, Plan
from stations.reorganising import KINDS_OF_TIER


class BranchForm(LifeForm):
    """An event after which what lies below has other codes: the form, then the table, then the preview."""

    table: CodesTable
    next_words = "核对新代码"

    @property
    def tier(self) -> Tier:
        return Tier(self.region.tier)

    def givers(self) -> list[Region]:
        """The places whose children stand in the table."""
        return [self.region]

    def heads(self) -> Sequence[Heir]:
        """Where these children go; raises ``Refused`` where the form does not say."""
        raise NotImplementedError

    @property
    def recodes(self) -> bool:
        """Whether there is a table to fill at all."""
        return True

    def read_table(self, data: Mapping[str, Any], file: IO[bytes] | None, filename: str) -> None:
        """The proposal, and over it what was sent."""
        self.table = CodesTable.proposed(branches.children_of(self.givers()), self.heads())
        if data.get("codes"):
            self.table.read_json(data["codes"])
        if file is not None:
            self.table.read_file(file, filename)
        elif data.get("typed_codes"):
            self.table.read_form(data)

    def new_head(self, code: int | None, name: str, above: Region | None, kind: str = "") -> NewPlace:
        if not code:
            raise Refused("请填新的代码。", field="code")
        assert above is not None
        return NewPlace(code, name, above, self.tier, kind)


class BranchMergeForm(BranchForm):
    others = forms.ModelMultipleChoiceField(
        label="和哪些合并",
        queryset=Region.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    into = forms.ChoiceField(label="合并成", help_text="新设一个,或由其中一个吸收其他的。")
    name = forms.CharField(label="新设的名称", max_length=60, required=False, help_text="新设时填写。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = coded_field(
            self.tier, label="新设的代码", required=False, help_text="新设时填写;可以沿用被合并的代码。"
        )
        siblings = Region.objects.within(self.jurisdiction).filter(
            parent=self.region.parent, closed_on__isnull=True
        )
        others = siblings.exclude(pk=self.region.pk).order_by("code")
        above = TIER_LABELS[Tier(self.tier - 1)]
        self.fields["others"].queryset = others
        self.fields["others"].help_text = f"只列出同一{above}的。跨{above}的,先划转再合并。"
        self.fields["others"].label_from_instance = lambda place: f"{place.name}({place.place.short})"
        self.fields["into"].choices = [
            (NEW, "新设一个"),
            *((str(place.pk), f"由{place.name}吸收其他的") for place in (self.region, *others)),
        ]
        self.order_fields(["others", "into", "code", "name"])

    def _places(self) -> list[Region]:
        return [self.region, *self.cleaned_data["others"]]

    def _into(self) -> Heir:
        chosen = self.cleaned_data["into"]
        if chosen != NEW:
            return Region.objects.within(self.jurisdiction).get(pk=chosen)
        return self.new_head(self.cleaned_data["code"], self.cleaned_data["name"], self.region.parent)

    def givers(self) -> list[Region]:
        into = self._into()
        return [place for place in self._places() if place != into]

    def heads(self) -> Sequence[Heir]:
        return [self._into()]

    def plan(self) -> Plan:
        return branches.merge(self._places(), self._into(), self.table.coded(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return actions.merge(self._places(), self._into(), self.table.coded(), self.terms, answers, by=by)


class BranchSplitForm(BranchForm):
    goes_on = forms.BooleanField(
        label="原乡镇(街道)继续存在(只从中分出新的)",
        required=False,
        help_text="不勾选则原乡镇撤销,第一个新设的为主要承接,它本级的历史数字按现行区划归在那里。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ask_for_new_places(self, "新乡镇(街道)", tier=self.tier)
        self.order_fields(["goes_on", *named])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, MOST_NEW + 1):
            if bool(data.get(f"code_{number}")) != bool(data.get(f"name_{number}")):
                self.add_error(f"code_{number}", "代码和名称要一起填。")
        return data

    def _into(self) -> list[NewPlace]:
        pairs = pairs_of(self.cleaned_data)
        return [self.new_head(code, name, self.region.parent) for code, name in pairs]

    def heads(self) -> Sequence[Heir]:
        return [self.region, *self._into()] if self.cleaned_data["goes_on"] else self._into()

    def plan(self) -> Plan:
        goes_on = self.cleaned_data["goes_on"]
        return branches.split(self.region, self._into(), self.table.coded(), self.terms, goes_on=goes_on)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return actions.split(
            self.region,
            self._into(),
            self.table.coded(),
            self.terms,
            answers,
            goes_on=self.cleaned_data["goes_on"],
            by=by,
        )


class BranchMoveForm(BranchForm):
    district = forms.ModelChoiceField(
        label="划入的区县", queryset=Region.objects.none(), empty_label="请选择"
    )
    name = forms.CharField(label="名称", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = coded_field(self.tier)
        districts = (
            Region.objects.within(self.jurisdiction).of_tier(Tier.DISTRICT).filter(closed_on__isnull=True)
        )
        self.fields["district"].queryset = districts.exclude(pk=self.region.parent_id).order_by("code")
        self.fields["district"].label_from_instance = lambda place: f"{place.name}({place.place.short})"
        self.fields["name"].initial = self.region.name
        self.order_fields(["district", "code", "name"])

    def _to(self) -> NewPlace:
        data = self.cleaned_data
        return self.new_head(data["code"], data["name"], data["district"], self._kind())

    def _kind(self) -> str:
        """The kind goes along where the last digits do not say another."""
        code = self.cleaned_data["code"]
        place = NewPlace(code, "", self.region, self.tier).place if code else self.region.place
        return self.region.kind if place.short[-3:] == self.region.place.short[-3:] else ""

    def heads(self) -> Sequence[Heir]:
        return [self._to()]

    def plan(self) -> Plan:
        return branches.move(self.region, self._to(), self.table.coded(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return actions.move(self.region, self._to(), self.table.coded(), self.terms, answers, by=by)


class BranchRekindForm(BranchForm):
    """撤乡设镇, 镇改街道, 县改区: under the same code only name and kind change; under another, all codes below too."""

    kind = forms.ChoiceField(label="改成")
    name = forms.CharField(label="改制后的名称", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = KINDS_OF_TIER.get(self.tier, ("district",))
        offered = [kind for kind in kinds if kind != self.region.kind] or list(kinds)
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in offered]
        self.fields["name"].initial = self.region.name
        self.fields["code"] = coded_field(
            self.tier, required=self.tier == Tier.DISTRICT, help_text="代码变了才填:下面的村(社区)随之改码。"
        )
        self.order_fields(["kind", "name", "code"])

    @property
    def recodes(self) -> bool:
        return bool(self.cleaned_data.get("code")) and self.cleaned_data["code"] != self.region.code

    def _to(self) -> NewPlace:
        data = self.cleaned_data
        return self.new_head(data["code"], data["name"], self.region.parent, data["kind"])

    def heads(self) -> Sequence[Heir]:
        return [self._to()]

    def plan(self) -> Plan:
        if not self.recodes:
            data = self.cleaned_data
            return reorganising.rekind(self.region, data["kind"], data["name"], None, self.terms)
        return branches.rekind(self.region, self._to(), self.table.coded(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        data = self.cleaned_data
        if not self.recodes:
            return life.rekind(self.region, data["kind"], data["name"], self.terms, by=by)
        return actions.rekind(self.region, self._to(), self.table.coded(), self.terms, answers, by=by)


def coded_field(tier: Tier, **kwargs: Any) -> PlaceCodeField:
    """A field that is made after the form's own were given their look."""
    field = PlaceCodeField(tier=tier, **kwargs)
    field.widget.attrs["class"] = "form-control"
    field.error_messages["required"] = "请填写这一项。"
    return field
