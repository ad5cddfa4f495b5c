"""What people type about an event in the life of regions, and the questions of who takes what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from kit.forms import Form
from kit.jurisdiction import Jurisdiction
from kit.months import today
from kit.refused import Refused
from stations import reorganising
from stations.actions import life
from stations.models import Region, Reorganisation, User
from stations.places import DIGITS, KINDS, TIER_LABELS, Place, Tier
from stations.plans import EACH, NewPlace, Plan, Question
from stations.reorganising import KINDS_OF_TIER, Terms

NEW = "new"
MOST_NEW = 4


class PlaceCodeField(forms.CharField):
    """The digits of a place of one tier, as the national list writes them."""

    tier = Tier.VILLAGE

    def __init__(self, *, tier: Tier = Tier.VILLAGE, **kwargs: Any) -> None:
        self.tier, digits = tier, DIGITS[tier]
        above = "乡镇(街道)" if tier == Tier.VILLAGE else "区县" if tier == Tier.TOWNSHIP else "市"
        kwargs.setdefault("label", "新代码")
        kwargs.setdefault(
            "help_text", f"{digits} 位区划代码,前 {DIGITS[Tier(tier - 1)]} 位是所在{above}的代码。"
        )
        super().__init__(max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            place = Place.parse(text)
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error
        if place.tier != self.tier:
            raise forms.ValidationError(f"{TIER_LABELS[self.tier]}的代码是 {DIGITS[self.tier]} 位数字。")
        return place.code


class LifeForm(Form):
    """One kind of event about ``region``; ``plan`` says what it would do, ``carry_out`` does it."""

    on = forms.DateField(
        label="变更日期", initial=today, help_text="从这一天起生效:被撤销的村从这一天起不再存在。"
    )
    basis = forms.CharField(
        label="批准文号", max_length=120, help_text="批准这次变更的文件,例如 温民〔2026〕8号。"
    )
    reason = forms.CharField(label="事由", max_length=200, required=False)
    next_words = "看将要发生什么"

    def __init__(self, region: Region, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.jurisdiction = region, jurisdiction
        self.order_fields([name for name in self.fields if name not in LifeForm.base_fields])

    @property
    def terms(self) -> Terms:
        return Terms(*(self.cleaned_data[name] for name in ("on", "basis", "reason")))

    def plan(self) -> Plan:
        """Raises ``Refused`` where it cannot be done."""
        raise NotImplementedError

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        raise NotImplementedError


def ask_for_new_places(form: Form, words: str, *, tier: Tier = Tier.VILLAGE) -> list[str]:
    """Fields for up to four places to be opened, the first one needed; returns their names."""
    for number in range(1, MOST_NEW + 1):
        needed = number == 1
        form.fields[f"code_{number}"] = PlaceCodeField(
            tier=tier, label=f"{words} {number} 代码", required=needed
        )
        form.fields[f"name_{number}"] = forms.CharField(
            label=f"{words} {number} 名称", max_length=60, required=needed
        )
    named = [f"{what}_{number}" for number in range(1, MOST_NEW + 1) for what in ("code", "name")]
    for name in named:
        form.fields[name].widget.attrs["class"] = "form-control"
        form.fields[name].error_messages["required"] = "请填写这一项。"
    return named


def pairs_of(data: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Codes and names of the places to be opened, as they were filled in."""
    pairs = [(data.get(f"code_{number}"), data.get(f"name_{number}")) for number in range(1, MOST_NEW + 1)]
    return [(code, name) for code, name in pairs if code and name]


