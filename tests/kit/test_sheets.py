"""One declaration, read as a screen, as JSON and as CSV."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kit.idnumber import IdNumber
from kit.months import Month
from kit.sheets import Column, Heading, Kind, LineKind, Ratio, Sheet, TotalsDisagree
from kit.sheets.responses import XLSX, csv_response, workbook_response
from kit.sheets.safetext import formula_safe, safe_text

COLUMNS = (
    Column("number", "序号", Kind.SERIAL),
    Column("town", "镇"),
    Column("person", "姓名", value="person.name", link=lambda row: f"/people/{row['pk']}"),
    Column("id_number", "证件号码", Kind.CODE, secret=True, value="person.id_number"),
    Column("month", "所属月", Kind.MONTH),
    Column("since", "起始日", Kind.DATE),
    Column("days", "天数", Kind.INTEGER, total=True, group="应补"),
    Column(
        "amount",
        "金额",
        Kind.MONEY,
        unit="元",
        total=True,
        group="应补",
        explain=lambda row: f"/why/{row['pk']}",
    ),
    Column("share", "出勤率", Kind.RATIO, total=True),
    Column("state", "状态", Kind.STATE, choices={"draft": "草稿", "paid": "已拨付"}),
)


@dataclass
class Person:
    name: str
    id_number: IdNumber


def line(pk, town, name, days, amount, share, state="paid"):
    return {
        "pk": pk,
        "town": town,
        "person": Person(name, IdNumber("11010519491231002X")),
        "month": Month(2010, 3),
        "since": date(2010, 3, 5),
        "days": days,
        "amount": amount and Decimal(amount),
        "share": share,
        "state": state,
    }


ROWS = [
    line(1, "藤桥镇", "林协管", 22, "1600.00", Ratio(22, 22)),
    line(2, "藤桥镇", "=1+1", 11, "300.50", Ratio(11, 22), "draft"),
    line(3, "山福镇", "陈主任", None, None, Ratio(0, 0)),
]


def sheet(**changes):
    declared = {
        "title": "补贴表",
        "columns": COLUMNS,
        "rows": ROWS,
        "group_by": "town",
        "capital_total": "amount",
    }
    return Sheet(**(declared | changes))


def printed(lines):
    return [(line.kind.value, line.label, line.span, [cell.text for cell in line.cells]) for line in lines]


def test_the_body_is_rows_subtotals_total_and_capitals_in_that_order():
    person = ["110105********002X", "2010年3月", "2010-03-05"]
    assert printed(sheet().lines()) == [
        ("row", "", 0, ["1", "藤桥镇", "林协管", *person, "22", "1,600.00", "100.00%", "已拨付"]),
        ("row", "", 0, ["2", "藤桥镇", "=1+1", *person, "11", "300.50", "50.00%", "草稿"]),
        ("subtotal", "藤桥镇小计", 6, ["33", "1,900.50", "75.00%", ""]),
        ("row", "", 0, ["3", "山福镇", "陈主任", *person, "", "", "—", "已拨付"]),
        ("subtotal", "山福镇小计", 6, ["0", "0.00", "—", ""]),
        ("total", "合计", 6, ["33", "1,900.50", "75.00%", ""]),
        ("capital", "合计金额(大写):人民币壹仟玖佰元伍角", 10, []),
    ]


def test_counts_are_grouped_on_screen_and_plain_for_programs():
    columns = (
        Column("year", "年度", Kind.CODE),
        Column("households", "户数", Kind.INTEGER, total=True),
        Column("code", "代码", Kind.CODE),
    )
    rows = [
        {"year": 2009, "households": 12345, "code": 330302101202},
        {"year": 2010, "households": 999, "code": None},
        {"year": 2011, "households": -1234567, "code": None},
    ]
    counted = Sheet(title="户数", columns=columns, rows=rows)
    assert [texts for _, _, _, texts in printed(counted.lines())] == [
        ["2009", "12,345", "330302101202"],
        ["2010", "999", ""],
        ["2011", "-1,234,567", ""],
        ["-1,221,223", ""],
    ]
    assert [each["households"] for each in counted.as_json()["rows"]] == [12345, 999, -1234567]
    file = io.BytesIO()
    counted.csv(file)
    assert file.getvalue().decode("utf-8-sig").splitlines()[1:] == [
        "2009,12345,330302101202",
        "2010,999,",
        "2011,-1234567,",
    ]


def test_a_group_stands_over_its_columns_and_other_headings_reach_down():
    def heading(key, **size):
        column = next(column for column in COLUMNS if column.key == key)
        return Heading(column.heading, column=column, **size)

    assert sheet().header_rows() == (
        (
            *(heading(key, rowspan=2) for key in ("number", "town", "person", "id_number", "month", "since")),
            Heading("应补", colspan=2),
            *(heading(key, rowspan=2) for key in ("share", "state")),
        ),
        (heading("days"), heading("amount")),
    )
    assert heading("amount").text == "金额(元)"
    flat = sheet(columns=COLUMNS[:6], group_by=None, capital_total=None)
    assert flat.header_rows() == (tuple(Heading(column.heading, column=column) for column in COLUMNS[:6]),)


def test_cells_carry_the_addresses_of_the_screen():
    cells = {cell.column.key: (cell.link, cell.explain) for cell in sheet().cells(ROWS[1])}
    assert cells["person"] == ("/people/2", None)
    assert cells["amount"] == (None, "/why/2")
    assert cells["town"] == (None, None)


def test_json_has_typed_values_by_key_and_masks_secrets():
    document = sheet(rows=iter(ROWS), sheet_id="B-1", notes=("注",)).as_json()
    assert document["columns"][7] == {
        "key": "amount",
        "title": "金额",
        "kind": "money",
        "unit": "元",
        "group": "应补",
    }
    assert document["columns"][9]["choices"] == {"draft": "草稿", "paid": "已拨付"}
    del document["columns"]
    common = {"id_number": "110105********002X", "month": "2010-03", "since": "2010-03-05"}
    assert document == {
        "title": "补贴表",
        "sheet_id": "B-1",
        "rows": [
            {
                "number": 1,
                "town": "藤桥镇",
                "person": "林协管",
                **common,
                "days": 22,
                "amount": "1600.00",
                "share": {"numerator": 22, "denominator": 22},
                "state": "paid",
            },
            {
                "number": 2,
                "town": "藤桥镇",
                "person": "=1+1",
                **common,
                "days": 11,
                "amount": "300.50",
                "share": {"numerator": 11, "denominator": 22},
                "state": "draft",
            },
            {
                "number": 3,
                "town": "山福镇",
                "person": "陈主任",
                **common,
                "days": None,
                "amount": None,
                "share": {"numerator": 0, "denominator": 0},
                "state": "paid",
            },
        ],
        "totals": {"days": 33, "amount": "1900.50", "share": {"numerator": 33, "denominator": 44}},
        "notes": ["注"],
    }


def test_csv_is_one_header_and_the_rows_with_plain_numbers_and_no_formula():
    stream = io.BytesIO()
    negative = line(4, "山福镇", "@林", -1, "-1234.50", None)
    sheet(rows=[*ROWS, negative]).csv(stream)
    assert stream.getvalue().decode("utf-8-sig").split("\r\n") == [
        "序号,镇,姓名,证件号码,所属月,起始日,应补·天数,应补·金额(元),出勤率,状态",
        "1,藤桥镇,林协管,110105********002X,2010-03,2010-03-05,22,1600.00,100.00%,已拨付",
        "2,藤桥镇,'=1+1,110105********002X,2010-03,2010-03-05,11,300.50,50.00%,草稿",
        "3,山福镇,陈主任,110105********002X,2010-03,2010-03-05,,,—,已拨付",
        "4,山福镇,'@林,110105********002X,2010-03,2010-03-05,-1,-1234.50,—,已拨付",
        "",
    ]
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")


def test_secrets_are_masked_until_the_sheet_is_revealed():
    bare = Column("account", "账号", Kind.CODE, secret=True)
    short = Column("pin", "口令", secret=True)
    closed = Sheet(title="账号", columns=(bare, short), rows=[{"account": "330302010900001", "pin": "1234"}])
    assert [cell.text for cell in closed.cells(closed.rows[0])] == ["***********0001", "****"]
    assert [cell.value for cell in closed.cells(closed.rows[0])] == ["***********0001", "****"]
    assert [cell.text for cell in closed.revealed().cells(closed.rows[0])] == ["330302010900001", "1234"]
    assert sheet().revealed().cells(ROWS[0])[3].text == "11010519491231002X"


def test_totals_that_were_stored_must_be_what_the_rows_add_up_to():
    agreed = sheet(totals={"amount": Decimal("1900.50")})
    assert agreed.total_row().cells[1].value == Decimal("1900.50")
    with pytest.raises(TotalsDisagree) as refusal:
        list(sheet(totals={"amount": Decimal("1900.51")}).lines())
    assert refusal.value.reason == (
        "“金额”一列逐行相加是 1,900.50,存下的合计是 1,900.51:数据在生成这张表时有变动,请重新生成"
    )


def test_a_page_shows_its_rows_and_only_the_totals_that_were_given():
    page = sheet(totals={"amount": Decimal("9999.00")}).page(ROWS[1:2], first_number=51)
    assert printed(page.lines())[1:] == [
        ("total", "合计", 6, ["", "9,999.00", "—", ""]),
        ("capital", "合计金额(大写):人民币玖仟玖佰玖拾玖元整", 10, []),
    ]
    assert [line.cells[0].text for line in page.lines() if line.kind is LineKind.ROW] == ["51"]
    assert page.total_row().cells[1].text == "9,999.00"
    assert sheet().page(ROWS[1:2]).total_row() is None


def test_a_one_shot_iterator_is_not_walked_for_its_total_alone():
    with pytest.raises(TypeError, match="lines"):
        sheet(rows=iter(ROWS)).total_row()


def test_rows_of_a_group_must_stand_together():
    with pytest.raises(ValueError, match="藤桥镇"):
        list(sheet(rows=[ROWS[0], ROWS[2], ROWS[1]]).lines())


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": (*COLUMNS, COLUMNS[0])},
        {"group_by": "village"},
        {"capital_total": "days"},
        {"columns": COLUMNS[6:], "group_by": None},
    ],
    ids=["key twice", "unknown group", "capitals of no money", "no place for the label"],
)
def test_a_sheet_that_contradicts_itself_cannot_be_declared(changes):
    with pytest.raises(ValueError, match="sheet 补贴表"):
        sheet(**changes)


def test_columns_refuse_what_their_kind_cannot_do():
    with pytest.raises(ValueError, match="totalled"):
        Column("name", "姓名", total=True)
    with pytest.raises(ValueError, match="masked"):
        Column("amount", "金额", Kind.MONEY, secret=True)
    with pytest.raises(TypeError, match="Decimal"):
        Column("amount", "金额", Kind.MONEY).cell({"amount": 0.1})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
        ("+86 577", "'+86 577"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("\x00=1", "'=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("藤桥镇=1", "藤桥镇=1"),
        ("", ""),
    ],
)
def test_text_that_would_start_a_formula_is_marked_as_text(text, written):
    assert formula_safe(text) == written


def test_text_for_files_holds_no_forbidden_character_and_fits_one_cell():
    assert safe_text("甲\x00\x0b\ud800\ufffe乙\r\n丙") == "甲乙\n丙"
    assert safe_text("甲" * 40_000) == "甲" * 32_767
    assert safe_text("𠀀" * 20_000) == "𠀀" * 16_383


def test_downloads_are_named_in_chinese_and_never_cached():
    workbook = workbook_response(sheet(), "补贴表")
    text = csv_response(sheet(), "补贴表")
    name = "%E8%A1%A5%E8%B4%B4%E8%A1%A8"
    assert [(r["Content-Type"], r["Content-Disposition"], r["Cache-Control"]) for r in (workbook, text)] == [
        (XLSX, f"attachment; filename*=utf-8''{name}.xlsx", "no-store"),
        ("text/csv; charset=utf-8", f"attachment; filename*=utf-8''{name}.csv", "no-store"),
    ]
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    assert b"".join(text.streaming_content).decode("utf-8-sig").startswith("序号,镇,姓名")


def test_a_moment_is_shown_with_the_day_that_people_here_had():
    """Half past seven in the morning of Shanghai is still the day before elsewhere."""
    column = Column("at", "日期", Kind.DATE)
    early = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert column.show(early) == "2026-11-22"
