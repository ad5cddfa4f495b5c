"""The station's own panels on its card: its devices, and how it stands against the documents."""

from __future__ import annotations

from typing import Any

from kit.months import today
from kit.navigation import Panel
from kit.refused import Refused
from stations import roles
from stations.documents import content, stored_policy_for
from stations.models import Asset, Station
from stations.navigation import station_panel
from stations.rules.assets import STATES
from stations.rules.outfit import OUTCOMES
from stations.standing import Measure, offered_documents
from stations.titles import demonstrations

MAY_REGISTER = (*roles.STATION, roles.TOWNSHIP, roles.DISTRICT_HR)


@station_panel
def standards_and_devices(request: Any, station: Station) -> Panel:
    """What the binding document asks, or the one named by ``?by=``, against what stands there; and all devices."""
    devices = list(
        Asset.objects.within(request.jurisdiction).filter(station=station).order_by("-acquired_on", "-pk")
    )
    wrong = ""
    try:
        measure = Measure(on=today(), key=request.GET.get("by", ""))
    except Refused as refusal:
        wrong, measure = refusal.reason, Measure(on=today())
    shown = demonstrations(today()).within(request.jurisdiction).filter(region=station.region).first()
    stand = measure.stand(station, devices, demonstration=shown is not None)
    binding = stored_policy_for(station.region, today()) if measure.chosen else stand.stored
    readings = content(stand.stored).readings if stand.stored else {}
    named = dict.fromkeys(key for line in stand.lines for key in (*line.readings, line.payer_reading) if key)
    return Panel(
        "stations/outfit_panel.html",
        {
            "stand": stand,
            "demonstration": shown,
            "binding": binding is not None and binding == stand.stored,
            "by": measure.chosen.key if measure.chosen else "",
            "wrong": wrong,
            "documents": offered_documents(),
            "readings": {key: readings[key] for key in named},
            "devices": [each for each in devices if not each.scrapped_on],
            "scrapped": [each for each in devices if each.scrapped_on],
            "outcomes": OUTCOMES,
            "states": STATES,
            "may_register": request.post.role in MAY_REGISTER,
        },
        order=60,
    )
