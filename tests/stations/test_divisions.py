"""Loading division lists: what the tree looks like afterwards, and what a bad file is told."""

import lzma
from datetime import date
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from time_machine import travel

from kit.scope import everywhere
from stations.actions import life
from stations.divisions.loading import LOCK
from stations.models import AuditEvent, Region, User
from stations.reorganising import NewPlace, Terms

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "divisions-wenzhou-districts.csv"
HEAD = "code,name\n33,浙江省\n3303,温州市\n"
LUCHENG = HEAD + "330302,鹿城区\n330302008,七都街道\n330302008001,河滨社区\n330302008201,上沙村\n"
LONGWAN = "330303,龙湾区\n330303001,永中街道\n330303001201,永中村\n"


@pytest.fixture
def load(tmp_path: Path):
    """Load a list given as text (or bytes, as they are); returns what the command says."""

    def run(content: str | bytes, *options: str, name: str = "list.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        said = StringIO()
        call_command("load_divisions", str(path), *options, stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def refused(load):
    """What the command says when it refuses a list; the tree must be as it was before."""

    def run(content: str | bytes, *options: str, name: str = "list.csv") -> str:
        before = list(Region.objects.order_by("pk").values())
        with pytest.raises(CommandError) as refusal:
            load(content, *options, name=name)
        assert list(Region.objects.order_by("pk").values()) == before
        return str(refusal.value)

    return run


def tree(*, closed: bool = False) -> list[tuple[str, str, str]]:
    """The places in being (or those that were) as (code, name, parent's code)."""
    rows = Region.objects.filter(closed_on__isnull=not closed).select_related("parent")
    return [
        (row.place.short, row.name, row.parent.place.short if row.parent else "")
        for row in rows.order_by("code", "tier", "pk")
    ]


# What a list brings


def test_a_list_becomes_the_tree(load) -> None:
    said = load(LUCHENG)
    assert tree() == [
        ("33", "浙江省", ""),
        ("3303", "温州市", "33"),
        ("330302", "鹿城区", "3303"),
        ("330302008", "七都街道", "330302"),
        ("330302008001", "河滨社区", "330302008"),
        ("330302008201", "上沙村", "330302008"),
    ]
    village = Region.objects.get(code=330302008201)
    assert (village.kind, village.sort_key, village.opened_on) == ("village", "shang sha cun", None)
    assert "新增 6 个:省 1、市 1、区县 1、乡镇街道 1、村社区 2。" in said


def test_the_three_districts_of_the_example_are_491_units_in_37_townships(load) -> None:
    load(EXAMPLE.read_bytes())
    counts = {tier: Region.objects.filter(tier=tier).count() for tier in range(5)}
    assert counts == {0: 1, 1: 1, 2: 3, 3: 37, 4: 491}


def test_the_same_list_again_changes_nothing(load) -> None:
    load(LUCHENG)
    before = list(Region.objects.order_by("pk").values()), AuditEvent.objects.count()
    assert "没有改动" in load(LUCHENG)
    assert (list(Region.objects.order_by("pk").values()), AuditEvent.objects.count()) == before


def test_order_and_line_ends_and_a_byte_order_mark_do_not_matter(load) -> None:
    head, *rows = LUCHENG.splitlines()
    load(("\ufeff" + "\r\n".join([head, *reversed(rows), "", ""])).encode())
    assert len(tree()) == 6


def test_a_list_may_be_compressed(load) -> None:
    load(lzma.compress(LUCHENG.encode()), name="list.csv.xz")
    assert len(tree()) == 6


def test_a_city_and_its_placeholder_district_of_the_same_number_are_two_places(load) -> None:
    load(
        "code,name\n44,广东省\n4419,东莞市\n441900,东莞市\n441900003,东城街道\n441900003001,岗贝社区居民委员会\n"
    )
    assert tree() == [
        ("44", "广东省", ""),
        ("4419", "东莞市", "44"),
        ("441900", "东莞市", "4419"),
        ("441900003", "东城街道", "441900"),
        ("441900003001", "岗贝社区居民委员会", "441900003"),
    ]


def test_what_is_above_may_be_in_the_database_instead_of_the_file(load) -> None:
    load(LUCHENG)
    load("code,name\n330302008202,下沙村\n")
    assert ("330302008202", "下沙村", "330302008") in tree()


def test_a_rename_is_told_and_sorted_anew(load) -> None:
    load(LUCHENG)
    said = load(LUCHENG.replace("上沙村", "金沙村"))
    assert "更名 1 个:\n  330302008201 上沙村 → 金沙村\n" in said
    village = Region.objects.get(code=330302008201)
    assert (village.name, village.sort_key) == ("金沙村", "jin sha cun")
    assert [event.name for event in village.events.order_by("pgh_id")] == ["上沙村", "金沙村"]


def test_twenty_renames_are_listed_and_the_rest_counted(load) -> None:
    villages = [f"3303020082{number:02},{{}}{number}村" for number in range(23)]
    load(LUCHENG.replace("330302008201,上沙村\n", "") + "\n".join(villages).replace("{}", "旧"))
    said = load(LUCHENG.replace("330302008201,上沙村\n", "") + "\n".join(villages).replace("{}", "新"))
    assert "更名 23 个:" in said
    assert said.count(" → ") == 20
    assert "……还有 3 个没有列出。" in said


def test_a_load_leaves_one_audit_event(load) -> None:
    load(LUCHENG, "--under", "330302")
    event = AuditEvent.objects.get()
    assert (event.verb, event.user_name, event.reason) == ("导入区划", "load_divisions", "list.csv")
    assert event.detail == {"under": ["330302"], "added": 6, "renamed": 0, "closed": 0}


# Subtrees, and what is gone


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("33", 9),
        ("3303", 9),
        ("330302", 6),
        ("330303", 5),
        ("330303001", 5),
        ("330303001201", 5),
    ],
)
def test_a_subtree_comes_with_all_above_it_and_nothing_beside(load, under: str, expected: int) -> None:
    load(LUCHENG + LONGWAN, "--under", under)
    codes = {code for code, _, _ in tree()}
    assert len(codes) == expected
    assert all(code.startswith(under) or under.startswith(code) for code in codes)


