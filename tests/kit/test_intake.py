"""Tables people send back: what is read, what is refused, and what they get to see."""

import io
import struct
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from kit.idnumber import IdNumber
from kit.intake import Field, RowError, Template, inspection, read_upload
from kit.months import Month
from kit.refused import Refused
from kit.sheets import Kind

ID = "11010519491231002X"
OTHER_ID = "440524188001010014"
TEMPLATE = Template(
    "协管员花名册",
    (
        Field("name", "姓名", required=True, max_length=10, example="张三"),
        Field("id", "身份证号码", Kind.CODE, required=True, secret=True, parse=IdNumber.parse, example=ID),
        Field("households", "户数", Kind.INTEGER, required=True, example="286"),
        Field("wage", "月工资", Kind.MONEY, example="1600.50", help="应发数"),
        Field("since", "合同起始日", Kind.DATE, example="2010-03-05"),
        Field("month", "所属月", Kind.MONTH, example="2010-03"),
        Field(
            "form", "用工形式", Kind.CHOICE, choices={"full": "全日制", "part": "非全日制"}, example="全日制"
        ),
        Field("factor", "系数", Kind.DECIMAL, minimum=None, example="1.2"),
    ),
)
TITLES = [field.title for field in TEMPLATE.fields]
GOOD = ["林协管", OTHER_ID, 999, 1600, date(2010, 3, 5), "2010-03", "非全日制", -0.5]


def filled(*rows, titles=TITLES, before=(), tab="表"):
    workbook = Workbook()
    worksheet = workbook.active
    worksheet.title = tab
    for row in (*before, titles, *rows):
        worksheet.append(row)
    for cell in chain.from_iterable(worksheet.iter_rows()):
        if cell.data_type == "f":
            cell.data_type = "s"  # typed as text, not as a formula
    return saved(workbook)


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream


def read(stream, **limits):
    return read_upload(stream, TEMPLATE, **limits)


def one(field, value):
    """Read a table whose single column is ``field``: its value, or its error's text."""
    workbook = Workbook()
    workbook.active.append([field.title])
    workbook.active.append([value])
    intake = read_upload(saved(workbook), Template("表", (field,)))
    return intake.rows[0].values[field.key] if intake.ok else intake.errors[0].message


def refusal(stream, **limits):
    with pytest.raises(Refused) as refused:
        read(stream, **limits)
    assert refused.value.field == "file"
    return refused.value.reason


# What is read


def test_rows_come_back_typed_whatever_the_order_of_columns_and_whatever_stands_above():
    order = [7, 3, 0, 1, 2, 4, 5, 6]
    titles = [f"{TITLES[place]} (元)" if place == 3 else f" {TITLES[place]}* " for place in order]
    stream = filled(
        [],
        [*(GOOD[place] for place in order), "谢谢"],
        titles=[*titles, "备注"],
        before=(["鹿城区花名册"], ["填报单位"]),
    )
    intake = read(stream)
    assert (intake.ok, intake.unknown_columns) == (True, ("备注",))
    assert [(row.number, row.values) for row in intake.rows] == [
        (
            5,
            {
                "name": "林协管",
                "id": IdNumber(OTHER_ID),
                "households": 999,
                "wage": Decimal("1600.00"),
                "since": date(2010, 3, 5),
                "month": Month(2010, 3),
                "form": "part",
                "factor": Decimal("-0.5"),
            },
        )
    ]


def test_headings_under_a_group_are_found_with_those_that_reach_down():
    workbook = Workbook()
    for row in (
        ["姓名", "身份证号码", "基本情况", ""],
        ["", "", "户数", "月工资"],
        ["林协管", OTHER_ID, 9, 1],
    ):
        workbook.active.append(row)
    intake = read(saved(workbook))
    assert (intake.errors, intake.rows[0].values["wage"]) == ([], Decimal("1.00"))


