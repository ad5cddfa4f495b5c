"""目标进度: the targets of a document at a place, one of them in full, their calendar, and what is entered by hand."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from kit.jinja import url
from kit.months import today
from kit.pages import EditPage, Page
from kit.pages.downloads import FORMATS, download
from kit.sheets import Sheet
from stations import audit, roles
from stations.actions import targets as actions
from stations.build_rate import BuildRate, build_rate
from stations.documents import content
from stations.models import PolicyDocument, Region, TargetEntry
from stations.places import Tier
from stations.rules.documents.aims import Target
from stations.rules.targets import asked_in_words, days_in_words
from stations.target_forms import CorrectForm, EntryForm
from stations.target_missing import MOST_ON_SCREEN, named, seeing_all
from stations.target_progress import OUTCOMES, Choice, Line, Progresses, chosen
from stations.target_sheets import (
    at_due_in_words,
    board_sheet,
    calendar_sheet,
    children_sheet,
    clause_address,
    entries_columns,
    figures_in_words,
    missing_sheet,
    source_in_words,
)

READERS = (*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR)


class TargetDoor(Page):
    """What the pages of targets have in common: a place, a document, and sheets that leave a trace when taken away."""

    roles = READERS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS and (sheet := self.sheet()) is not None:
            audit.record(
                "导出", self.place, reason=f"{sheet.title} {wanted}", detail={"rows": len(list(sheet.rows))}
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    def sheet(self) -> Sheet | None:
        """What is downloaded; None where there is nothing to take away."""
        raise NotImplementedError

    @cached_property
    def place(self) -> Region:
        """The place of the address, or the acting post's own."""
        own: Region = self.request.post.region
        pk = self.kwargs.get("pk", own.pk)
        found: Region = own if pk == own.pk else self.find(Region.objects.with_ancestors(), pk=pk)
        return found

    @cached_property
    def choice(self) -> Choice:
        return chosen(self.place, self.kwargs.get("document") or self.request.GET.get("by", ""))

    @property
    def as_now(self) -> bool:
        return bool(self.request.GET.get("as") == "now")

    @cached_property
    def found(self) -> Progresses | None:
        """None of a village, and where no document has a target."""
        stored = self.choice.stored
        if stored is None or self.place.tier >= Tier.VILLAGE:
            return None
        return Progresses(self.place, stored, self.jurisdiction, self.as_now)

    @property
    def above(self) -> list[Region]:
        """The way back up, as far as the jurisdiction reaches."""
        return [each for each in self.place.lineage[:-1] if self.jurisdiction.covers(each.code, each.tier)]

    def address(self, **changes: Any) -> str:
        """This page's address with some of its query changed; None takes a key out."""
        query = {key: value for key, value in self.request.GET.items() if key in ("by", "as", "on")}
        match = self.request.resolver_match
        return url(match.url_name, *match.kwargs.values(), **{**query, **changes})

    def context(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "choice": self.choice,
            "found": self.found,
            "above": self.above,
            "as_now": self.as_now,
            "by": self.choice.stored.key if self.choice.stored else "",
        }


class TargetBoard(TargetDoor):
    """All targets of a document at a place."""

    template_name = "stations/target_board.html"

    def sheet(self) -> Sheet | None:
        return board_sheet(self.found, binding=self.choice.binding) if self.found else None

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": f"{self.place.name}目标进度",
            "sheet": self.sheet(),
            "calendar": False,
        }


class TargetCalendar(TargetDoor):
    """The same targets by the days on which they are due."""

    template_name = "stations/target_board.html"

    def sheet(self) -> Sheet | None:
        return calendar_sheet(self.found, binding=self.choice.binding) if self.found else None

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": f"{self.place.name}目标期限",
            "sheet": self.sheet(),
            "calendar": True,
        }


class OneTarget(TargetDoor):
    """A page of the target that the address names; an unknown one is not there."""

    @cached_property
    def target(self) -> Target:
        return named_target(self.stored, self.kwargs["target"])

    @cached_property
    def stored(self) -> PolicyDocument:
        _ = self.place
        stored = self.choice.stored
        if stored is None or stored.key != self.kwargs["document"]:
            raise Http404
        return stored


