"""Asking the open calculators as any program would, with the shipped documents and parameters in the database."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from stations.documents import load_shipped_documents
from stations.parameters import load_shipped_parameters

GONE = object()


def publish() -> None:
    """The five documents and the shipped parameters, without any region."""
    load_shipped_documents()
    load_shipped_parameters()


def ask(name: str, question: Any, **changes: Any) -> tuple[int, Any]:
    """Status and JSON of an answer. ``changes`` go over the question; ``GONE`` takes a key away."""
    if changes:
        question = {key: value for key, value in {**question, **changes}.items() if value is not GONE}
    return send(name, json.dumps(question))


def send(name: str, body: str | bytes, content_type: str = "application/json") -> tuple[int, Any]:
    """As ``ask``, with the body as it goes over the wire."""
    response = Client().post(f"/api/v1/policy/{name}/", body, content_type=content_type)
    assert not response.cookies
    return response.status_code, response.json()


def answered(name: str, question: Any, **changes: Any) -> Any:
    """The answer to a question that has one."""
    status, answer = ask(name, question, **changes)
    assert status == 200, answer
    return answer


def wrong(name: str, question: Any, **changes: Any) -> list[str]:
    """The fields at fault in a question that has no answer; every sentence about them is Chinese."""
    status, answer = ask(name, question, **changes)
    assert (status, list(answer)) == (400, ["errors"]), answer
    for sentences in answer["errors"].values():
        assert sentences
        assert all(any("一" <= letter <= "龥" for letter in sentence) for sentence in sentences)
    return sorted(answer["errors"])
