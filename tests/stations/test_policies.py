"""The library on screen: the list, a document clause by clause, the comparison; who sees which link."""

import copy
import io
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from stations.documents import publish
from stations.models import AuditEvent, PolicyDocument

TAG = re.compile(r"<[^>]+>")


def said(html):
    """What a page says, its tags taken out and its white space run together."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def part(html, opening, closing):
    """The piece of a page between two of its marks."""
    return html.split(opening, 1)[1].split(closing, 1)[0]


def clause(html, number):
    return part(html, f'id="{number}">', "</article>")


def document(key):
    return PolicyDocument.objects.filter(key=key).latest("version")


def page(cast, username, key, **query):
    return cast.client(username).get(reverse("policy", args=[document(key).pk]), query).content.decode()


@pytest.fixture
def second(cast):
    """A second version of W with another amount."""
    body = copy.deepcopy(document("W").body)
    body["work_fund"]["tiers"][1]["amount"] = "7500.00"
    return publish(body)


# --- the list


def test_the_list_says_what_each_document_is_and_who_carries_it_out(cast):
    response = cast.client("zhao").get(reverse("policies"))
    rows = response.content.decode().split("<tr data-href")[1:]
    texts = [said("<" + row.split("</tr>")[0]) for row in rows]
    assert len(texts) == 5
    w, s = texts[0], next(text for text in texts if "四有示范镇" in text)
    assert "温政发[2009]71号 2009-11-04 浙江省温州市区;各县(市)参照实施" in w
    assert "温州市,自 2009-11-04 本地执行" in w
    assert "第 1 版 · 沿用 J" in s
    assert "未执行 按参考文件对照" in s


def test_the_list_counts_own_clauses_and_their_values(cast):
    volumes = cast.client("zhao").get(reverse("policies")).context_data["shelf"]
    sizes = {volume.latest.key: volume.size for volume in volumes}
    for key, sized in sizes.items():
        body = document(key).body
        assert sized == (len(body["clauses"]), json.dumps(body).count('"clause": ')), key


def test_a_search_looks_through_all_documents_and_leads_to_the_clause(cast):
    response = cast.client("zhao").get(reverse("policies"), {"q": "7000"})
    (hit,) = response.context_data["hits"]
    assert (hit.stored.key, hit.clause.number, [value.label for value in hit.values]) == (
        "W",
        "W三(五)",
        ["200(含)—800户(含)"],
    )
    html = response.content.decode()
    assert f'href="{reverse("policy", args=[hit.stored.pk])}#W三(五)"' in html
    assert "标准 7,000.00 元/年" in said(html)


def test_what_a_document_inherits_is_found_where_it_is_written(cast):
    hits = cast.client("zhao").get(reverse("policies"), {"q": "60 平方米"}).context_data["hits"]
    assert "J" in {hit.stored.key for hit in hits}
    assert all(hit.clause.number.startswith(hit.stored.key) for hit in hits)


def test_a_search_without_a_hit_says_what_to_do(cast):
    html = cast.client("zhao").get(reverse("policies"), {"q": "<b>渔船"}).content.decode()
    assert "没有条款写到“<b>渔船”。请换一个词" in said(html)
    assert "<b>渔船" not in html


# --- a document


def test_a_clause_stands_beside_the_values_it_gives(cast):
    shown = said(clause(page(cast, "zhao", "W"), "W三(五)"))
    assert shown.startswith("W三(五) 按聘有专(兼)职协管员的行政村的年度考核情况")
    assert "工作经费 · 户数档次 读法,不是条文: AM-02" in shown
    assert "200(含)—800户(含) 200 800 7,000.00 元/年 W-F3" in shown
    assert "办公用品 W-F5 水电费 W-F5 电话费 W-F5" in shown


def test_readings_stand_apart_in_the_order_of_their_numbers(cast):
    html = page(cast, "zhao", "W")
    readings = part(html, 'id="readings"', "</section>")
    assert "读法:系统的设置,不是条文" in said(readings)
    numbers = re.findall(r'class="reading-card" id="([^"]+)"', readings)
    assert numbers == sorted(document("W").body["readings"])
    mid_month = said(part(readings, 'id="AM-13">', "</article>"))
    assert mid_month == (
        "读法 AM-13 月中进出的,岗位补贴和工资怎么算? 现用: 全月在岗给全月,否则按在岗的日历天数除以当月天数 "
        "其他读法(未采用):当月有一天在岗即给全月;在岗不超过当月天数一半的给半月,否则给全月;按考勤"
    )
    assert "reading-card" not in html.split('id="readings"')[0]


@pytest.mark.parametrize(("username", "linked"), [("zhao", True), ("lin", False), ("admin", False)])
def test_a_page_that_works_by_a_value_is_linked_for_whom_it_is(cast, username, linked):
    shown = clause(page(cast, username, "W"), "W三(五)")
    assert (f'<a href="{reverse("work_fund_sheets")}">工作经费补助表</a>' in shown) is linked
    assert "工作经费补助表" in shown


def test_a_search_in_a_document_keeps_the_clauses_and_values_that_hold_it(cast):
    html = page(cast, "zhao", "W", q="7000")
    assert re.findall(r'class="clause-card" id="([^"]+)"', html) == ["W三(五)"]
    shown = said(clause(html, "W三(五)"))
    assert "7,000.00 元/年" in shown
    assert "10,000.00" not in shown
    assert "写到“7000”的有 1 条条款、0 个读法。" in said(html)
    assert 'class="reading-card"' not in html


def test_a_search_without_a_hit_in_a_document_says_so(cast):
    html = page(cast, "zhao", "W", q="渔船")
    assert "本文件没有写到“渔船”的地方,请换一个词" in said(html)
    assert 'class="clause-card' not in html


def test_what_is_inherited_is_shown_as_such_and_what_is_set_otherwise_points_to_the_new_clause(cast):
    html = page(cast, "zhao", "S")
    own, inherited = html.split('id="inherited"', 1)
    inherited = inherited.split("</section>")[0]
    parent = document("J")
    assert set(re.findall(r'class="clause-card" id="(.)', own)) == {"S"}
    assert set(re.findall(r'class="clause-card inherited" id="(.)', inherited)) == {"J"}
    assert f'<a href="{reverse("policy", args=[parent.pk])}">J {parent.title}</a>' in inherited
    assert "持证比例不低于 95%" in said(own)
    assert "持证比例不低于 90%" not in said(inherited)
    assert "持证上岗“专职人员”:本文件另有规定,见 S三(二)四" in said(inherited)


def test_readings_of_the_parent_are_not_marked_at_the_heirs_own_text(cast):
    html = page(cast, "zhao", "S")
    assert "AM-50" in clause(html, "S二")
    assert "AM-25" not in clause(html, "S二")
    assert "AM-25" in clause(html, "J二")
    assert said(part(html, 'id="AM-25">', "</article>")).startswith("读法 AM-25 沿用")


def test_the_versions_of_a_document_lead_to_their_comparison(cast, second):
    first = PolicyDocument.objects.get(key="W", version=1)
    html = cast.client("zhao").get(reverse("policy", args=[first.pk])).content.decode()
    assert f'<a class="soon-text" href="{reverse("policy", args=[second.pk])}">已有第 2 版</a>' in html
    address = f"{reverse('policy_compare')}?left={first.pk}&amp;right={second.pk}"
    assert f'<a href="{address}">比较</a>' in html
    newest = cast.client("zhao").get(reverse("policy", args=[second.pk])).content.decode()
    assert f'<a href="{address}">比较</a>' in newest
    assert "没有区划登记执行这件文件,它在这里只供参考对照。" in said(newest)


def test_a_document_that_is_not_published_is_not_there(cast):
    stored = document("Y")
    draft = PolicyDocument.objects.create(
        key="Y", version=9, title="草稿", jurisdiction="某地", body=stored.body, digest="0" * 64
    )
    client = cast.client("sun")
    assert client.get(reverse("policy", args=[draft.pk])).status_code == 404
    assert "草稿" not in client.get(reverse("policies")).content.decode()
    compared = client.get(reverse("policy_compare"), {"left": draft.pk, "right": stored.pk})
    assert "没有找到所选的文件" in said(compared.content.decode())


# --- the comparison


def test_two_versions_show_what_differs_and_on_demand_all(cast, second):
    first = PolicyDocument.objects.get(key="W", version=1)
    query = {"left": first.pk, "right": second.pk}
    html = cast.client("lin").get(reverse("policy_compare"), query).content.decode()
    assert html.count('class="facing-pair ') == 1
    assert said(part(html, '<h2 class="card-title">工作经费</h2>', "</section>")) == (
        "户数档次 200(含)—800户(含) W 第 1 版 户数下限(含) 200 户数上限(含) 800 标准 7,000.00 元/年 W三(五) "
        "W 第 2 版 户数下限(含) 200 户数上限(含) 800 标准 7,500.00 元/年 W三(五)"
    )
    assert html.count('class="said changed"') == 2
    everything = cast.client("lin").get(reverse("policy_compare"), {**query, "show": "all"}).content.decode()
    assert "行政村劳动保障站建成率" in said(everything)
    assert "行政村劳动保障站建成率" not in said(html)


def test_two_documents_stand_side_by_side_with_the_clauses_of_both(cast):
    w, y = document("W"), document("Y")
    html = cast.client("zhao").get(reverse("policy_compare"), {"left": w.pk, "right": y.pk}).content.decode()
    staffing = part(html, '<h2 class="card-title">人员配备</h2>', "</section>")
    assert said(staffing) == (
        "乡镇(街道) W 第 1 版 算法 至少若干名 至少 1 名 W四(二) "
        "Y 第 1 版 算法 起步若干名,超出部分按人数增加 至少 2 名 每多少服务对象 10000 "
        "起步名额所含服务对象 10000 其中专职至少 1 名 Y二(一)3 "
        "各自的规定 W 第 1 版 村 算法 至少若干名 至少 1 名 其中专职至少 1 名 原文写“原则上” 是 W三(二) "
        "Y 第 1 版 社区 算法 至少若干名 至少 1 名 至多 2 名 Y二(一)3"
    )
    assert f'href="{reverse("policy", args=[y.pk])}#Y二(一)3"' in staffing


def test_the_comparison_goes_to_a_workbook_and_leaves_a_trace(cast, second):
    first = PolicyDocument.objects.get(key="W", version=1)
    query = {"left": first.pk, "right": second.pk, "format": "xlsx"}
    response = cast.client("qian").get(reverse("policy_compare"), query)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[3] == "标准"]
    assert rows == [
        (
            *("工作经费", "户数档次", "200(含)—800户(含)", "标准"),
            *("7,000.00 元/年", "W三(五)", "7,500.00 元/年", "W三(五)", "不同"),
        )
    ]
    assert AuditEvent.objects.filter(verb="导出", reason__contains="文件对照").count() == 1


@pytest.mark.parametrize("query", [{}, {"left": "x", "right": "9"}, {"left": "", "right": ""}])
def test_nothing_chosen_or_nonsense_offers_the_choice(cast, query):
    response = cast.client("lin").get(reverse("policy_compare"), query)
    html = said(response.content.decode())
    assert response.status_code == 200
    assert "选两件文件,或同一件文件的两版,逐项对照。" in html
    assert ("没有找到所选的文件" in html) is any(query.values())


def test_the_library_is_open_to_everyone_who_has_signed_in(cast):
    for username in cast.people:
        client = cast.client(username)
        for address in (
            reverse("policies"),
            reverse("policy", args=[document("S").pk]),
            reverse("policy_compare"),
        ):
            assert client.get(address).status_code == 200, (username, address)


def test_pages_of_the_library_ask_the_database_few_questions(cast, second):
    s, y = document("S"), document("Y")
    addresses = (
        reverse("policies"),
        reverse("policies") + "?q=工资",
        reverse("policy", args=[s.pk]),
        reverse("policy_compare") + f"?left={s.pk}&right={y.pk}",
    )
    client = cast.client("zhao")
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        questions = [
            each["sql"]
            for each in asked
            if "set_config" not in each["sql"] and "SAVEPOINT" not in each["sql"]
        ]
        assert len(questions) <= 12, (address, len(questions), questions)
