"""Sheets as workbooks: read back by another program, cell by cell."""

import io
import re
import shutil
import subprocess
import tempfile
from datetime import date
from decimal import Decimal
from itertools import chain
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from kit.refused import Refused
from kit.sheets import Column, Kind, Ratio, Sheet, TotalsDisagree
from kit.workbooks import cached, layout, write_workbook

COLUMNS = (
    Column("number", "序号", Kind.SERIAL),
    Column("town", "乡镇(街道)"),
    Column("village", "行政村"),
    Column("code", "区划代码", Kind.CODE),
    Column("households", "户数", Kind.INTEGER, total=True, group="户籍户数"),
    Column("counted_on", "口径日期", Kind.DATE, group="户籍户数"),
    Column("factor", "系数", Kind.DECIMAL),
    Column("amount", "应补金额", Kind.MONEY, unit="元", total=True),
    Column("share", "完成率", Kind.RATIO, total=True),
    Column("account", "账号", Kind.CODE),
)
LONG_NAME = "上戍乡外垟村与内垟村合并后成立的渡船头股份经济合作社"
TITLE = "鹿城区2009年度村级劳动保障站工作经费补助表"


def village(town, name, households, amount, factor="1.0", share=None):
    return {
        "town": town,
        "village": name,
        "code": "330302100200",
        "households": households,
        "counted_on": date(2009, 12, 31),
        "factor": Decimal(factor),
        "amount": Decimal(amount),
        "share": share or Ratio(1, 4),
        "account": "330302010900001234567",
    }


ROWS = [
    village("藤桥镇", LONG_NAME, 999, "123456789.10"),
    village("藤桥镇", "=HYPERLINK(1)", 1000, "7000.20", "1.2"),
    village("山福镇", "@驿头\x00村", 1286, "-0.30", share=Ratio(0, 0)),
]


def sheet(**changes):
    declared = {
        "title": TITLE,
        "columns": COLUMNS,
        "rows": ROWS,
        "group_by": "town",
        "capital_total": "amount",
        "heading": ("填报单位(盖章):鹿城区", "填报日期:2010-03-05", "单位:元"),
        "notes": ("注:户数以年末登记为准。",),
        "signatures": ("单位负责人", "财政审核", "审核人", "制表人"),
        "sheet_id": "WF-2009-330302-01",
        "tab": "工作经费",
        "frozen": 3,
    }
    return Sheet(**(declared | changes))


def written(sheets):
    stream = io.BytesIO()
    write_workbook(sheets, stream)
    stream.seek(0)
    return stream


def read_back(stream, place=0):
    stream.seek(0)
    rows = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(place).to_python()
    return [tuple(row) for row in rows]


def test_another_program_reads_the_whole_sheet_with_its_sums():
    def across(*cells):
        return cells + ("",) * (len(COLUMNS) - len(cells))

    day, code, account = date(2009, 12, 31), "330302100200", "330302010900001234567"
    assert read_back(written(sheet())) == [
        across(TITLE),
        ("填报单位(盖章):鹿城区", "", "", "填报日期:2010-03-05", "", "", "", "单位:元", "", ""),
        (
            *("序号", "乡镇(街道)", "行政村", "区划代码", "户籍户数", "", "系数"),
            *("应补金额(元)", "完成率", "账号"),
        ),
        ("", "", "", "", "户数", "口径日期", "", "", "", ""),
        (1, "藤桥镇", LONG_NAME, code, 999, day, 1.0, 123456789.1, 0.25, account),
        (2, "藤桥镇", "=HYPERLINK(1)", code, 1000, day, 1.2, 7000.2, 0.25, account),
        ("藤桥镇小计", "", "", "", 1999, "", "", 123463789.3, 0.25, ""),
        (3, "山福镇", "@驿头村", code, 1286, day, 1.0, -0.3, "—", account),
        ("山福镇小计", "", "", "", 1286, "", "", -0.3, "—", ""),
        ("合计", "", "", "", 3285, "", "", 123463789.0, 0.25, ""),
        across("合计金额(大写):人民币壹亿贰仟叁佰肆拾陆万叁仟柒佰捌拾玖元整"),
        across("注:户数以年末登记为准。"),
        ("单位负责人:", "", "", "财政审核:", "审核人:", "", "", "", "制表人:", ""),
        across("表号:WF-2009-330302-01"),
    ]


