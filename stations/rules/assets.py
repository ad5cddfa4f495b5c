"""Devices: what kinds there are, who may have paid, what condition they are in, and how they count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from kit.refused import Refused
from stations.rules.documents.places import EQUIPMENT

# Whether a station is connected is a fact of its card, not a device.
NETWORK = "network"
DEVICES = {code: name for code, name in EQUIPMENT.items() if code != NETWORK}
FUNDERS = {
    "city": "市财政",
    "district": "区财政",
    "township": "乡镇(街道)",
    "village": "村集体",
    "other": "其他",
}
IN_USE, IN_REPAIR, LAID_ASIDE = "in_use", "in_repair", "laid_aside"
CONDITIONS = {IN_USE: "在用", IN_REPAIR: "待修", LAID_ASIDE: "停用"}
STATES = {**CONDITIONS, "scrapped": "已报废"}
# What is to be mended is still there; what is laid aside serves nobody.
PRESENT = (IN_USE, IN_REPAIR)


class Device(Protocol):
    """What counting needs to know of a device."""

    @property
    def codes(self) -> list[str]: ...

    @property
    def accepted_as_several(self) -> bool: ...


def counted(devices: Iterable[Device]) -> tuple[dict[str, int], tuple[frozenset[str], ...]]:
    """How many there are of each kind, and the devices that unite several kinds.

    One that the district accepted as several counts once for each of its kinds (AM-20).
    """
    counts: dict[str, int] = {}
    combined = []
    for device in devices:
        if len(device.codes) > 1 and not device.accepted_as_several:
            combined.append(frozenset(device.codes))
            continue
        for code in device.codes:
            counts[code] = counts.get(code, 0) + 1
    return counts, tuple(combined)


def serial_number(text: str) -> str:
    """A serial number as it is kept and compared: without blanks, letters large."""
    return "".join(text.split()).upper()


def refuse_bad_dates(*, acquired_on: date, on: date, scrapped_on: date | None = None) -> None:
    """What no device's dates may say on the day ``on``."""
    if acquired_on > on:
        raise Refused("购置日期不能晚于今天。", field="acquired_on")
    if scrapped_on is None:
        return
    if scrapped_on > on:
        raise Refused("报废日期不能晚于今天。", field="scrapped_on")
    if scrapped_on < acquired_on:
        raise Refused(f"报废日期不能早于购置日期 {acquired_on}。", field="scrapped_on")
