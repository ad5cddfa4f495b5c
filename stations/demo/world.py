"""What the parts of the demo are given, and the register of these parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from random import Random

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.module_loading import module_has_submodule

from stations.models import Post, Region
from stations.places import Place

SEED = 20091104
# Who stands in the history and the audit trail beside what the demo brought in.
AUTHOR = "演示数据"
PASSWORD = "cunzhan-demo"  # noqa: S105  (public on purpose: the portal refuses to serve it to a network)

CITY = Place.parse("3303")
DISTRICTS = tuple(Place.parse(code) for code in ("330302", "330303", "330304"))


@dataclass(frozen=True)
class World:
    """The places and people of the demo; whatever is dated is dated from ``today``.

    ``posts`` are those of the people one can sign in as, by log-in name. ``clerks`` says by region whose name stands
    under what its station, office or bureau did.
    """

    today: date
    city: Region
    districts: Sequence[Region]
    villages: Sequence[Region]
    posts: Mapping[str, Post]
    clerks: Mapping[int, Post]

    def random(self, name: str) -> Random:
        """A generator of one part's own, so that a change of one part does not move the others."""
        return Random(f"{SEED} {name}")  # noqa: S311  (the same demo every time is what is wanted)

    @property
    def home(self) -> Region:
        """The village of 林协管 and 陈主任."""
        return self.posts["lin"].region

    @property
    def administrative_villages(self) -> list[Region]:
        """The 行政村 among the villages: what the document's tiers and posts are for."""
        return [village for village in self.villages if village.kind == "village"]


Part = Callable[[World], None]
Aftermath = Callable[[Region], None]

_parts: list[Part] = []
_aftermaths: list[Aftermath] = []


def part(function: Part) -> Part:
    """Register a function that fills an app's tables."""
    _parts.append(function)
    return function


def aftermath(function: Aftermath) -> Aftermath:
    """Register a function that puts right, after the removal, what adds up over a city that stays."""
    _aftermaths.append(function)
    return function


def refresh_statistics(*models: type[Model]) -> None:
    """Tell the planner how full these tables are now: within one transaction nobody else does."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def parts() -> Sequence[Part]:
    _import_parts()
    return _parts


def aftermaths() -> Sequence[Aftermath]:
    _import_parts()
    return _aftermaths


def _import_parts() -> None:
    for app in apps.get_app_configs():
        if app.module and app.name != "stations" and module_has_submodule(app.module, "demo"):
            import_module(f"{app.name}.demo")