class RenameForm(LifeForm):
    name = forms.CharField(label="新名称", max_length=60)

    def plan(self) -> Plan:
        return reorganising.rename(self.region, self.cleaned_data["name"], self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return life.rename(self.region, self.cleaned_data["name"], self.terms, by=by)


class RekindForm(LifeForm):
    """村改居: the village goes on as a community, under its own digits or others of the same township."""

    kind = forms.ChoiceField(label="改成")
    name = forms.CharField(label="改制后的名称", max_length=60)
    code = PlaceCodeField(required=False, help_text="后三位变了才填;社区用 001–199,行政村用 200–399。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [kind for kind in KINDS_OF_TIER[Tier(self.region.tier)] if kind != self.region.kind]
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in offered]
        self.fields["name"].initial = self.region.name

    def _values(self) -> tuple[str, str, int | None]:
        return self.cleaned_data["kind"], self.cleaned_data["name"], self.cleaned_data["code"]

    def plan(self) -> Plan:
        return reorganising.rekind(self.region, *self._values(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        kind, name, code = self._values()
        return life.rekind(self.region, kind, name, self.terms, code=code, by=by)


class MergeForm(LifeForm):
    others = forms.ModelMultipleChoiceField(
        label="和哪些村(社区)合并",
        queryset=Region.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text="只列出同一乡镇(街道)的村。跨乡镇的,先划转再合并。",
    )
    into = forms.ChoiceField(label="合并成", help_text="新设一个村,或由其中一个村吸收其他村。")
    code = PlaceCodeField(label="新村代码", required=False, help_text="新设时填写;可以沿用被合并村的代码。")
    name = forms.CharField(label="新村名称", max_length=60, required=False, help_text="新设时填写。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siblings = Region.objects.within(self.jurisdiction).filter(
            parent=self.region.parent, closed_on__isnull=True
        )
        others = siblings.exclude(pk=self.region.pk).order_by("code")
        self.fields["others"].queryset = others
        self.fields["others"].label_from_instance = lambda village: f"{village.name}({village.place.short})"
        self.fields["into"].choices = [
            (NEW, "新设一个村"),
            *((str(village.pk), f"由{village.name}吸收其他村") for village in (self.region, *others)),
        ]

    def _villages(self) -> list[Region]:
        return [self.region, *self.cleaned_data["others"]]

    def _into(self) -> Region | NewPlace:
        chosen = self.cleaned_data["into"]
        if chosen != NEW:
            return Region.objects.within(self.jurisdiction).get(pk=chosen)
        if not self.cleaned_data["code"]:
            raise Refused("新设的村要有代码。", field="code")
        return NewPlace(self.cleaned_data["code"], self.cleaned_data["name"], self.region.parent)

    def plan(self) -> Plan:
        return reorganising.merge(self._villages(), self._into(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return life.merge(self._villages(), self._into(), self.terms, answers, by=by)


class SplitForm(LifeForm):
    goes_on = forms.BooleanField(
        label="原村继续存在(只从中分出新村)",
        required=False,
        help_text="不勾选则原村撤销,第一个新村为主要承接村,原村的历史数字按现行区划归在它名下。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["goes_on", *ask_for_new_places(self, "新村")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, MOST_NEW + 1):
            if bool(data.get(f"code_{number}")) != bool(data.get(f"name_{number}")):
                self.add_error(f"code_{number}", "新村的代码和名称要一起填。")
        return data

    def _into(self) -> list[NewPlace]:
        return [NewPlace(code, name, self.region.parent) for code, name in pairs_of(self.cleaned_data)]

    def plan(self) -> Plan:
        return reorganising.split(self.region, self._into(), self.terms, goes_on=self.cleaned_data["goes_on"])

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        goes_on = self.cleaned_data["goes_on"]
        return life.split(self.region, self._into(), self.terms, answers, goes_on=goes_on, by=by)


class MoveForm(LifeForm):
    township = forms.ModelChoiceField(
        label="划入的乡镇(街道)", queryset=Region.objects.none(), empty_label="请选择"
    )
    code = PlaceCodeField(help_text="12 位区划代码,前 9 位是划入的乡镇(街道)的代码。")
    name = forms.CharField(label="名称", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = (
            Region.objects.within(self.jurisdiction).of_tier(Tier.TOWNSHIP).filter(closed_on__isnull=True)
        )
        others = townships.exclude(pk=self.region.parent_id).select_related("parent").order_by("code")
        self.fields["township"].queryset = others
        self.fields["township"].label_from_instance = lambda township: (
            f"{township.parent.name} › {township.name}({township.place.short})"
        )
        self.fields["name"].initial = self.region.name

    def _to(self) -> NewPlace:
        data = self.cleaned_data
        return NewPlace(data["code"], data["name"], data["township"])

    def plan(self) -> Plan:
        return reorganising.move(self.region, self._to(), self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return life.move(self.region, self._to(), self.terms, answers, by=by)


class CloseForm(LifeForm):
    def plan(self) -> Plan:
        return reorganising.close(self.region, self.terms)

    def carry_out(self, answers: Mapping[str, str], by: User) -> Reorganisation:
        return life.close(self.region, self.terms, answers, by=by)


class QuestionsForm(Form):
    """Who takes what: one field for every kind of what a place has, and one for every row where it is divided."""

    def __init__(self, questions: Iterable[Question], data: Any = None, *, kept: Any = None) -> None:
        """``kept`` are answers given before, on a preview that was left to mend the form."""
        self.questions = list(questions)
        super().__init__(data)
        for question in self.questions:
            choices = list(question.choices)
            if question.divisible:
                choices.append((EACH, "逐项选定"))
            self._ask(question.name, question.label, choices, question.proposed, kept, question.names)
            if (data or kept or {}).get(question.name) == EACH and question.divisible:
                for row in question.rows:
                    self._ask(
                        question.row_name(row),
                        question.row_label(row),
                        question.choices,
                        question.proposed_for(row),
                        kept,
                    )

    def _ask(
        self,
        name: str,
        label: str,
        choices: Iterable[tuple[str, str]],
        proposed: str,
        kept: Any,
        names: str = "",
    ) -> None:
        offered = list(choices)
        before = (kept or {}).get(name)
        field = forms.ChoiceField(
            label=label,
            choices=offered,
            initial=before if before in dict(offered) else proposed,
            help_text=names,
            error_messages={"required": "请选定由谁承接。", "invalid_choice": "请从列表里选一项。"},
        )
        field.widget.attrs["class"] = "form-select"
        self.fields[name] = field

    @property
    def unasked_rows(self) -> bool:
        """Whether something was just chosen to be divided, and its rows have not been on screen yet."""
        return any(
            question.divisible
            and self.data.get(question.name) == EACH
            and not any(question.row_name(row) in self.data for row in question.rows)
            for question in self.questions
        )

    def shown(self) -> list[dict[str, Any]]:
        """The questions in their order, each with its rows where it is divided."""
        return [
            {
                "question": question,
                "field": self[question.name],
                "rows": [
                    self[question.row_name(row)]
                    for row in question.rows
                    if question.row_name(row) in self.fields
                ],
            }
            for question in self.questions
        ]


class UndoForm(Form):
    reason = forms.CharField(
        label="撤回事由", max_length=200, help_text="为什么撤回,例如登记有误、批准文件已撤销。"
    )