def test_several_subtrees_may_be_asked_for(load) -> None:
    load(LUCHENG + LONGWAN, "--under", "330302008001", "330303001201")
    assert [code for code, _, _ in tree()] == [
        "33",
        "3303",
        "330302",
        "330302008",
        "330302008001",
        "330303",
        "330303001",
        "330303001201",
    ]


def test_without_a_subtree_nothing_is_closed(load) -> None:
    load(LUCHENG + LONGWAN)
    load(LUCHENG)
    assert tree(closed=True) == []


@travel("2026-03-31T16:30:00Z")
def test_what_the_list_no_longer_holds_is_closed_on_the_day_in_shanghai_and_only_below(load) -> None:
    load(LUCHENG + LONGWAN)
    said = load(HEAD + "330302,鹿城区\n330302008,七都街道\n330302008001,河滨社区\n", "--under", "330302")
    assert tree(closed=True) == [("330302008201", "上沙村", "330302008")]
    assert Region.objects.get(code=330302008201).closed_on == date(2026, 4, 1)
    assert "撤销 1 个:\n  330302008201 上沙村\n" in said
    assert ("330303001201", "永中村", "330303001") in tree()


def test_names_outside_the_subtree_stay(load) -> None:
    load(LUCHENG + LONGWAN)
    load(LUCHENG.replace("温州市", "瓯市") + LONGWAN.replace("永中村", "永村"), "--under", "330302")
    assert ("3303", "温州市", "33") in tree()
    assert ("330303001201", "永中村", "330303001") in tree()


def test_a_place_missing_from_the_list_stays_while_something_listed_lies_below(load) -> None:
    load(LUCHENG)
    load(HEAD + "330302,鹿城区\n330302008001,河滨社区\n", "--under", "330302")
    assert ("330302008", "七都街道", "330302") in tree()
    assert tree(closed=True) == [("330302008201", "上沙村", "330302008")]


def test_closing_a_placeholder_district_does_not_close_its_city(load) -> None:
    guangdong = "code,name\n44,广东省\n4419,东莞市\n"
    load(guangdong + "441900,东莞市\n441900003,东城街道\n")
    load(guangdong, "--under", "4419")
    assert tree() == [("44", "广东省", ""), ("4419", "东莞市", "44")]


