"""Doors of the background."""

from celery import shared_task

from reports import rollup


@shared_task
def roll_up_dirty() -> list[str]:
    return rollup.ask_for_dirty_months()
