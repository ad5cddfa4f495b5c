"""Figures and verdicts in the shape that pages, sheets and the interface read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from kit.reasoning import Figure, Step, Verdict

FIGURE = Figure(
    kind="allowance",
    amount=Decimal(7000),
    payer="city",
    clause="甲三(五)",
    steps=(Step("430 户,在 200 至 800 户之间", "第二档"), Step("第二档标准", "7000.00")),
    readings=("AM-02", "AM-13b"),
    inputs={"households": 430, "on": "2010-12-31", "passed": True, "note": None},
)
FIGURE_JSON = {
    "kind": "allowance",
    "amount": "7000.00",
    "payer": "city",
    "clause": "甲三(五)",
    "steps": [
        {"text": "430 户,在 200 至 800 户之间", "value": "第二档"},
        {"text": "第二档标准", "value": "7000.00"},
    ],
    "reading": ["AM-02", "AM-13b"],
}
INPUTS = {"households": 430, "on": "2010-12-31", "passed": True, "note": None}

VERDICT = Verdict(
    rule="age",
    standard="35周岁以下",
    required=35,
    actual=36,
    ok=False,
    clause="甲三(二)",
    text="年龄36周岁,超过35周岁",
)


def test_a_figure_explains_itself_without_its_inputs() -> None:
    assert FIGURE.as_json() == FIGURE_JSON


def test_a_stored_figure_keeps_what_it_was_computed_from() -> None:
    assert FIGURE.as_record() == FIGURE_JSON | {"inputs": INPUTS}


def test_a_figure_comes_back_from_storage_unchanged() -> None:
    assert Figure.from_json(json.loads(json.dumps(FIGURE.as_record()))) == FIGURE


def test_a_figure_read_from_its_explanation_has_no_inputs() -> None:
    again = Figure.from_json(json.loads(json.dumps(FIGURE.as_json())))
    assert (again.as_json(), again.inputs) == (FIGURE_JSON, {})


@pytest.mark.parametrize("amount", [Decimal("0.005"), Decimal("NaN"), 0.5])
def test_a_figure_is_rounded_before_it_is_one(amount: Decimal) -> None:
    with pytest.raises(ValueError, match=r"^金额"):
        Figure("allowance", amount, None, "")


@pytest.mark.parametrize("ok", [True, False, None])
def test_a_verdict_comes_back_unchanged(ok: bool | None) -> None:
    verdict = Verdict("age", "35周岁以下", 35, None, ok, "甲三(二)", "缺少出生日期")
    assert Verdict.from_json(json.loads(json.dumps(verdict.as_json()))) == verdict


def test_a_verdict_is_written_with_its_standard_and_reason() -> None:
    assert VERDICT.as_json() == {
        "rule": "age",
        "standard": "35周岁以下",
        "required": 35,
        "actual": 36,
        "ok": False,
        "clause": "甲三(二)",
        "text": "年龄36周岁,超过35周岁",
    }
