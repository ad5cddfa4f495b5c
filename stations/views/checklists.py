"""自查 on screen: a station's own word on every item, the document's standard and the ledgers beside it."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.http import Http404

from kit.jinja import url
from kit.months import today
from kit.pages import EditPage
from stations import roles
from stations.actions import checklists as actions
from stations.checklists import Listed, listed, offered
from stations.documents import stored_policy_for
from stations.evidence import NOTHING, Asked, collected, label_of
from stations.inspection_forms import ClaimForm
from stations.models import Claim, Inspection, Station, StoredFile
from stations.rules.inspections import CLOSED

# What a place is checked by where neither a round nor its own document says: the list most documents have.
USUAL = "six"


class SelfCheck(EditPage):
    """The list of the round that is coming, else of the document that binds the place, or another by choice."""

    roles = roles.STATION
    title = "自查"
    submit = "保存自查"
    saved = "自查已保存。检查结果以现场检查为准。"
    multipart = True
    template_name = "stations/checklist_claim.html"

    @cached_property
    def station(self) -> Station:
        found: Station = self.find(Station.objects.with_place(), pk=self.kwargs["pk"])
        return found

    @cached_property
    def lists(self) -> dict[str, Listed]:
        """All that may be chosen; those of the coming rounds first, in whichever version those work by."""
        rows = Inspection.objects.within(self.jurisdiction).filter(station=self.station).exclude(state=CLOSED)
        coming = [listed(row.round) for row in rows.with_all().order_by("round__last_day")]
        return {each.key: each for each in (*coming, *offered())}

    @cached_property
    def listed(self) -> Listed:
        asked = self.request.GET.get("list", "")
        if asked:
            if asked not in self.lists:
                raise Http404
            return self.lists[asked]
        return self._usual()

    def _usual(self) -> Listed:
        found = list(self.lists.values())
        binding = stored_policy_for(self.station.region, today())
        own = [each for each in found if each.stored == binding]
        six = [each for each in found if each.checklist.key == USUAL]
        rounds = found[:1] if self._has_rounds else []
        return next(iter([*rounds, *own, *six, *found]))

    @property
    def _has_rounds(self) -> bool:
        rows = Inspection.objects.within(self.jurisdiction).filter(station=self.station)
        return bool(rows.exclude(state=CLOSED).exists())

    @cached_property
    def claims(self) -> dict[str, Claim]:
        rows = Claim.objects.within(self.jurisdiction).filter(station=self.station, **self.listed.columns)
        return {row.item: row for row in rows.select_related("made_by")}

    def form(self, data: Any = None, files: Any = None) -> Any:
        said = self._said()
        return ClaimForm(self.listed, data, files, initial=vars(said))

    def _said(self) -> SimpleNamespace:
        values: dict[str, Any] = {"version": sum(row.version for row in self.claims.values())}
        for code, row in self.claims.items():
            values |= {f"result_{code}": row.result, f"note_{code}": row.note}
        return SimpleNamespace(**values)

    def current(self) -> Any:
        Station.objects.within(self.jurisdiction).select_for_update(of=("self",)).get(pk=self.station.pk)
        self.__dict__.pop("claims", None)
        said = self._said()
        for item in self.listed.checklist.items:
            for part in ("result", "note", "file"):
                said.__dict__.setdefault(f"{part}_{item.code}", "" if part != "file" else None)
        return said

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.claim(
            self.station,
            self.listed,
            {
                item.code: actions.GivenClaim(
                    given[f"result_{item.code}"], given[f"note_{item.code}"], given[f"file_{item.code}"]
                )
                for item in self.listed.checklist.items
                if given[f"result_{item.code}"]
            },
            by=self.request.user,
        )

    def back(self) -> str:
        return url("station", self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        region = self.station.region
        codes = [item.code for item in self.listed.checklist.items]
        shown = collected([self.station], Asked(today(), self.listed.stored), codes)
        names = [name for row in self.claims.values() for name in row.photos]
        files = {
            file.name: file
            for file in StoredFile.objects.within(self.jurisdiction)
            .filter(name__in=names)
            .select_related("made_by")
        }
        return {
            **super().context(),
            "station": self.station,
            "lists": self.lists.values(),
            "chosen": self.listed,
            "items": [
                {
                    "item": item,
                    "standard": self.listed.standard(item, region),
                    "evidence": shown.get(item.code, {}).get(self.station.pk, NOTHING),
                    "source": label_of(item.code),
                    "claim": self.claims.get(item.code),
                    "photos": [
                        files[name]
                        for name in (self.claims[item.code].photos if item.code in self.claims else ())
                        if name in files
                    ],
                }
                for item in self.listed.checklist.items
            ],
        }