def test_the_table_is_found_on_any_visible_worksheet_and_never_on_a_hidden_one():
    workbook = load_workbook(filled(GOOD, tab="乙"))
    workbook.create_sheet("甲", 0).append(["说明"])
    hidden = workbook.create_sheet("丙", 0)
    for row in (TITLES, GOOD, GOOD):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    assert len(read(saved(workbook)).rows) == 1


def test_every_error_is_told_at_once_with_its_row_and_column():
    bad = ["", "3.3E+17", 200.5, "七千", "2010-02-30", "2010.13", "临时", "NaN"]
    intake = read(filled(GOOD, [], bad))
    assert not intake.ok
    assert intake.errors == [
        RowError(4, "name", "姓名", "", "这一格必填,请补上"),
        RowError(
            *(4, "id", "身份证号码", "*******"),
            "号码被 Excel 当成数字,末尾几位已经丢失,请把这一列设为“文本”格式后重新填写完整号码",
        ),
        RowError(4, "households", "户数", "200.5", "应填整数,不能有小数"),
        RowError(4, "wage", "月工资", "七千", "应填阿拉伯数字,不带单位和其他文字"),
        RowError(4, "since", "合同起始日", "2010-02-30", "没有这一天,请核对年月日"),
        RowError(4, "month", "所属月", "2010.13", "月份应在1到12之间"),
        RowError(4, "form", "用工形式", "临时", "不在可选范围内,请从下拉列表中选择:全日制、非全日制"),
        RowError(4, "factor", "系数", "NaN", "应填阿拉伯数字,不带单位和其他文字"),
    ]
    assert [row.number for row in intake.good_rows] == [2]
    assert intake.rows[1].values == dict.fromkeys(intake.rows[0].values)


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        (200, 200),
        ("２００", 200),
        ("1,286", 1286),
        (200.5, "应填整数,不能有小数"),
        ("二百", "应填阿拉伯数字,不带单位和其他文字"),
        ("200户", "应填阿拉伯数字,不带单位和其他文字"),
        ("1_000", "应填阿拉伯数字,不带单位和其他文字"),
        (-1, "不能小于 0,请核对"),
        (1e30, "不能大于 999,999,999,请核对"),
        (True, "这一格应填数字,请改为数字并把单元格设为“常规”格式"),
        (date(2010, 3, 5), "这一格应填数字,请改为数字并把单元格设为“常规”格式"),
    ],
)
def test_integers(raw, read_as):
    assert one(Field("n", "户数", Kind.INTEGER), raw) == read_as


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        (1600, Decimal("1600.00")),
        ("￥1,600.5", Decimal("1600.50")),
        (0.005, "金额最多两位小数,请精确到分"),
        (1e30, "金额的整数部分最多12位"),
        ("1e5", "应填阿拉伯数字,不带单位和其他文字"),
        ("Infinity", "应填阿拉伯数字,不带单位和其他文字"),
        (-0.01, "不能小于 0,请核对"),
    ],
)
def test_money(raw, read_as):
    assert one(Field("n", "金额", Kind.MONEY), raw) == read_as


def test_the_noise_of_binary_sums_is_no_third_decimal():
    assert Field("n", "金额", Kind.MONEY).read(0.1 + 0.2) == Decimal("0.30")


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        (date(2010, 3, 5), date(2010, 3, 5)),
        (datetime(2010, 3, 5, 14, 30), date(2010, 3, 5)),
        ("2010-03-05", date(2010, 3, 5)),
        ("2010.3.5", date(2010, 3, 5)),
        ("2010/3/5", date(2010, 3, 5)),
        ("2010年3月5日", date(2010, 3, 5)),
        (20100305, date(2010, 3, 5)),
        (20100305.5, "日期应写成 2010-03-05 的样子"),
        ("10-3-5", "日期应写成 2010-03-05 的样子"),
        (40242, "日期应写成 2010-03-05 的样子"),
        ("2010-02-29", "没有这一天,请核对年月日"),
        (date(2999, 1, 1), "年份应在 1900 到 2200 之间,请核对"),
    ],
)
def test_dates(raw, read_as):
    assert one(Field("d", "日期", Kind.DATE), raw) == read_as


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("2010年3月", Month(2010, 3)),
        ("2010.3", Month(2010, 3)),
        (201003, Month(2010, 3)),
        (date(2010, 3, 1), Month(2010, 3)),
        (2010.1, "月份应写成 2010-03 的样子"),
    ],
)
def test_months(raw, read_as):
    assert one(Field("m", "月份", Kind.MONTH), raw) == read_as


