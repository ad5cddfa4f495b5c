"""Which values an ambiguity bears on: a reading is marked beside them, so that nobody takes it for text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stations.rules.documents.document import Document
from stations.rules.documents.outline import Value

# The parts of a document that an ambiguity of the register bears on, by their places in the schema: a kind of value, or
# a field of it where only those that fill it are meant. What concerns the portal as a whole (AM-38, AM-41) stands at no
# value.
CONCERNS: Mapping[str, tuple[str, ...]] = {
    "AM-01": ("part_time",),
    "AM-02": ("part_time", "work_fund.tiers"),
    "AM-03": ("eligibility.age", "eligibility.relaxed_age"),
    "AM-04": ("eligibility.age", "eligibility.relaxed_age"),
    "AM-05": ("eligibility.relaxed_age",),
    "AM-06": ("eligibility.education",),
    "AM-07a": ("part_time",),
    "AM-07b": ("pay.contracts",),
    "AM-08": ("staffing",),
    "AM-09": ("pay.top_up",),
    "AM-10": ("pay.post_subsidy",),
    "AM-11": ("pay.insurances",),
    "AM-12": ("pay.wage_floor",),
    "AM-13": ("pay.post_subsidy", "pay.top_up"),
    "AM-13b": ("work_fund",),
    "AM-14": ("work_fund",),
    "AM-15": ("work_fund",),
    "AM-16": ("work_fund", "pay.post_subsidy"),
    "AM-17": ("sources",),
    "AM-18": ("pay.wage_floor",),
    "AM-19": ("pay.insurances",),
    "AM-20": ("equipment",),
    "AM-21": ("staffing",),
    "AM-22": ("premises",),
    "AM-23": ("targets.due",),
    "AM-24": ("targets.part_of",),
    "AM-25": ("targets",),
    "AM-26": ("premises.new_or_merged",),
    "AM-27": ("staffing",),
    "AM-28": ("certificates",),
    "AM-29": ("targets.due",),
    "AM-30": ("targets.denominator",),
    "AM-31": ("targets",),
    "AM-32": ("limits",),
    "AM-33": ("limits",),
    "AM-34": ("limits",),
    "AM-35": ("titles",),
    "AM-36": ("titles",),
    "AM-37": ("checklists",),
    "AM-39": ("work_fund",),
    "AM-40": ("work_fund", "equipment"),
    "AM-45": ("checklists",),
    "AM-47": ("person_assessment",),
    "AM-48": ("pay_comparisons",),
    "AM-49": ("sanctions",),
    "AM-50": ("targets",),
    "AM-51": ("premises.qualified",),
    "AM-52": ("equipment.payer",),
    "AM-53": ("pay.insurances.employer",),
    "AM-54": ("equipment",),
    "AM-55": ("listings.open",),
    "AM-56": ("heads",),
}


NUMBER = re.compile(r"AM-\d+[a-z]?")


def readings_at(document: Document, value: Value) -> tuple[str, ...]:
    """The numbers of the readings that a value rests on or speaks of, as far as the document holds them."""
    places = {value.place, *(f"{value.place}.{row.name}" for row in value.rows)}
    spoken = {number for row in value.rows for number in NUMBER.findall(row.text)}
    return tuple(
        number
        for number in sorted(document.readings)
        if number in spoken or not places.isdisjoint(CONCERNS.get(number, ()))
    )