def test_a_closed_code_that_comes_back_is_another_row(load) -> None:
    without = LUCHENG.replace("330302008201,上沙村\n", "")
    with travel("2026-01-10T04:00:00Z"):
        load(LUCHENG)
        load(without, "--under", "330302")
    with travel("2026-05-20T04:00:00Z"):
        load(LUCHENG, "--under", "330302")
    rows = Region.objects.filter(code=330302008201).order_by("pk")
    assert list(rows.values_list("opened_on", "closed_on")) == [
        (None, date(2026, 1, 10)),
        (date(2026, 5, 20), None),
    ]


def test_a_code_may_close_and_come_back_twice_on_one_day(load) -> None:
    without = LUCHENG.replace("330302008201,上沙村\n", "")
    for _ in range(2):
        load(LUCHENG, "--under", "330302")
        load(without, "--under", "330302")
    load(LUCHENG, "--under", "330302")
    assert Region.objects.filter(code=330302008201).count() == 3
    assert Region.objects.filter(code=330302008201, closed_on__isnull=True).count() == 1


def test_a_township_that_comes_back_with_its_village_gets_the_new_row_as_parent(load) -> None:
    load(LUCHENG)
    load(HEAD + "330302,鹿城区\n", "--under", "330302")
    load(LUCHENG, "--under", "330302")
    village = Region.objects.get(code=330302008201, closed_on__isnull=True)
    assert village.parent.closed_on is None


@pytest.mark.parametrize("under", ["330399", "41", "330302008299"])
def test_a_subtree_that_the_file_does_not_hold_is_refused(refused, under: str) -> None:
    assert (
        refused(LUCHENG, "--under", under) == f"文件里没有代码为“{under}”的区划,请核对 --under 后面的代码。"
    )


def test_a_subtree_that_is_in_the_database_alone_is_refused_too(load, refused) -> None:
    load(LUCHENG + LONGWAN)
    assert "文件里没有代码为“330303”的区划" in refused(LUCHENG, "--under", "330303")


def test_a_subtree_by_what_is_no_code_is_refused(refused) -> None:
    assert refused(LUCHENG, "--under", "33030") == (
        "--under 后面的代码“33030”有 5 位,应为 2、4、6、9 或 12 位。"
    )


def test_a_closed_place_is_nobodys_parent(load, refused) -> None:
    load(LUCHENG)
    load(HEAD + "330302,鹿城区\n", "--under", "330302")
    said = refused("code,name\n330302008202,下沙村\n")
    assert "第 2 行:上级“330302008”不在文件里,也不在库里。" in said


# Bad files


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("33030,短", "代码“33030”有 5 位,应为 2、4、6、9 或 12 位"),
        ("3303O2,字母", "代码“3303O2”含有数字以外的字符"),
        (",洞头区", "代码是空的"),
        ("0303,零", "代码“0303”不应以 0 开头"),
        ("330309001,孤儿街道", "上级“330309”不在文件里,也不在库里"),
        ("330302,又一个鹿城", "代码“330302”与第 4 行重复"),
        ("330305,", "名称是空的"),
        ("330305,  ", "名称是空的"),
        (f"330305,{'长' * 61}", "名称有 61 个字,最多 60 个"),
        ("330305,洞\u200b头区", "名称里有不可见的字符,请删去后重填"),
        ("330305", "应有 2 列(代码、名称),实际有 1 列"),
        ("330305,洞头区,330305", "应有 2 列(代码、名称),实际有 3 列"),
        ('330305,"洞头区', "引号不成对或一格太长,请核对这一行"),
    ],
)
def test_a_flaw_is_told_with_its_line(refused, line: str, reason: str) -> None:
    said = refused(LUCHENG + line + "\n")
    assert said == f"文件 list.csv 有 1 处错误,一行也没有导入:\n第 8 行:{reason}。"


def test_a_name_of_sixty_characters_and_a_rare_character_are_good(load) -> None:
    load(LUCHENG + f"330305,{'长' * 60}\n330306,\ue170区\n")
    assert len(tree()) == 8


