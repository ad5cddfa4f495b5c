"""docker-compose.yml: every service is watched, no secret stands in it, and only ``prepare`` is the owner."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit.roles import APP_ROLE

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DEMANDED = re.compile(r"\$\{(\w+):\?[^}]+\}")  # ${NAME:?what to set}


def environment(name: str) -> dict[str, str]:
    """Return a service's environment with ``<NAME>`` for what the place must supply."""
    return {
        variable: DEMANDED.sub(r"<\1>", str(value))
        for variable, value in SERVICES[name]["environment"].items()
    }


def test_the_services_are_those_of_the_handbook() -> None:
    assert set(SERVICES) == {"postgres", "redis", "prepare", "web", "worker", "beat"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert len(check["test"]) > 1
    assert {"interval", "timeout"} <= set(check)


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_the_environment_and_are_demanded(name: str) -> None:
    for variable, value in environment(name).items():
        if re.search("PASSWORD|SECRET|AUTH", variable):
            assert re.fullmatch(r"<\w+>", value), variable
        assert re.search(r"://[^@/]*:(?!<\w+>@)[^@/]*@", value) is None, variable


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_what_serves_connects_as_the_application_role(name: str) -> None:
    address = f"postgresql://{APP_ROLE}:<DATABASE_APP_PASSWORD>@postgres:5432/cunzhan"
    assert environment(name)["DATABASE_URL"] == address
    assert "DATABASE_APP_PASSWORD" not in environment(name)


def test_only_the_preparation_connects_as_the_owner_of_the_database() -> None:
    owner = environment("postgres")["POSTGRES_USER"]
    owners = [name for name in SERVICES if f"//{owner}:" in environment(name).get("DATABASE_URL", "")]
    assert owners == ["prepare"]


@pytest.mark.parametrize("name", ["prepare", "web", "worker", "beat"])
def test_the_portals_containers_can_write_to_their_data_only(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["tmpfs"], service["volumes"]) == (True, ["/tmp"], ["data:/data"])
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])


def test_the_image_does_not_run_as_root() -> None:
    last_stage = (ROOT / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\w+)$", last_stage, re.MULTILINE) == ["portal"]