def formulas(stream, place=0):
    cells = chain.from_iterable(load_workbook(stream).worksheets[place].iter_rows())
    return {cell.coordinate: cell.value for cell in cells if cell.data_type == "f"}


def test_the_only_formulas_are_our_sums_and_each_carries_its_value():
    stream = written(sheet())
    assert formulas(stream) == {
        "E7": "=SUM(E5:E6)",
        "H7": "=SUM(H5:H6)",
        "E9": "=SUM(E8:E8)",
        "H9": "=SUM(H8:H8)",
        "E10": "=SUM(E7,E9)",
        "H10": "=SUM(H7,H9)",
    }
    values = load_workbook(stream, data_only=True).worksheets[0]
    assert {place: values[place].value for place in formulas(stream)} == {
        "E7": 1999,
        "H7": 123463789.3,
        "E9": 1286,
        "H9": -0.3,
        "E10": 3285,
        "H10": 123463789,
    }


def test_a_spreadsheet_that_calculates_prints_the_same_totals(tmp_path):
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        pytest.skip("needs libreoffice-calc and poppler-utils")
    (tmp_path / "sheet.xlsx").write_bytes(written(sheet()).getvalue())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*convert, tmp_path / "sheet.xlsx"], check=True, capture_output=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert lines["藤桥镇小计"] == ["1,999", "123,463,789.30", "25.00%"]
    assert lines["山福镇小计"] == ["1,286", "-0.30", "—"]
    assert lines["合计"] == ["3,285", "123,463,789.00", "25.00%"]
    assert "第1页共1页" in text.replace(" ", "")


def test_text_stays_text_even_when_it_is_typed_again():
    worksheet = load_workbook(written(sheet())).worksheets[0]
    injected, marked, plain = worksheet["C6"], worksheet["C8"], worksheet["C5"]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in (injected, marked, plain)] == [
        ("=HYPERLINK(1)", "s", True),
        ("@驿头村", "s", True),
        (LONG_NAME, "s", False),
    ]


def test_every_kind_has_its_number_format():
    worksheet = load_workbook(written(sheet())).worksheets[0]
    assert [cell.number_format for cell in worksheet[6]] == [
        *("0", "General", "General", "@", "#,##0", "yyyy-mm-dd", "0.0", "#,##0.00", "0.00%", "@")
    ]
    assert worksheet["H10"].number_format == "#,##0.00"


def test_the_sheet_prints_on_a4_landscape_with_its_header_on_every_page():
    worksheet = load_workbook(written(sheet())).worksheets[0]
    setup = worksheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert worksheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert worksheet.print_title_rows == "$3:$4"
    assert worksheet.print_area == "'工作经费'!$A$1:$J$14"
    assert worksheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert worksheet.freeze_panes == "D5"
    assert {str(merged) for merged in worksheet.merged_cells.ranges} == {
        *("A1:J1", "A2:C2", "D2:G2", "H2:J2", "E3:F3"),
        *(f"{letter}3:{letter}4" for letter in "ABCDGHIJ"),
        *("A7:D7", "A9:D9", "A10:D10", "A11:J11", "A12:J12", "A14:J14"),
        *("A13:C13", "E13:H13", "I13:J13"),
    }


def test_columns_are_as_wide_as_their_text_and_rows_as_high():
    worksheet = load_workbook(written(sheet())).worksheets[0]
    widths = {
        key.key: worksheet.column_dimensions[get_column_letter(i)].width for i, key in enumerate(COLUMNS, 1)
    }
    assert (widths["village"], widths["account"], widths["amount"]) == (36, 23, 16)
    assert (worksheet.row_dimensions[5].height, worksheet.row_dimensions[6].height) == (35, 20)
    assert sum(widths.values()) >= 118


