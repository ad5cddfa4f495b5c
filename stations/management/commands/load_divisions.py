"""Load the national list of divisions, or subtrees of it, into the region tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection

from kit.refused import Refused
from kit.scope import everywhere
from stations.divisions import Outcome, load_list
from stations.places import TIER_LABELS

SHOWN = 20


class Command(BaseCommand):
    help = "Load a list of divisions (code,name; .csv or .csv.xz). Run it as the owner of the database."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="the list: UTF-8, header code,name")
        parser.add_argument(
            "--under",
            nargs="+",
            default=[],
            metavar="CODE",
            help="only these subtrees (codes of 2, 4, 6, 9 or 12 digits); what the list lacks there is closed",
        )

    def handle(self, *, file: Path, under: list[str], **options: Any) -> None:
        try:
            with everywhere(user="load_divisions"):
                outcome = load_list(file, under=under, tell=self.stdout.write)
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        if outcome.changed:
            self._refresh_statistics()
        self._tell(outcome)

    def _refresh_statistics(self) -> None:
        """Queries right after a large load are planned for the tree as it now is."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE stations_region")

    def _tell(self, outcome: Outcome) -> None:
        self._tell_some(
            "已按文件撤销、没有重新设立", [f"{each.place.short} {each.name}" for each in outcome.kept]
        )
        if not outcome.changed:
            self.stdout.write("名单与库里一致,没有改动。")
            return
        added = "、".join(f"{TIER_LABELS[tier]} {count}" for tier, count in outcome.added.items() if count)
        if added:
            self.stdout.write(f"新增 {sum(outcome.added.values())} 个:{added}。")
        self._tell_some("更名", [f"{each.place.short} {each.old} → {each.new}" for each in outcome.renamed])
        self._tell_some("撤销", [f"{each.place.short} {each.name}" for each in outcome.closed])

    def _tell_some(self, what: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{what} {len(lines)} 个:")
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  ……还有 {len(lines) - SHOWN} 个没有列出。")
