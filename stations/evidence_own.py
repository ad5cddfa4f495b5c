"""What the lowest app's own tables show of a station: that it is open, its place, its devices, its network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stations.evidence import Asked, Facts, Part, Shown, evidence, own
from stations.outfits import DEVICES, PLACE
from stations.rules.outfit import MET, SHORT, UNKNOWN

Line = Mapping[str, Any]


@evidence("ORG", label="站点登记", parts=[Part(lambda asked: [own("opened_on")])])
def opened(asked: Asked, facts: Facts) -> Shown:
    day = facts["opened_on"]
    if day is None:
        return Shown(None, "建站日期未登记")
    return Shown(False, f"{day} 才建站") if day > asked.day else Shown(True, f"{day} 建站")


@evidence("SITE", label="场所和设备登记", parts=[PLACE, DEVICES])
def place_and_devices(asked: Asked, facts: Facts) -> Shown:
    """By the document's own figures: a fixed place in any case, then all that it lists."""
    return _judged((*facts["place"], *facts["equipment"]), fixed=facts["fixed_place"])


@evidence("EQUIPMENT", label="设备登记", parts=[DEVICES])
def devices(asked: Asked, facts: Facts) -> Shown:
    return _judged(facts["equipment"])


@evidence("NETWORK", label="站点登记", parts=[Part(lambda asked: [own("network_connected")])])
def network(asked: Asked, facts: Facts) -> Shown:
    connected = facts["network_connected"]
    words = {True: "业务专网已接通", False: "业务专网没有接通", None: "业务专网未登记"}
    return Shown(connected, words[connected])


def _judged(lines: Iterable[Line], *, fixed: bool | None = True) -> Shown:
    """Short where anything is, not known while anything is; else all that is asked for is there."""
    lines = tuple(lines)
    short = [line["label"] for line in lines if line["outcome"] == SHORT]
    unknown = [line["label"] for line in lines if line["outcome"] == UNKNOWN]
    if fixed is False:
        short = list(dict.fromkeys(["固定场所", *short]))
    if fixed is None:
        unknown = list(dict.fromkeys(["固定场所", *unknown]))
    if short:
        return Shown(False, f"不足:{_few(short)}")
    if unknown:
        return Shown(None, f"未登记:{_few(unknown)}")
    if not any(line["outcome"] == MET for line in lines):
        return Shown(None, "文件没有写可以核对的标准")
    return Shown(True, "登记的都符合标准")


def _few(names: list[str], most: int = 4) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 项" if len(names) > most else "")
