"""Which rows the demo's removal takes away.

While the demo is loaded its three districts belong to it: whatever hangs on a place there is its own, whoever made
it. So are its people with all that hangs on them, and what it or its people made at the places above (a city's
catalogue, an adoption). What a row that stays still needs is spared: a list of another district loaded below the
demo's city keeps that city, and a decision of 何科员 about a real village keeps his account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from stations.demo.references import Model, has_place, history_of, portions, references, references_to
from stations.demo.world import AUTHOR
from stations.models import AuditEvent, Demo, Parameter, Post, Region, User
from stations.places import Place, Tier

# Rows with a place of their own are judged by that place; posts go with their person as well.
GO_WITH_THEIR_PERSON = (Post,)


class Doomed:
    """The rows to take away, as primary keys by table."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.rows: dict[Model, set[Any]] = defaultdict(set)
        self.rows[Demo].add(demo.pk)
        self.rows[User].update(User.objects.filter(is_demo=True).values_list("pk", flat=True))
        self.places = self._find_places()
        self._rows_of_places()
        self.rows[Parameter].update(
            Parameter.objects.filter(self._inside("code"), made_up=True).values_list("pk", flat=True)
        )
        self._rows_made_above()
        self._what_hangs_on_them()
        self._spare_what_is_needed()

    def history(self) -> Iterator[QuerySet[Any]]:
        """The changes of these rows, and of rows that hung on the places and are gone already."""
        for model in apps.get_models():
            for events in history_of(model):
                for portion in portions(self.rows[model]):
                    yield events._base_manager.filter(pgh_obj_id__in=portion)
                if has_place(events):
                    since = self.demo.loaded_at
                    yield events._base_manager.filter(region_id__in=self.places, pgh_created_at__gte=since)

    def trail(self) -> QuerySet[AuditEvent]:
        """The audit events of the demo, its people and its districts."""
        own = Q(user_id__in=self.rows[User]) | Q(user_id__isnull=True, user_name=AUTHOR)
        return AuditEvent.objects.filter(own | self._inside("scope_code"), at__gte=self.demo.loaded_at)

    def _find_places(self) -> set[int]:
        """The regions whose rows go: those of the districts, and those above that only the demo needs."""
        inside = self._inside("code") & Q(tier__gte=Tier.DISTRICT)
        added = set(self.demo.region_ids) | self._inserted(Region, inside)
        self.rows[Region] = added - _needed_by_others(added)
        return self.rows[Region] | set(Region.objects.filter(inside).values_list("pk", flat=True))

    def _rows_of_places(self) -> None:
        for reference in references_to(Region):
            if reference.model is not Region:
                self.rows[reference.model].update(pk for pk, _ in reference.pairs(self.places))

    def _rows_made_above(self) -> None:
        """What the demo and its people made at a place above the districts, or at none."""
        above = Region.objects.filter(tier__lt=Tier.DISTRICT, code__in=self._codes_above())
        by_demo = Q(pgh_context__user=AUTHOR, pgh_context__user_id__isnull=True)
        by_people = Q(pgh_context__user_id__in=sorted(self.rows[User]))
        for model in apps.get_models():
            if model is not Region:
                where = Q(region__in=above) if has_place(model) else Q()
                self.rows[model] |= self._inserted(model, where & (by_demo | by_people))

    def _inserted(self, model: Model, where: Q) -> set[Any]:
        """Rows put into a table since the demo was loaded, by what the history says of their insertion."""
        found: set[Any] = set()
        for events in history_of(model):
            inserts = events._base_manager.filter(
                where, pgh_label="insert", pgh_created_at__gte=self.demo.loaded_at
            )
            found.update(inserts.values_list("pgh_obj_id", flat=True))
        return found

    def _what_hangs_on_them(self) -> None:
        """Rows of no place that name a doomed one: files of a job, jobs and posts of a person."""
        follows = [
            reference
            for reference in references()
            if not has_place(reference.model) or reference.model in GO_WITH_THEIR_PERSON
        ]
        grew = True
        while grew:
            grew = False
            for reference in follows:
                found = {pk for pk, _ in reference.pairs(self.rows[reference.target])}
                grew = grew or not found <= self.rows[reference.model]
                self.rows[reference.model] |= found

    def _spare_what_is_needed(self) -> None:
        spared = True
        while spared:
            spared = False
            for reference in references():
                staying = {
                    target
                    for pk, target in reference.pairs(self.rows[reference.target])
                    if pk not in self.rows[reference.model]
                }
                spared = spared or bool(staying)
                self.rows[reference.target] -= staying

    def _inside(self, column: str) -> Q:
        condition = Q()
        for code in self.demo.district_codes:
            span = Place(Tier.DISTRICT, code).jurisdiction
            condition |= Q(**{f"{column}__gte": span.lo, f"{column}__lt": span.hi})
        return condition

    def _codes_above(self) -> set[int]:
        districts = [Place(Tier.DISTRICT, code) for code in self.demo.district_codes]
        return {above.code for district in districts for above in district.above}


def _needed_by_others(added: set[int]) -> set[int]:
    """Those of ``added`` that lie above a region which is none of them."""
    needed: set[int] = set()
    children = Region.objects.exclude(pk__in=added)
    while parents := set(children.filter(parent__in=added - needed).values_list("parent", flat=True)):
        needed |= parents
        children = Region.objects.filter(pk__in=parents)
    return needed
