"""Load the demo, take it away, or show who may sign in to it."""

from __future__ import annotations

import time
import unicodedata
from typing import Any

from django.core.management import BaseCommand, CommandError

from kit.jurisdiction import EVERYWHERE
from kit.refused import Refused
from kit.scope import Acting, acting
from stations.demo import AUTHOR, PASSWORD
from stations.demo.loading import load
from stations.demo.people import PEOPLE
from stations.demo.removing import remove
from stations.models import Demo, Post

# The role that connected: the owner, to whom alone frozen rows give way, and who may refresh statistics.
OWNER = "none"


class Command(BaseCommand):
    help = "Load the demo (three districts of 温州 with invented people and figures). Run it as the owner."

    def add_arguments(self, parser: Any) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--remove", action="store_true", help="take every row of the demo away")
        choice.add_argument("--people", action="store_true", help="show who may sign in")

    def handle(self, *, remove: bool, people: bool, **options: Any) -> None:
        try:
            if remove:
                self._remove()
            elif people:
                self._show_people()
            else:
                self._load()
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal

    def _load(self) -> None:
        if demo := Demo.objects.first():
            self.stdout.write(f"演示数据已于 {demo.loaded_at:%Y-%m-%d} 载入。")
            return
        started = time.monotonic()
        with self._as_owner():
            load()
        self.stdout.write(f"演示数据已载入,用时 {time.monotonic() - started:.0f} 秒。")

    def _remove(self) -> None:
        with self._as_owner():
            taken = remove()
        self.stdout.write(f"演示数据已卸载,共删除 {taken} 行。")

    def _as_owner(self) -> Any:
        return acting(Acting(jurisdiction=EVERYWHERE, role=OWNER, author={"user": AUTHOR}))

    def _show_people(self) -> None:
        if not Demo.objects.exists():
            self.stdout.write("没有载入演示数据,没有演示人员。")
            return
        posts = Post.objects.filter(user__is_demo=True).select_related("user", "region")
        by_name = {post.user.username: post for post in posts}
        rows = [("登录名", "姓名", "岗位", "口令")]
        rows += [
            (person.username, person.name, by_name[person.username].title, PASSWORD)
            for person in PEOPLE
            if person.username in by_name
        ]
        widths = [max(map(_width, column)) + 2 for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
