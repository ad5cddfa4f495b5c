"""How stations stand against the documents: facts fetched in a few queries for all of them, rules asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kit.jurisdiction import Jurisdiction
from stations.documents import content, published, snapshot
from stations.models import Asset, PolicyDocument, Region, Station
from stations.rules import outfit as rules
from stations.rules.assets import counted
from stations.rules.outfit import Line, Outfit
from stations.titles import demonstrations


@dataclass(frozen=True, slots=True)
class Stand:
    """A station, the document it was held against (None where none binds it), and what came of it."""

    station: Station
    stored: PolicyDocument | None
    outfit: Outfit
    lines: tuple[Line, ...]

    def line(self, codes: tuple[str, ...]) -> Line | None:
        """The line about these kinds of equipment."""
        return next((line for line in self.lines if line.codes == codes), None)

    @property
    def place(self) -> tuple[Line, ...]:
        """The lines about the place itself."""
        return tuple(line for line in self.lines if not line.codes)

    @property
    def equipment(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.codes)

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What the document asks of nobody of this level."""
        return rules.unsaid(content(self.stored), self.outfit) if self.stored else ()


class Measure:
    """The documents to hold stations against: the one that binds each place on a day, or one for all by its key.

    Made with one query, it answers without any. ``Refused`` where no such document is published.
    """

    def __init__(self, *, on: date, key: str = "") -> None:
        self.on = on
        self.chosen = published(key, on)[0] if key else None
        self._adopted = None if self.chosen else snapshot()

    def document_for(self, region: Region) -> PolicyDocument | None:
        """Regions are fetched with their ancestors."""
        if self._adopted is None:
            return self.chosen
        return self._adopted.stored_policy_for(region, self.on)

    def stand(self, station: Station, devices: Iterable[Asset], *, demonstration: bool) -> Stand:
        """One station with all devices that were ever registered for it."""
        outfit = outfit_of(station, list(devices), demonstration=demonstration)
        stored = self.document_for(station.region)
        return Stand(station, stored, outfit, rules.judge(content(stored), outfit) if stored else ())


def stands(place: Region, jurisdiction: Jurisdiction, measure: Measure) -> list[Stand]:
    """Every station at and below a place whose village is in being, against the measure; three queries."""
    stations = (
        Station.objects.within(jurisdiction).within(place.jurisdiction).in_being(measure.on).with_place()
    )
    devices: dict[int, list[Asset]] = defaultdict(list)
    for asset in Asset.objects.within(jurisdiction).within(place.jurisdiction).only(*COUNTED):
        devices[asset.station_id].append(asset)
    shown = demonstrations(measure.on).within(jurisdiction).within(place.jurisdiction)
    places = set(shown.values_list("region", flat=True))
    return [
        measure.stand(station, devices[station.pk], demonstration=station.region_id in places)
        for station in stations.order_by("scope_code")
    ]


# The columns of a device that counting reads.
COUNTED = ("station", "codes", "condition", "scrapped_on", "accepted_on")


def outfit_of(station: Station, devices: list[Asset], *, demonstration: bool) -> Outfit:
    """What is known of a station and of its devices; ``demonstration``: its place is a demonstration platform."""
    counts, combined = counted(each for each in devices if each.stands)
    return Outfit(
        kind=station.region.kind,
        demonstration=demonstration,
        new_or_merged=station.new_or_merged,
        qualified=station.qualified,
        fixed_place=station.fixed_place,
        dedicated_area=station.dedicated_area,
        hall_area=station.hall_area,
        networked=station.network_connected,
        devices=bool(devices),
        counts=counts,
        combined=combined,
    )


def offered_documents() -> list[tuple[str, str]]:
    """The key and name of every published document, to hold stations against by choice."""
    rows = PolicyDocument.objects.filter(published_at__isnull=False).order_by("key", "version")
    newest = {
        key: f"{key} {number or title}" for key, number, title in rows.values_list("key", "number", "title")
    }
    return list(newest.items())
