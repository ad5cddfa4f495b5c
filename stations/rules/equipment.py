"""The equipment of a place against the list of a document, kind by kind; who pays for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kit.reasoning import Verdict
from stations.rules.documents import Document
from stations.rules.documents.places import EQUIPMENT, Equipment
from stations.rules.documents.shapes import LEVELS

# Who is meant by the codes of AM-52.
PAYERS = {"city": "市财政", "district": "区财政"}


@dataclass(frozen=True, slots=True)
class Demand:
    """So many of any of ``codes``, as ``entry`` asks."""

    entry: Equipment
    codes: frozenset[str]


def verdicts(
    document: Document,
    *,
    level: str,
    counts: Mapping[str, int] | None,
    combined: Sequence[frozenset[str]] = (),
    unknown: Collection[str] = (),
) -> tuple[Verdict, ...]:
    """One verdict for each kind of equipment there is; None where it is not asked for or nothing is known.

    ``counts`` are devices of one kind, a kind that is absent counts 0 unless it is ``unknown``; ``combined`` are
    further devices, each by the kinds it unites. Such a device stands for one kind only (AM-20), the one where most
    is made up; one that the district accepted as several is given in ``counts``. Only what the list names is asked
    for (AM-55).
    """
    demands = _demands(document, level)
    present = None if counts is None else _present(document, demands, counts, combined)
    return tuple(_verdict(code, level, demands, counts, present, unknown) for code in EQUIPMENT)


def payer(document: Document, entry: Equipment) -> str | None:
    """Who pays for the entry: as AM-52 is read where the document has that question, else as it says."""
    if "AM-52" in document.readings:
        return PAYERS[document.reads("AM-52")]
    return entry.payer or None


def _demands(document: Document, level: str) -> list[Demand]:
    """What the list asks of the level; alternatives are one demand, or one each where all are meant (AM-54)."""
    demands = []
    for entry in document.equipment:
        if level not in entry.levels:
            continue
        each_of_them = len(entry.codes) > 1 and document.reads("AM-54") == "both"
        if each_of_them:
            demands += [Demand(entry, frozenset({code})) for code in entry.codes]
        else:
            demands.append(Demand(entry, frozenset(entry.codes)))
    return demands


def _present(
    document: Document,
    demands: Sequence[Demand],
    counts: Mapping[str, int],
    combined: Sequence[frozenset[str]],
) -> list[int]:
    """How many there are for each demand."""
    single = [sum(counts.get(code, 0) for code in demand.codes) for demand in demands]
    if not combined:
        return single
    # A document that leaves nothing to be read counts such a device once: what it does not say is not more.
    if "AM-20" in document.readings and document.reads("AM-20") == "counts_twice":
        more = [sum(bool(device & demand.codes) for device in combined) for demand in demands]
    else:
        lacking = [demand.entry.count - there for demand, there in zip(demands, single, strict=True)]
        more = _shared_out(demands, lacking, combined)
    return [there + extra for there, extra in zip(single, more, strict=True)]


def _shared_out(
    demands: Sequence[Demand], lacking: Sequence[int], combined: Sequence[frozenset[str]]
) -> list[int]:
    """How many united devices each demand gets when each device serves one: as little as possible stays missing.

    A demand that finds its devices taken asks whether their present holders can use another (augmenting paths).
    """
    holder: dict[int, int] = {}

    def give(place: int, asked: set[int]) -> bool:
        for number, device in enumerate(combined):
            if number in asked or not device & demands[place].codes:
                continue
            asked.add(number)
            if number not in holder or give(holder[number], asked):
                holder[number] = place
                return True
        return False

    for place, missing in enumerate(lacking):
        for _ in range(min(missing, len(combined))):
            give(place, set())
    return [sum(held == place for held in holder.values()) for place in range(len(demands))]


def _verdict(
    code: str,
    level: str,
    demands: Sequence[Demand],
    counts: Mapping[str, int] | None,
    present: Sequence[int] | None,
    unknown: Collection[str],
) -> Verdict:
    standard = f"equipment:{code}"
    asking = [place for place, demand in enumerate(demands) if code in demand.codes]
    if not asking:
        there = None if counts is None else counts.get(code, 0)
        text = f"本文件没有要求{LEVELS[level]}配备{EQUIPMENT[code]}"
        return Verdict("", standard, None, there, None, "", text)
    if present is None:
        demand = demands[asking[0]]
        text = f"没有设备数,无法核对{_name(demand)}是否配有 {demand.entry.count};请先填写或登记设备"
        return _said(standard, demand, None, None, text)
    # Where two entries ask for the same kind, the one that is further from being met.
    place = min(asking, key=lambda place: present[place] - demands[place].entry.count)
    demand, there = demands[place], present[place]
    short = demand.entry.count - there
    if short <= 0:
        return _said(
            standard, demand, there, True, f"{_name(demand)}要求 {demand.entry.count},现有 {there},已配齐"
        )
    if not demand.codes.isdisjoint(unknown):
        text = f"没有填{_name(demand)},无法核对是否配有 {demand.entry.count};请先填写或登记"
        return _said(standard, demand, None, None, text)
    text = f"{_name(demand)}要求 {demand.entry.count},现有 {there},缺 {short};请配齐后登记"
    return _said(standard, demand, there, False, text)


def _said(standard: str, demand: Demand, there: int | None, ok: bool | None, text: str) -> Verdict:
    entry = demand.entry
    return Verdict(entry.rule or entry.clause, standard, entry.count, there, ok, entry.clause, text)


def _name(demand: Demand) -> str:
    """As the document calls it, or the kind's own name where alternatives are asked for one by one."""
    if demand.codes == frozenset(demand.entry.codes):
        return demand.entry.name
    (code,) = demand.codes
    return EQUIPMENT[code]