class TargetPage(OneTarget):
    """One target: what is asked, how far it is, the places below, who is missing, what was entered."""

    template_name = "stations/target_detail.html"

    def sheet(self) -> Sheet | None:
        if self.request.GET.get("list") == "missing":
            return self._missing(every=True)
        return children_sheet(self._known, self.target) if self.place.tier < Tier.TOWNSHIP else None

    @property
    def _known(self) -> Progresses:
        if self.found is None:
            raise Http404
        return self.found

    @cached_property
    def line(self) -> Line:
        return self._known.line(self.target)

    @property
    def day(self) -> date:
        """Of which day the missing are named: today, or the due day that has passed."""
        asked_for = self.request.GET.get("on") == "due" and self.line.at_due is not None
        return self.target.due if asked_for and self.target.due else today()

    def _missing(self, *, every: bool) -> Sheet | None:
        with seeing_all():
            rows = named(self.line, self.stored, self.day, as_now=self.as_now)
            if rows is None:
                return None
            self.missing_count = rows.count()
            found = list(rows if every else rows[:MOST_ON_SCREEN])
        measure = self.line.measure
        return missing_sheet(
            self.place,
            self.target,
            found,
            heading=f"{self.day}" + (",按现行区划" if self.as_now and self.day < today() else ""),
            unknown=measure.unknown if measure else "",
            holders=self.target.compare == "count",
        )

    def context(self) -> dict[str, Any]:
        found, line = self._known, self.line
        below = children_sheet(found, self.target) if self.place.tier < Tier.TOWNSHIP else None
        return {
            **super().context(),
            "title": self.target.name,
            "stored": self.stored,
            "target": self.target,
            "line": line,
            "outcomes": OUTCOMES,
            "asked": asked_in_words(self.target),
            "figures": figures_in_words(line, line.now),
            "days": days_in_words(line.now.progress),
            "at_due": at_due_in_words(line),
            "source": source_in_words(line),
            "clause": clause_address(self.stored, self.target),
            "below": below if below is not None and below.rows else None,
            "missing": self._missing(every=False),
            "missing_count": getattr(self, "missing_count", 0),
            "shown": MOST_ON_SCREEN,
            "day": self.day,
            "entries": self._entries(),
            "may_enter": self.request.post.role in roles.SUPERVISORS
            and actions.may_enter(self.place, self.stored, self.target),
        }

    def _entries(self) -> Sheet | None:
        """Everything that was ever entered of the place; None where nothing is entered here."""
        if self.line.hand is None or self.place.tier != self.line.hand.at:
            return None
        rows = (
            TargetEntry.objects.within(self.jurisdiction)
            .filter(region=self.place, target=self.target.key)
            .of_document(self.line.document_key)
            .with_all()
            .order_by("-day", "-revision")
        )
        return Sheet(title="填报记录", columns=entries_columns(self.target), rows=list(rows))


class TargetEnter(OneTarget, EditPage):
    """The figures of a day that no ledger counts."""

    roles = roles.SUPERVISORS
    submit = "填报"
    saved = "已填报。"
    template_name = "stations/target_enter.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not actions.may_enter(self.place, self.stored, self.target):
            messages.error(request, "这个目标不由这里填报,或由台账算出。")
            return redirect(self.back())
        return EditPage.get(self, request, *args, **kwargs)

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"填报:{self.target.name}"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return EntryForm(self.target, data)

    def save(self, form: Any) -> Any:
        return actions.enter(self.stored, self.target, self.place, form.said, by=self.request.post)

    def back(self) -> str:
        return url("target", self.place.pk, self.stored.key, self.target.key)

    def context(self) -> dict[str, Any]:
        return {**EditPage.context(self), "place": self.place, "target": self.target, "stored": self.stored}


class TargetCorrect(EditPage):
    """The figures of an entry anew; what stood there stays beside them."""

    roles = roles.SUPERVISORS
    submit = "更正"
    saved = "已更正,原来的数字留在填报记录里。"
    template_name = "stations/target_enter.html"

    @cached_property
    def entry(self) -> TargetEntry:
        found: TargetEntry = self.find(TargetEntry.objects.with_all(), pk=self.kwargs["pk"])
        return found

    @cached_property
    def target(self) -> Target:
        return named_target(self.entry.document, self.entry.target)

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"更正 {self.entry.day} 的填报:{self.target.name}"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return CorrectForm(self.entry, self.target, data)

    def save(self, form: Any) -> Any:
        reason = form.cleaned_data["reason"]
        return actions.correct(self.entry, self.target, form.said, reason=reason, by=self.request.post)

    def back(self) -> str:
        return url("target", self.entry.region_id, self.entry.document.key, self.target.key)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "place": self.entry.region,
            "target": self.target,
            "stored": self.entry.document,
        }


class BuildRatePage(TargetDoor):
    """村级平台建成率 over the years, against what the documents ask."""

    template_name = "stations/build_rate.html"
    NAME: ClassVar[str] = "村级平台建成率"

    @cached_property
    def course(self) -> BuildRate | None:
        """None below the districts: a single township has too few villages for a course."""
        if self.place.tier >= Tier.TOWNSHIP:
            return None
        return build_rate(self.place, self.jurisdiction, as_now=self.as_now)

    def sheet(self) -> Sheet | None:
        return self.course.sheet() if self.course else None

    def context(self) -> dict[str, Any]:
        return {
            "title": f"{self.place.name}{self.NAME}",
            "place": self.place,
            "above": self.above,
            "as_now": self.as_now,
            "course": self.course,
            "sheet": self.sheet(),
        }


def named_target(stored: PolicyDocument, key: str) -> Target:
    """The target of that key; not there otherwise."""
    found = next((target for target in content(stored).targets if target.key == key), None)
    if found is None:
        raise Http404
    return found
