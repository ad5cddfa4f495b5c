"""The description of the open endpoints is true: whatever is asked, only what it promises is answered."""

import re

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from benchmarks.policies import QUESTIONS
from tests.support.api import publish

PROMISES = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


@pytest.fixture
def _one_connection():
    """A server closes what a request leaves in a transaction; the test's own transaction is meant to stay."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(db, settings, _one_connection):
    settings.CALCULATOR_RATE = None
    publish()
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    schema.hook("map_body")(to_a_document_that_is_there)
    return schema


def to_a_document_that_is_there(context, body):
    """Most keys that fit the pattern are nobody's, and most days lie before any document: mend what is well formed."""
    if not isinstance(body, dict):
        return body
    mended = dict(body)
    if re.fullmatch(r"[A-Z][A-Z0-9-]{0,19}", str(body.get("document"))):
        mended["document"] = "WYJSF"[len(body) % 5]
    for name in ("on", "recommended_on"):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(body.get(name))):
            mended[name] = "2016-01-01"
    return mended


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", QUESTIONS)
def test_nothing_undocumented_is_answered(described, operation, mode):
    """Questions that fit the description, and questions that do not."""
    questions = described[f"/api/v1/policy/{operation}/"]["POST"].as_strategy(generation_mode=mode)

    @hypothesis.given(questions)
    @hypothesis.settings(
        max_examples=30,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def ask(case):
        case.call_and_validate(checks=PROMISES)

    ask()


def test_questions_with_an_answer_keep_the_promises_too(described):
    for operation, question in QUESTIONS.items():
        case = described[f"/api/v1/policy/{operation}/"]["POST"].Case(
            body=question, media_type="application/json", headers={"Content-Type": "application/json"}
        )
        response = case.call()
        assert response.status_code == 200
        case.validate_response(response, checks=PROMISES[:-1])


def test_the_description_and_its_page_are_open_and_served_from_here(db):
    described = Client().get("/api/v1/schema/").json()
    assert sorted(described["paths"]) == [
        "/api/v1/policy/eligibility/",
        "/api/v1/policy/standards/",
        "/api/v1/policy/subsidy/",
    ]
    for operation in (path["post"] for path in described["paths"].values()):
        assert list(operation["requestBody"]["content"]) == ["application/json"]
        assert sorted(operation["responses"]) == ["200", "400", "405", "413", "415", "429"]
        assert operation.get("security", [{}]) == [{}]
    page = Client().get("/api/v1/docs/")
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)
    assert Client().get("/api/v1/docs/?script=")["Content-Type"].startswith("application/javascript")
