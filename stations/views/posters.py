"""Posters as they come out of the printer: one sheet of paper each, or the whole set of a station."""

from __future__ import annotations

from typing import Any

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage
from kit.qrcode import qr_code
from stations import posters, roles
from stations.models import Station
from stations.public import public_address

SIZES = {"a3": "A3", "a2": "A2"}


class PosterPage(DetailPage):
    """A preview on screen; printed, every poster begins on a sheet of its own and long ones go on to the next."""

    roles = roles.BUSINESS
    template_name = "stations/poster_print.html"

    def queryset(self) -> Any:
        return Station.objects.with_place()

    @property
    def size(self) -> str:
        asked = self.request.GET.get("size", "")
        return asked if asked in SIZES else "a3"

    def context(self) -> dict[str, Any]:
        station = self.object
        made = posters.posters(posters.gather(station, today()))
        only = self.request.GET.get("only", "")
        wanted = [poster for poster in made if only in ("", poster.sheet)]
        address = public_address(self.request, station.region.present)
        return {
            **super().context(),
            "title": f"{station.name}海报",
            "posters": [poster for poster in wanted if poster.ready],
            "lacking": [poster for poster in wanted if not poster.ready],
            "unknown": only if not wanted else "",
            "only": only,
            "size": self.size,
            "sizes": {
                key: (label, url("posters", station.pk, only=only, size=key)) for key, label in SIZES.items()
            },
            "address": address,
            "qr": qr_code(address, called=f"{station.name}公开页"),
        }
