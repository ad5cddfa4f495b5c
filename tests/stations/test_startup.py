"""What must hold before anybody is served."""

import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from stations import startup
from stations.models import User


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("portal.example", False),
    ],
)
def test_what_counts_as_this_machine_alone(host, loopback):
    assert startup.is_loopback(host) is loopback


def test_a_superuser_of_the_database_does_not_serve(db):
    with pytest.raises(ImproperlyConfigured, match="超级用户"):
        startup.ready_to_serve()


@pytest.mark.parametrize(
    ("host", "demo", "open_"), [("0.0.0.0", True, False), ("0.0.0.0", False, True), ("127.0.0.1", True, True)]
)
def test_demo_people_keep_the_portal_on_this_machine(db, settings, host, demo, open_):
    settings.HOST = host
    User.objects.create_user("lin", None, name="林协管", is_demo=demo)
    assert (startup.open_to_strangers() is None) is open_


def test_the_demo_is_not_loaded_for_an_open_address(db, settings):
    settings.HOST = "0.0.0.0"
    with pytest.raises(CommandError, match="DEMO=0"):
        call_command("prepare", demo=True, stdout=io.StringIO())
    assert not User.objects.exists()
