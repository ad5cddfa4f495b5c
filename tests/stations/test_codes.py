"""The table of codes as it is uploaded and sent along: what is not one is refused in words, and quickly."""

import io
import json

import pytest

from kit.refused import Refused
from stations.branches import children_of
from stations.codes import MOST_LINES, CodesTable
from stations.places import Tier
from stations.plans import NewPlace

HEAD = "原代码,新代码,名称"


@pytest.fixture
def table(cast):
    head = NewPlace(330302105000, "沙镇", cast.district, Tier.TOWNSHIP)
    return CodesTable.proposed(children_of([cast.township]), [head])


def read(table, text):
    table.read_file(io.BytesIO(text.encode()), "代码.csv")


def test_a_file_of_too_many_lines_is_refused(table):
    with pytest.raises(Refused, match=f"文件超过 {MOST_LINES} 行"):
        read(table, HEAD + "\n" + "a\n" * (MOST_LINES + 1))


def test_a_heading_that_no_reader_takes_is_refused(table):
    with pytest.raises(Refused, match="文件里有读不出的行"):
        read(table, "x" * 140_000)


def test_what_nobody_could_have_sent_is_told_and_nothing_taken(table):
    before = [(row.head, row.tail, row.name) for row in table.rows]
    table.read_json("[" * 100_000)
    assert table.errors == ["代码表没有传完整,请重新核对。"]
    assert [(row.head, row.tail, row.name) for row in table.rows] == before


@pytest.mark.parametrize("name", ["甲\x00村", "甲\n村"])
def test_a_name_of_one_line_that_can_be_seen(table, name):
    old = table.rows[0].old.place.short
    table.read_json(json.dumps({old: [table.rows[0].head + table.rows[0].tail, name]}))
    assert table.rows[0].errors == ["名称里有换行或看不见的字符"]