def test_a_narrow_sheet_is_spread_over_the_page():
    stream = written(Sheet(title="表", columns=COLUMNS[1:4], rows=ROWS))
    worksheet = load_workbook(stream).worksheets[0]
    widths = [worksheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [16.0, 57.6, 22.4]


def test_a_total_far_below_the_measured_lines_has_room():
    rows = [village("镇", "村", 1, "999999.99")] * 1001
    worksheet = load_workbook(written(sheet(rows=rows))).worksheets[0]
    assert worksheet.column_dimensions["H"].width >= 18


def test_an_edited_copy_can_be_told_by_its_sheet_id():
    properties = load_workbook(written(sheet())).custom_doc_props
    assert {prop.name: prop.value for prop in properties.props} == {"表号 工作经费": "WF-2009-330302-01"}


def test_several_sheets_share_a_workbook_under_names_the_program_accepts():
    plain = {"group_by": None, "capital_total": None, "sheet_id": None}
    long = "工作经费补助表" * 6
    stream = written([sheet(tab="a/b:c", **plain), sheet(tab=long, **plain), sheet(tab=long, **plain)])
    assert load_workbook(stream).sheetnames == ["a b c", long[:31], f"{long[:28]}(2)"]
    assert [read_back(stream, place)[-3][4] for place in range(3)] == [3285, 3285, 3285]
    assert formulas(stream, 2) == {"E8": "=SUM(E5:E7)", "H8": "=SUM(H5:H7)"}


@pytest.mark.parametrize("chunk", [10, 97, 1024 * 1024])
def test_sums_hold_wherever_a_chunk_of_the_file_ends(chunk, monkeypatch):
    monkeypatch.setattr(cached, "_CHUNK", chunk)
    columns = (COLUMNS[1], COLUMNS[2], COLUMNS[7])
    rows = [village(f"第{group}镇", LONG_NAME, 1, f"{group}.01") for group in range(20) for _ in range(5)]
    stream = written(Sheet(title="表", columns=columns, rows=iter(rows), group_by="town"))
    body = read_back(stream)
    subtotals = {row[0]: row[2] for row in body if row[0].endswith("小计")}
    assert subtotals == {f"第{group}镇小计": float(Decimal(f"{group}.01") * 5) for group in range(20)}
    assert body[-1] == ("合计", "", 951.0)


def test_a_total_over_more_groups_than_a_formula_takes_is_written_as_a_value():
    columns = (COLUMNS[1], COLUMNS[7])
    rows = [village(f"第{group}镇", "村", 1, "1.00") for group in range(251)]
    stream = written(Sheet(title="表", columns=columns, rows=rows, group_by="town"))
    assert read_back(stream)[-1] == ("合计", 251)
    assert len(formulas(stream)) == 251


def test_an_empty_sheet_has_its_header_and_totals_of_nothing():
    body = read_back(written(sheet(rows=[])))
    assert body[4] == ("合计", "", "", "", 0, "", "", 0, "—", "")
    assert formulas(written(sheet(rows=[]))) == {}


def test_nothing_is_written_or_left_behind_when_totals_disagree_or_rows_do_not_fit(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stream = io.BytesIO()
    with pytest.raises(TotalsDisagree):
        write_workbook(sheet(totals={"households": 1}), stream)
    monkeypatch.setattr(layout, "MOST_ROWS", 6)
    with pytest.raises(Refused, match="超过了 Excel 一张工作表的上限 6 行"):
        write_workbook(sheet(), stream)
    assert (stream.getvalue(), list(tmp_path.iterdir())) == (b"", [])


def test_a_file_names_no_author_and_no_software_user():
    properties = load_workbook(written(sheet())).properties
    assert (properties.creator or "", properties.lastModifiedBy, properties.title) == ("", None, TITLE)


def test_no_cell_is_a_string_without_text():
    """Some programs call such a file damaged."""
    with ZipFile(written(sheet())) as file:
        xml = file.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<c [^>]*t="inlineStr"[^>]*/>', xml) == []