SPOILT = "号码被 Excel 当成数字,末尾几位已经丢失,请把这一列设为“文本”格式后重新填写完整号码"


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("330302 1980 0101\u200b001x", "33030219800101001x"),
        ("３３０３０２", "330302"),
        (330302100200, "330302100200"),
        (330302198001010011, SPOILT),
        (3.3e17, SPOILT),
        ("3.3E+17", SPOILT),
        ("330302198001010000.0", SPOILT),
        (0.5, "号码里不应有小数,请把单元格设为“文本”格式后重新填写"),
        (date(2010, 3, 5), "这一列应填号码,请把单元格设为“文本”格式后重新填写"),
    ],
)
def test_codes(raw, read_as):
    assert one(Field("c", "号码", Kind.CODE), raw) == read_as


def test_text_is_trimmed_and_capped():
    field = Field("t", "名称", max_length=5)
    assert one(field, "  渡头村 ") == "渡头村"
    assert one(field, 2010) == "2010"
    assert one(field, "鹿城区渡头村") == "文字太长,有 6 个字,最多 5 个字,请缩短"


def test_the_callers_own_errors_and_duplicates_stand_beside_the_rest():
    intake = read(filled(GOOD, [*GOOD[:1], ID, *GOOD[2:]], GOOD))
    intake.refuse_duplicates("name", "id")
    intake.refuse(intake.rows[1], "id", "此人在邻村已有岗位")
    intake.refuse(intake.rows[1], "", "本月已锁定")
    assert intake.errors == [
        RowError(4, "name", "姓名", "林协管", "姓名、身份证号码与第 2 行重复,请删去其中一行"),
        RowError(3, "id", "身份证号码", "**************002X", "此人在邻村已有岗位"),
        RowError(3, "", "", "", "本月已锁定"),
    ]
    assert [row.number for row in intake.good_rows] == [2]


def test_nothing_of_an_unmasked_number_is_printed():
    intake = read(filled([*GOOD[:1], f"{OTHER_ID}9", *GOOD[2:]], GOOD))
    assert OTHER_ID not in repr(intake)


# What is refused as a whole


def test_an_empty_file_is_refused():
    assert refusal(io.BytesIO()) == "文件是空的,请重新选择填好的表格"


def test_a_file_over_the_limit_is_refused():
    stream = filled(GOOD)
    assert refusal(stream, max_bytes=1024) == "文件超过 0.000976562 MB,请删去图片或分成几个文件上传"


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"<html><table></table></html>", "这不是 .xlsx 工作簿"),
        ("姓名,户数\n林,1\n".encode("gbk"), "这不是 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "这是旧版的 .xls 文件"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "文件设有打开密码",
        ),
    ],
    ids=["html", "csv", "xls", "encrypted"],
)
def test_other_files_are_refused_whatever_their_name_says(content, start):
    assert refusal(io.BytesIO(content)).startswith(start)


def repacked(change):
    """A good workbook whose parts went through ``change(name, content)``; None drops a part."""
    target = io.BytesIO()
    with ZipFile(filled(GOOD)) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                copy.writestr(name, content)
    return target


def with_member(name, content=b"x", packing=ZIP_DEFLATED):
    stream = filled(GOOD)
    with ZipFile(stream, "a") as archive:
        archive.writestr(name, content, packing)
    return stream


def sheet_xml(cells):
    def change(name, content):
        start, _, _ = content.partition(b"<sheetData>")
        return start + b"<sheetData>" + cells + b"</sheetData></worksheet>" if "sheet1" in name else content

    return repacked(change)