def test_all_flaws_are_told_at_once_in_the_order_of_the_file(refused) -> None:
    said = refused("code,name\n33,浙江省\n330302008201,孤村\nabc,字母\n33,浙江\n3303,\n")
    assert said.splitlines() == [
        "文件 list.csv 有 4 处错误,一行也没有导入:",
        "第 3 行:上级“330302008”不在文件里,也不在库里。",
        "第 4 行:代码“abc”含有数字以外的字符。",
        "第 5 行:代码“33”与第 2 行重复。",
        "第 6 行:名称是空的。",
    ]


def test_a_place_with_a_bad_name_is_blamed_and_what_lies_below_it_is_not(refused) -> None:
    assert "有 1 处错误" in refused(LUCHENG.replace("鹿城区", ""))


def test_fifty_flaws_are_listed_and_the_rest_counted(refused) -> None:
    said = refused(LUCHENG + "\n".join(f"{number},短" for number in range(100, 173)))
    assert "有 73 处错误" in said
    assert said.count("\n第 ") == 50
    assert said.endswith("……还有 23 处没有列出。")


def test_a_file_of_another_encoding_is_told_how_to_be_saved(refused) -> None:
    said = refused(LUCHENG.encode("gb18030"))
    assert "有 6 处错误" in said
    assert "第 2 行:不是 UTF-8 编码,请在 Excel 里另存为“CSV UTF-8(逗号分隔)”。" in said


def test_a_file_without_its_header_is_refused(refused) -> None:
    assert "第 1 行:表头应为 code,name 两列。" in refused(LUCHENG.partition("\n")[2])


def test_a_file_with_other_columns_is_refused(refused) -> None:
    assert "第 1 行:表头应为 code,name 两列。" in refused(LUCHENG.replace("code,name", "name,code"))


@pytest.mark.parametrize("content", ["", b""])
def test_an_empty_file_is_refused(refused, content: str | bytes) -> None:
    assert refused(content) == "文件 list.csv 是空的,第一行应为表头 code,name。"


def test_a_file_of_nothing_but_a_header_is_refused(refused) -> None:
    assert refused("code,name\n\n") == "文件 list.csv 里只有表头,没有区划。"


@pytest.mark.parametrize("cut", [20, 100])
def test_a_truncated_archive_is_refused(refused, cut: int) -> None:
    said = refused(lzma.compress(LUCHENG.encode())[:-cut], name="list.csv.xz")
    assert "文件不完整或已损坏,请重新下载或复制。" in said


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("load_divisions", str(tmp_path / "none.csv"))


def test_the_second_of_two_loaders_is_told(refused) -> None:
    settings = connection.settings_dict
    other = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
    )
    try:
        with other, other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            assert refused(LUCHENG) == "另一个区划导入正在进行,请等它结束后再运行。"
    finally:
        other.close()


@travel("2026-05-20T04:00:00Z")
def test_what_was_entered_from_a_document_outweighs_an_older_list(load) -> None:
    """A list that lacks a closed code does not open it; neither does one that still has it."""
    load(LUCHENG + "330302008202,下沙村\n330302008203,中沙村\n")
    by = User.objects.create_user("zhou", None, name="周科长")
    village, beside, third = Region.objects.filter(code__gte=330302008201).order_by("code")
    terms = Terms(date(2026, 5, 1), "温民〔2026〕8号")
    with everywhere():
        new = NewPlace(330302008205, "沙头村", village.parent)
        life.merge([village, beside], new, terms, {}, by=by)
        life.rename(third, "金沙村", terms, by=by)
    after = tree()
    assert after[-2:] == [("330302008203", "金沙村", "330302008"), ("330302008205", "沙头村", "330302008")]
    said = load(LUCHENG + "330302008202,下沙村\n330302008203,中沙村\n", "--under", "330302")
    assert "已按文件撤销、没有重新设立 2 个:\n  330302008201 上沙村\n  330302008202 下沙村\n" in said
    assert tree() == after
    load(
        HEAD + "330302,鹿城区\n330302008,七都街道\n330302008001,河滨社区\n330302008203,中沙村\n",
        "--under",
        "330302",
    )
    assert tree() == after
