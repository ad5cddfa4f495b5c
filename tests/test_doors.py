"""Every address × every role × every position of the row it names, generated from the addresses themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict
from django.urls import get_resolver

from kit.gate import declared_door, walk
from stations import roles

PART = re.compile(r"<\w+:(\w+)>")
# A row is named by its number, or by a name that nobody can guess.
ROW = re.compile(r"<int:pk>|<uuid:name>")
NOBODYS = {"pk": "987654321", "name": "00000000-0000-4000-8000-000000000000"}

PLAYERS = {
    roles.COORDINATOR: "lin",
    roles.VILLAGE: "chen",
    roles.TOWNSHIP: "wang",
    roles.DISTRICT_HR: "zhou",
    roles.DISTRICT_FINANCE: "zhao",
    roles.CITY: "sun",
    roles.AUDITOR: "qian",
    roles.ADMIN: "admin",
}

# For each role: a village of its own, and villages that lie beside, in another district and in another city.
OWN = "330302008201"
OUTSIDE = {
    roles.COORDINATOR: ("330302008202", "330303001201"),
    roles.VILLAGE: ("330302008202", "330303001201"),
    roles.TOWNSHIP: ("330302101201", "330303001201"),
    roles.DISTRICT_HR: ("330303001201", "330402001201"),
    roles.DISTRICT_FINANCE: ("330303001201", "330402001201"),
    roles.CITY: ("330402001201",),
    roles.AUDITOR: ("330402001201",),
    roles.ADMIN: ("330402001201",),
}


@dataclass(frozen=True)
class Address:
    """An address of the portal with its declaration."""

    route: str
    kind: str
    roles: frozenset[str]
    methods: tuple[str, ...]

    @property
    def noun(self) -> str:
        """The words before the row."""
        parts = ROW.split(self.route)[0].strip("/").split("/")
        return "/".join(part for part in parts if not PART.match(part))

    @property
    def names_a_row(self) -> bool:
        return ROW.search(self.route) is not None

    def of(self, row: Model | None) -> str:
        """The address of ``row``, or of one that nobody has."""
        from tests.world import BESIDES

        named = {key: str(getattr(row, key, "")) for key in NOBODYS} if row is not None else NOBODYS
        return "/" + PART.sub(lambda part: {**BESIDES, **named}[part[1]], self.route)

    def __str__(self) -> str:
        return self.route or "/"


def _addresses() -> list[Address]:
    found = []
    for route, pattern in walk(get_resolver()):
        door = declared_door(pattern.callback)
        methods = tuple(method for method in pattern.callback.methods if method != "HEAD")
        found.append(Address(route, door.kind, door.roles, methods))
    return found


ADDRESSES = _addresses()
FOR_ROLES = [address for address in ADDRESSES if address.kind == "roles"]
WITH_A_ROW = [address for address in FOR_ROLES if address.names_a_row]


@pytest.fixture
def world(cast):
    from tests.world import found_elsewhere

    found_elsewhere(cast)
    return cast


def ask(client, address, row, method):
    return getattr(client, method.lower())(address.of(row))


@pytest.mark.parametrize("address", FOR_ROLES, ids=str)
def test_a_role_that_is_not_declared_is_refused(world, address):
    answers = {
        (role, method): ask(world.client(player), address, None, method).status_code
        for role, player in PLAYERS.items()
        if role not in address.roles
        for method in ("GET", "POST")
    }
    assert set(answers.values()) <= {403}, answers


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_a_stranger_gets_no_further_than_the_log_in_page(world, client, address):
    for method in address.methods:
        response = ask(client, address, None, method)
        if address.kind == "public":
            assert response.status_code < 500 or address.route == "healthz"
        else:
            assert (response.status_code, response.url.split("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("address", WITH_A_ROW, ids=str)
def test_a_row_outside_looks_exactly_like_none_and_does_not_change(world, address):
    from tests.world import OF_THE_CITY, PLACELESS, ROWS

    if address.noun in PLACELESS:
        return
    outside = sorted({code for role in address.roles for code in OUTSIDE[role]} | {"330402001201"})
    rows = {code: ROWS[address.noun](world, world.place(code)) for code in outside}
    for role in address.roles:
        client = world.client(PLAYERS[role])
        nothing = {method: ask(client, address, None, method) for method in address.methods}
        for code in OUTSIDE[role] if address.noun not in OF_THE_CITY else ["330402001201"]:
            row = rows[code]
            before = model_to_dict(row)
            for method in address.methods:
                response = ask(client, address, row, method)
                assert response.status_code == 404, (role, code, method)
                assert response.content == nothing[method].content, (role, code, method)
            row.refresh_from_db()
            assert model_to_dict(row) == before


@pytest.mark.parametrize("address", FOR_ROLES, ids=str)
def test_every_page_opens_for_those_it_is_for(world, address):
    """Renders every page: an undefined name in a template raises."""
    from tests.world import ROWS

    row = ROWS[address.noun](world, world.place(OWN)) if address.names_a_row else None
    for role in sorted(address.roles):
        for method in address.methods:
            response = ask(world.client(PLAYERS[role]), address, row, method)
            # A job belongs to who asked for it.
            theirs = (200, 302, 404, 409, 422) if address.noun == "jobs" else (200, 302, 409, 422)
            assert response.status_code in theirs, (role, method, response.status_code)


def test_every_kind_of_row_can_be_made():
    from tests.world import ROWS

    assert {address.noun for address in WITH_A_ROW} - set(ROWS) == set()