DAMAGED = "文件不完整或已损坏,请重新上传;如果仍不行,请在 Excel 中另存为 .xlsx 再试"


def test_macros_are_refused_by_their_code_and_by_the_type_of_the_workbook():
    assert refusal(with_member("xl/vbaProject.bin")).startswith("文件里带有宏")
    types = repacked(
        lambda name, content: content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    )
    assert refusal(types).startswith("文件带有宏")


def test_other_archives_are_refused():
    assert refusal(repacked(lambda name, content: None if name == "xl/workbook.xml" else content)).startswith(
        "这不是 Excel 的 .xlsx 工作簿"
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_upload_cut_short_is_refused(share):
    whole = filled(*[GOOD] * 50).getvalue()
    assert refusal(io.BytesIO(whole[: int(len(whole) * share)])) == DAMAGED


@pytest.mark.parametrize("name", ["../evil.xml", "xl\\evil.xml", "docProps/app.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_no_spreadsheet_program_writes_are_refused(name):
    assert refusal(with_member(name, b"<a/>")) == DAMAGED


@pytest.mark.parametrize("packing", [ZIP_BZIP2, ZIP_LZMA])
def test_packings_no_spreadsheet_program_uses_are_refused(packing):
    assert refusal(with_member("xl/more.xml", b"<a/>", packing)) == DAMAGED


def test_members_with_a_password_are_refused():
    changed = bytearray(filled(GOOD).getvalue())
    entry = changed.index(b"PK\x01\x02")
    changed[entry + 8] |= 1
    assert refusal(io.BytesIO(changed)) == "文件设有密码,请取消密码后再上传"


def test_more_members_than_any_workbook_needs_are_refused():
    stream = filled(GOOD)
    with ZipFile(stream, "a") as archive:
        for number in range(inspection.MOST_MEMBERS):
            archive.writestr(f"xl/{number}.xml", b"<a/>")
    assert refusal(stream) == "文件里的内容太多,请只保留要上传的工作表,另存为 .xlsx 后再上传"


def test_a_bomb_is_refused_by_the_directory_of_the_archive_alone(monkeypatch):
    bomb = io.BytesIO(stating_size(filled(GOOD).getvalue(), 2 * 1024**3 - 1))
    monkeypatch.setattr(inspection, "MOST_RATIO", 10**9)
    monkeypatch.setattr(inspection, "_copy_parts", lambda *_: pytest.fail("inflated before it was judged"))
    assert refusal(bomb).startswith("文件展开后太大")


def test_a_part_that_packs_a_thousandfold_is_refused():
    assert refusal(with_member("xl/media/a.bin", bytes(9 * 1024 * 1024))).startswith("文件展开后太大")


def stating_size(archive, size, member=b"xl/worksheets/sheet1.xml"):
    """``archive`` whose directory gives ``size`` as what one member inflates to."""
    changed = bytearray(archive)
    entry = changed.rindex(b"PK\x01\x02", 0, changed.rindex(member))
    changed[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(changed)


def test_a_directory_that_lies_about_sizes_gains_nothing():
    whole = filled(*[GOOD] * 500).getvalue()
    assert refusal(io.BytesIO(stating_size(whole, 100))) == DAMAGED


def test_inflated_bytes_are_counted_while_they_come(monkeypatch):
    honest = filled(*[GOOD] * 500)
    monkeypatch.setattr(inspection, "_check_members", lambda members: None)
    monkeypatch.setattr(inspection, "MOST_INFLATED", 50_000)
    assert refusal(honest).startswith("文件展开后太大")


def test_two_cells_in_far_corners_do_not_fill_the_memory():
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    large = b'<row r="10001"><c r="OJ10001"><v>1</v></c></row>'
    wide = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    assert refusal(sheet_xml(far)) == (
        "表格写到了第 1,048,576 行,一次最多导入 10,000 行,请分成几个文件,或删去下方多余的内容"
    )
    assert refusal(sheet_xml(large)) == "表格写到了第 400 列,内容范围太大,请删去右侧和下方多余的内容"
    assert refusal(sheet_xml(wide)) == "表格写到了第 16,384 列,内容范围太大,请删去右侧和下方多余的内容"


def test_cells_that_are_only_formatted_take_no_room():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    assert refusal(sheet_xml(rows)).startswith("没有找到表头")


def test_one_long_text_used_by_many_cells_is_counted_each_time(monkeypatch):
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<si><t>%s</t></si></sst>'
    )
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>10</v></c></row>' % (row, row) for row in range(1, 101)
    )
    with ZipFile(sheet_xml(cells)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/sharedStrings.xml"] = shared % (b"<si><t>a</t></si>" * 10, b"x" * 30_000)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    monkeypatch.setattr(inspection, "MOST_TEXT", 2_999_999)
    monkeypatch.setattr(inspection, "_CHUNK", 7)
    assert refusal(stream).startswith("文件展开后太大")
    monkeypatch.setattr(inspection, "MOST_TEXT", 3_000_000)
    assert refusal(stream).startswith("没有找到表头")


def test_entities_cannot_come_in():
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    stream = repacked(
        lambda name, content: (
            content.replace(b"<worksheet", entity + b"<worksheet") if "sheet1" in name else content
        )
    )
    assert refusal(stream) == DAMAGED


def test_a_part_in_another_encoding_than_the_readers_is_refused():
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet'
    stream = repacked(
        lambda name, content: (
            content.replace(b"<worksheet", latin).replace(b"<v>999", b"\xe9<v>999")
            if "sheet1" in name
            else content
        )
    )
    assert refusal(stream) == DAMAGED


@pytest.mark.parametrize(("number_format", "value"), [("yyyy-mm-dd", -1e300), ("[h]:mm", 1e300)])
def test_day_numbers_the_reader_does_not_survive_are_a_damaged_file(number_format, value):
    workbook = load_workbook(filled(GOOD))
    workbook.active["E2"] = value
    workbook.active["E2"].number_format = number_format
    assert refusal(saved(workbook)).startswith("文件内容已损坏,读不出来")


def test_missing_repeated_and_unknown_headings():
    assert (
        refusal(filled(GOOD[2:], titles=TITLES[2:])) == "缺少必填的列:姓名、身份证号码,请按模板补上后再上传"
    )
    assert refusal(filled([*GOOD, 1], titles=[*TITLES, "户数"])) == "表头里有重复的列:户数,请只保留一列"
    assert refusal(filled(["乙"], titles=["甲"])) == (
        "没有找到表头,请使用“协管员花名册”模板,列名应为:姓名、身份证号码、户数、月工资、合同起始日、所属月、用工形式、系数"
    )


def test_rows_beyond_the_cap_are_refused_and_none_at_all_too():
    assert len(read(filled(GOOD, GOOD, GOOD), max_rows=3).rows) == 3
    assert refusal(filled(*[GOOD] * 4), max_rows=3) == "数据超过 3 行,一次最多导入 3 行,请分成几个文件上传"
    assert refusal(filled(*[GOOD] * 30), max_rows=3).startswith("表格写到了第 31 行,一次最多导入 3 行")
    assert refusal(filled()) == "表头下面没有数据,请填写后再上传"


# What is handed out and given back


def test_the_template_has_drop_downs_text_columns_and_a_marked_example():
    workbook = load_workbook(io.BytesIO(TEMPLATE.workbook()))
    form, notes, choices = workbook.worksheets
    assert [[cell.value for cell in row] for row in form.iter_rows()] == [
        ["姓名*", "身份证号码*", "户数*", "月工资", "合同起始日", "所属月", "用工形式", "系数", None],
        ["张三", ID, 286, 1600.5, datetime(2010, 3, 5), "2010-03", "全日制", 1.2, "示例行,留着也不会导入"],
    ]
    assert [form.column_dimensions[letter].number_format for letter in "BCDEF"] == [
        *("@", "#,##0", "#,##0.00", "yyyy-mm-dd", "@")
    ]
    lists = {
        str(v.sqref): (v.formula1, v.showErrorMessage) for v in form.data_validations.dataValidation if v.type
    }
    assert lists == {"G2:G1048576": ("'选项'!$G$2:$G$3", True)}
    assert {v.promptTitle: v.prompt for v in form.data_validations.dataValidation}["月工资"] == "应发数"
    assert (form.freeze_panes, notes.title, choices.sheet_state) == ("A2", "填写说明", "hidden")
    assert [choices["G1"].value, choices["G2"].value, choices["G3"].value] == [
        "用工形式",
        "全日制",
        "非全日制",
    ]
    assert [[cell.value for cell in row] for row in notes["A5:D5"]] == [
        ["月工资", None, "金额,单位元,最多两位小数。应发数", None]
    ]


def test_the_example_is_passed_over_as_long_as_nobody_touched_it():
    workbook = load_workbook(io.BytesIO(TEMPLATE.workbook()))
    workbook.active.append(GOOD)
    assert [row.number for row in read(saved(workbook)).rows] == [3]
    workbook.active["C2"] = 287
    assert [row.number for row in read(saved(workbook)).rows] == [2, 3]


def test_the_rows_come_back_with_their_errors_beside_them_and_can_be_sent_again():
    bad = ["=1+1", ID, 200.5, "七千", "2010-02-30", datetime(2010, 4, 1), "临时", None]
    intake = read(filled(GOOD, [], bad, titles=TITLES))
    given_back = load_workbook(io.BytesIO(intake.annotated_workbook())).worksheets[0]
    assert [[cell.value for cell in row] for row in given_back.iter_rows()] == [
        ["姓名*", "身份证号码*", "户数*", "月工资", "合同起始日", "所属月", "用工形式", "系数", "错误"],
        ["林协管", OTHER_ID, 999, 1600, datetime(2010, 3, 5), "2010-03", "非全日制", -0.5, None],
        [
            *("=1+1", ID, "200.5", "七千", "2010-02-30", "2010-04", "临时", None),
            "户数:应填整数,不能有小数\n月工资:应填阿拉伯数字,不带单位和其他文字\n"
            "合同起始日:没有这一天,请核对年月日\n用工形式:不在可选范围内,请从下拉列表中选择:全日制、非全日制",
        ],
    ]
    assert (given_back["A3"].data_type, given_back["I3"].font.color.rgb) == ("s", "FFC00000")
    coloured = [cell.column_letter for cell in given_back[3] if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert coloured == ["C", "D", "E", "G"]

    again = read(io.BytesIO(intake.annotated_workbook()))
    assert [row.values for row in again.rows] == [row.values for row in intake.rows]
    assert [error.message for error in again.errors] == [error.message for error in intake.errors]
    assert again.unknown_columns == ()


def test_a_row_with_errors_in_every_column_is_no_taller_than_a_row_can_be():
    fields = tuple(Field(f"f{number}", f"列{number}", Kind.INTEGER) for number in range(40))
    workbook = Workbook()
    workbook.active.append([field.title for field in fields])
    workbook.active.append(["甲"] * 40)
    intake = read_upload(saved(workbook), Template("表", fields))
    given_back = load_workbook(io.BytesIO(intake.annotated_workbook())).worksheets[0]
    assert (len(intake.errors), given_back.row_dimensions[2].height) == (40, 409)


def test_a_template_that_contradicts_itself_cannot_be_declared():
    with pytest.raises(ValueError, match="share a key or a title"):
        Template("表", (Field("a", "户数"), Field("b", "户数(户)")))
    with pytest.raises(ValueError, match="应填整数"):
        Template("表", (Field("a", "户数", Kind.INTEGER, example="1.5"),))
    with pytest.raises(ValueError, match="cannot be filled in"):
        Field("a", "比率", Kind.RATIO)
    with pytest.raises(ValueError, match="choices"):
        Field("a", "形式", Kind.CHOICE)
