"""Doors of the background."""

from celery import shared_task

from kit.months import today
from reports import rollup
from reports.rules.returns import owed_month


@shared_task
def roll_up_dirty() -> list[str]:
    """The month that is over is counted whether or not anybody has reported; then whatever is marked is rolled up."""
    rollup.mark_uncounted(owed_month(today()))
    return rollup.ask_for_dirty_months()
