"""A document that makes the rules of places ask for a reading must have it: no default is assumed."""

import pytest

from stations.rules.documents import Malformed
from tests.support.documents import small

AREA = {"level": "village", "measure": "dedicated_area", "at_least": "20", "clause": "X一"}
DESK = {"codes": ["desk"], "name": "桌椅", "levels": ["village"], "clause": "X一"}
CLOCK = {
    "key": "k", "name": "试", "length": 20, "unit": "natural_days", "starts": "discovered_on", "outcome": "成",
    "clause": "X一",
}  # fmt: skip
PENALTY = {"key": "p", "kind": "penalty", "name": "试", "subjects": ["unit"], "clause": "X一"}
CODES = {
    "AM-20": "separate",
    "AM-22": "two_fields",
    "AM-26": "new_or_merged_only",
    "AM-33": "natural_from_discovery",
    "AM-34": "same_day_next_month",
    "AM-49": "calendar_year",
    "AM-51": "flagged",
    "AM-54": "either",
}


@pytest.mark.parametrize(
    ("parts", "needed"),
    [
        ({"premises": [AREA]}, []),
        ({"premises": [AREA, {**AREA, "measure": "hall_area"}]}, ["AM-22"]),
        ({"premises": [{**AREA, "new_or_merged": True}]}, ["AM-26"]),
        ({"premises": [{**AREA, "qualified": True}]}, ["AM-51"]),
        ({"equipment": [DESK]}, ["AM-20"]),
        ({"equipment": [{**DESK, "codes": ["copier", "fax"]}]}, ["AM-20", "AM-54"]),
        ({"limits": [CLOCK]}, ["AM-33", "AM-34"]),
        ({"sanctions": [PENALTY]}, []),
        ({"sanctions": [{**PENALTY, "bars": "评先评优"}]}, ["AM-49"]),
    ],
)
def test_what_makes_the_rules_ask(parts, needed):
    every = {key: [CODES[key]] for key in needed}
    assert set(small(**parts, readings=every).readings) == set(needed)
    for lacking in needed:
        with pytest.raises(Malformed, match=lacking):
            small(**parts, readings={key: codes for key, codes in every.items() if key != lacking})
