"""The nation's stations judged by one checklist, and all boards counted: python -m benchmarks.judge_nation LIST

Loads the list into a database of its own, gives every village a station with devices, staff, households and a return
(made up, in SQL), and a part of them claims and inspections. The count runs in a process of its own, as a job would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

from benchmarks.load_nation import ROOT, environment
from kit.embedded.postgres import Cluster

COUNT = "from benchmarks.judge_nation import count; count()"

# Past triggers and foreign keys, as a restored dump: what is measured is the count, not the filling.
FILL = """
SET session_replication_role = replica;
SET statement_timeout = 0;
INSERT INTO stations_station (region_id, code, scope_code, name, address, phone, opening_hours, head, opened_on,
    fixed_place, dedicated_area, hall_area, windows, new_or_merged, network_connected, light_workload, qualified,
    qualified_number, version)
SELECT id, code, code, name, '', '', '', '', date '2009-11-01' + (id % 700)::int, id % 20 <> 0,
    10 + (id % 120) * 0.5, CASE WHEN id % 3 = 0 THEN 15 + id % 40 END, 1 + id % 3, id % 9 = 0, id % 7 <> 0,
    false, false, '', 1
FROM stations_region WHERE tier = 4;
INSERT INTO stations_asset (region_id, code, scope_code, station_id, codes, name, serial, acquired_on, funded_by,
    condition, scrapped_because, accepted_because, made_up, version)
SELECT region_id, code, scope_code, id,
    CASE each WHEN 1 THEN '{computer}' WHEN 2 THEN '{telephone}' WHEN 3 THEN '{desk}' WHEN 4 THEN '{cabinet}'
         WHEN 5 THEN '{printer,copier,fax}' ELSE '{counter}' END::varchar[],
    '设备', '', date '2010-01-08', 'city', CASE WHEN id % 13 = each THEN 'laid_aside' ELSE 'in_use' END,
    '', '', true, 1
FROM stations_station CROSS JOIN generate_series(1, 6) each WHERE id % 5 <> each;
INSERT INTO staffing_coordinator (region_id, code, scope_code, name, sort_key, id_text, phone, education, bank,
    bank_account, version)
SELECT region_id, code, scope_code, '示例', '', id::text, '', '', '', '', 1 FROM stations_station;
INSERT INTO staffing_engagement (region_id, code, scope_code, coordinator_id, kind, contract_party, starts_on,
    monthly_wage, ended_because, note, version)
SELECT region_id, code, scope_code, id, CASE WHEN id % 4 = 0 THEN 'full_time' ELSE 'part_time' END,
    CASE WHEN id % 4 = 0 THEN 'township' ELSE 'village' END, date '2010-01-01', 3000, '', '', 1
FROM staffing_coordinator WHERE id % 17 <> 0;
INSERT INTO stations_householdcount (region_id, code, scope_code, year, counted_on, households, source, made_up,
    recorded_at, version)
SELECT region_id, code, scope_code, 2010, date '2010-12-31', 50 + (id * 7919) % 2500, '示例', true, now(), 1
FROM stations_station;
INSERT INTO reports_return (region_id, code, scope_code, month, state, explanation, first_submitted_on,
    submitted_by_id, submitted_at, returned_because, version)
SELECT region_id, code, scope_code, date_trunc('month', current_date) - interval '1 month', 'submitted', '',
    date_trunc('month', current_date)::date + (id % 9)::int, 1, now(), '', 1
FROM stations_station WHERE id % 6 <> 0;
INSERT INTO stations_claim (region_id, code, scope_code, station_id, document_id, checklist, item, result, note,
    photos, made_by_id, made_at, version)
SELECT station.region_id, station.code, station.scope_code, station.id, document.id, 'six', item.code,
    CASE WHEN (station.id + item.place) % 5 = 0 THEN 'basic' ELSE 'met' END, '', '{}', 1, now(), 1
FROM stations_station station
CROSS JOIN unnest(ARRAY['ORG', 'STAFF', 'FUND', 'SITE', 'RULES', 'WORK']) WITH ORDINALITY AS item (code, place)
CROSS JOIN (SELECT id FROM stations_policydocument WHERE key = 'J') document
WHERE station.id % 4 = 0;
SET session_replication_role = origin;
ANALYZE;
"""


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cunzhan-nation-") as folder:
        cluster = Cluster(Path(folder) / "postgres")
        cluster.start()
        try:
            cluster.ensure_database("nation")
            told = environment(cluster.url("nation"), folder)
            for command in (["prepare"], ["load_divisions", str(path.resolve())]):
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=told, check=True)
            _fill(cluster)
            process = subprocess.Popen([sys.executable, "-m", "benchmarks.judge_nation"], cwd=ROOT, env=told)
            _, status, usage = os.wait4(process.pid, 0)
            if os.waitstatus_to_exitcode(status):
                raise SystemExit("the count failed")
            print(f"peak RSS of the count {usage.ru_maxrss / 1024:.0f} MB")
        finally:
            cluster.stop()


def _fill(cluster: Cluster) -> None:
    connection = psycopg2.connect(cluster.url("nation"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in FILL.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
    finally:
        connection.close()


def count() -> None:
    """In the process that is measured: one checklist over everything, then all boards, each by spans of cities."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from kit.months import today
    from kit.scope import everywhere
    from stations import judging, tallies
    from stations.checklists import offered

    six = next(each for each in offered() if (each.stored.key, each.checklist.key) == ("J", "six"))
    spans = list(tallies.spans_with_stations())
    before, stations = time.perf_counter(), 0
    for span in spans:
        with everywhere():
            stations += sum(numbers["stations"] for numbers in judging.judge(six, span, today()).values())
    print(f"{stations:,} stations by 六到位 of J: {time.perf_counter() - before:.1f} s in {len(spans)} spans")
    before = time.perf_counter()
    for span in spans:
        with everywhere():
            tallies.count(span, today())
    print(f"all boards: {time.perf_counter() - before:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        count()
    elif len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        raise SystemExit(__doc__)
