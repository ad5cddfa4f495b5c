"""Drafting a policy document: typed or imported, every problem at its place, published by somebody else, for good."""

import copy
import io
import re
import threading
from contextlib import nullcontext
from itertools import cycle

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.urls import reverse

from kit.refused import Refused
from kit.scope import Acting, acting
from stations.actions import drafts as actions
from stations.documents import content, latest, load_shipped_documents
from stations.documents.drafts import examined
from stations.documents.files import FOLDER, body_in
from stations.documents.writing import MOST_BYTES, MOST_ENTRIES, from_toml, to_toml
from stations.models import Adoption, AuditEvent, PolicyDocument, PolicyDraft
from stations.schema_form import SECTIONS, in_words, shown
from tests.cast import Cast
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.stations.test_hostile import HOSTILE
from tests.support.forms import form_of

BODIES = {key: body_in((FOLDER / f"{key.lower()}.toml").read_text(encoding="utf-8")) for key in "WYJSF"}
W2 = {"work_fund.tiers.1.amount": "7500.00"}


@pytest.fixture
def draft(cast):
    """The next version of W, begun by 孙处长."""
    return actions.start_version(latest("W"), by=cast.person("sun"))


def address(draft, section="work_fund"):
    return reverse("draft_section", args=[draft.pk, section])


def form(client, draft, section="work_fund"):
    """The form of a section as a browser would send it back."""
    return form_of(client.get(address(draft, section)).text, "draft-form")


def write(client, draft, changes, section="work_fund", **more):
    """Open a section, change some inputs and press 保存."""
    return client.post(address(draft, section), {**form(client, draft, section), **changes, **more})


def problems(draft):
    draft.refresh_from_db()
    return {problem.place: problem.text for problem in examined(draft).problems}


def tier(draft, place):
    draft.refresh_from_db()
    return draft.body["work_fund"]["tiers"][place]


def submitted(draft, cast, changes=W2):
    """What 孙处长 wrote and handed in."""
    write(cast.client("sun"), draft, changes)
    draft.refresh_from_db()
    return actions.submit(draft, seen=examined(draft).digest, by=cast.person("sun"))


def published(draft, cast, changes=W2):
    """What 何科员 published of it after that."""
    draft = submitted(draft, cast, changes)
    return actions.publish_draft(draft, seen=draft.digest, by=cast.person("he"))


# --- TOML


@pytest.mark.parametrize("key", BODIES)
def test_a_document_written_as_toml_reads_back_to_the_same_body(key):
    assert from_toml(to_toml(BODIES[key], about="试").encode()) == BODIES[key]


@pytest.mark.parametrize("key", BODIES)
def test_every_published_document_is_exported_whole_and_imported_as_its_next_version(cast, key):
    sun, stored = cast.client("sun"), latest(key)
    exported = cast.client("lin").get(reverse("policy_toml", args=[stored.pk]))
    sun.post(reverse("draft_import"), {"file": upload(exported.content)})
    draft = PolicyDraft.objects.get()
    assert (draft.body, draft.based_on, draft.key) == (stored.body, stored, key)
    assert problems(draft) == {"": f"内容与第 {stored.version} 版完全相同,没有什么可以发布"}


def upload(content, name="w.toml"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这个文件是空的。"),
        (b" \n# nothing\n", "文件里没有任何内容。"),
        (b"#" * (5 * 1024 * 1024), f"文件有 5.0 MB,最多 {MOST_BYTES // 1024} KB。"),
        ('key = "W"\ntitle = "文件\n', "第 2 行第 12 列有不能用的字符"),
        ('key = "W"\nkey = "Y"\n', "第 2 行第 10 列同一项写了两次"),
        ("[pay]\n[pay]\n", "第 2 行第 5 列同一组写了两次"),
        ("key = W\n", "第 1 行第 7 列等号右边写法不对:文字要加英文引号。这一行是:key = W"),
        ("basis = [1,\n", "到文件末尾还没有写完,请检查最后几行的引号、括号是否配对。"),
        ('key = "文"'.encode("gbk"), "文件不是 UTF-8 编码"),
        ('key = "W"'.encode("utf-16"), "文件不是 UTF-8 编码"),
        ("a = " + "[" * 5000, "层次超过了政策文件的格式"),
        ("a = " + "{b=" * 13 + "1" + "}" * 13, "层次超过了政策文件的格式"),
        (".".join("a" * 13) + " = 1", "层次超过了政策文件的格式"),
        (".".join("a" * 5000) + " = 1", "第 1 行的点号太多"),
        ("a = " + "9" * 5000, "不是 TOML 格式"),
        ("[[clauses]]\n" * (MOST_ENTRIES + 1), f"“条款”有 {MOST_ENTRIES + 1} 项,最多 {MOST_ENTRIES} 项"),
        (f"facts = {[['x'] * 150] * 10}", "“其他要求”共有 1500 个值,最多 1200 个"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_cannot_be_held_is_refused_in_words(cast, content, said):
    response = cast.client("sun").post(reverse("draft_import"), {"file": upload(content)})
    assert response.status_code == 422
    assert said in response.context_data["form"].errors["file"][0]
    assert not PolicyDraft.objects.exists()


def test_as_many_entries_as_may_be_are_taken(cast):
    content = "[[clauses]]\n" * MOST_ENTRIES
    assert cast.client("sun").post(reverse("draft_import"), {"file": upload(content)}).status_code == 302


def test_whatever_else_a_file_says_becomes_a_draft_with_its_problems_at_their_places(cast):
    content = """
        key = "NEW"
        title = 5
        farbe = "rot"
        issued_on = 2010-01-01T08:00:00Z
        effective_on = 08:00:00
        clauses = "x\\u0000"
        [work_fund]
        payer = "市财政"
        clause = "一"
        region_kinds = ["village", "planet"]
        results = {"合格" = nan}
        [[work_fund.tiers]]
        label = "全部"
        at_least = 1.5
        amount = 7000.0
        clause = "一"
    """
    response = cast.client("sun").post(reverse("draft_import"), {"file": upload(content)}, follow=True)
    draft = PolicyDraft.objects.get()
    assert problems(draft) == {
        "farbe": "不认识的项目",
        "title": "应是文字",
        "jurisdiction": "必须填写",
        "issued_on": "不是日期,应写成 2009-11-04 的样子",
        "effective_on": "不是日期,应写成 2009-11-04 的样子",
        "clauses": "类型不对",
        "work_fund.region_kinds.1": "只能是:街道、镇、乡、社区、行政村",
        "work_fund.results.合格": "不是数字",
        "work_fund.tiers.0.at_least": "应是整数",
        "work_fund.tiers.0.amount": '金额应写成带引号的文字,如 "7000.00"',
    }
    assert "工作经费 › 档次 › 第 1 项 › 标准(元/年)" in response.text
    again = cast.client("sun").get(reverse("draft_toml", args=[draft.pk]))
    assert from_toml(again.content) == draft.body


# --- the form


@pytest.mark.parametrize("key", BODIES)
def test_saving_every_section_as_it_stands_changes_nothing(cast, key):
    draft = actions.start_version(latest(key), by=cast.person("sun"))
    client = cast.client("sun")
    for name in SECTIONS:
        assert write(client, draft, {}, name).status_code == 302
        draft.refresh_from_db()
        assert draft.body == BODIES[key], name
    assert draft.version == 1


def test_every_problem_stands_beside_its_value_and_what_was_typed_stays(cast, draft):
    client = cast.client("sun")
    typed = {"work_fund.tiers.1.at_least": "201", "work_fund.tiers.1.amount": " 7500.00 "}
    write(client, draft, typed)
    assert problems(draft) == {"work_fund.tiers.1.at_least": "与前一档之间有空档:应从 200 户起"}
    page = client.get(address(draft))
    group, unplaced = shown(SECTIONS["work_fund"], draft.body, examined(draft).problems)
    assert unplaced.under(()) == ()
    tiers = next(part for part in group.parts if part.name == "work_fund.tiers")
    found = {each.name: each.problems for each in tiers.rows[1].part.parts if each.problems}
    assert found == {"work_fund.tiers.1.at_least": ("与前一档之间有空档:应从 200 户起",)}
    assert page.text.count('class="error"') == 1
    sections = client.get(reverse("draft", args=[draft.pk])).context_data["found"].per_section
    assert dict(sections) == {"work_fund": 1}
    write(client, draft, {"work_fund.tiers.1.at_least": "二百", "work_fund.tiers.1.amount": "7 千"})
    assert (tier(draft, 1)["at_least"], tier(draft, 1)["amount"]) == ("二百", "7 千")
    assert set(problems(draft)) == {"work_fund.tiers.1.at_least", "work_fund.tiers.1.amount"}


def test_rows_are_added_and_removed_and_empty_ones_forgotten(cast, draft):
    client = cast.client("sun")
    write(client, draft, {}, add="work_fund.tiers")
    assert tier(draft, 3) == {}
    assert problems(draft)["work_fund.tiers.3.label"] == "必须填写"
    write(client, draft, {})
    draft.refresh_from_db()
    assert draft.body == BODIES["W"]
    write(client, draft, {}, remove=["work_fund.tiers.1"])
    assert [tier(draft, place)["at_least"] for place in (0, 1)] == [1, 801]
    assert problems(draft) == {"work_fund.tiers.1.at_least": "与前一档之间有空档:应从 200 户起"}


def test_a_part_that_may_be_missing_is_removed_as_a_whole(cast, draft):
    client = cast.client("sun")
    write(client, draft, {}, "eligibility", remove="eligibility.relaxed_age")
    draft.refresh_from_db()
    assert set(draft.body["eligibility"]) == {"age", "education", "qualities", "priorities"}
    write(client, draft, {}, remove="work_fund")
    draft.refresh_from_db()
    assert "work_fund" not in draft.body
    assert problems(draft) == {}


def test_entries_are_renamed_and_none_is_lost_to_a_name_given_twice(cast, draft):
    client = cast.client("sun")
    write(client, draft, {"work_fund.results.不合格:key": "合格"})
    draft.refresh_from_db()
    assert draft.body["work_fund"]["results"] == {"合格": "0", "合格(重复)": "1"}
    assert problems(draft) == {"work_fund.results.合格(重复)": "与另一项的名称相同,请改名或者删去一项"}
    write(client, draft, {"work_fund.results.合格:key": "不合格", "work_fund.results.合格(重复):key": "优秀"})
    draft.refresh_from_db()
    assert draft.body["work_fund"]["results"] == {"不合格": "0", "优秀": "1"}
    write(client, draft, {}, add="work_fund.results")
    write(client, draft, {"work_fund.results.": "0.5"})
    assert problems(draft) == {"work_fund.results.": "请写上名称,或者删去这一项"}


def test_what_the_schema_does_not_know_stays_until_it_is_removed(cast, draft):
    draft.body = {**draft.body, "farbe": {"rot": 1}, "part_time": "没有"}
    draft.body["work_fund"]["note"] = "记"
    draft.body["work_fund"]["region_kinds"] = ["planet", "village"]
    draft.save()
    client, before = cast.client("sun"), copy.deepcopy(draft.body)
    for section in ("head", "part_time", "work_fund"):
        write(client, draft, {}, section)
    draft.refresh_from_db()
    assert draft.body == before
    assert set(problems(draft)) == {"farbe", "part_time", "work_fund.note", "work_fund.region_kinds.0"}
    write(client, draft, {}, "head", remove="farbe")
    write(client, draft, {}, "part_time", remove="part_time")
    write(client, draft, {"work_fund.region_kinds": ["village"]}, remove="work_fund.note")
    draft.refresh_from_db()
    assert draft.body == {name: value for name, value in BODIES["W"].items() if name != "part_time"}


def test_the_second_of_two_who_write_a_section_is_shown_both_and_loses_nothing(cast, draft):
    he, page = cast.client("he"), form(cast.client("he"), draft)
    write(cast.client("sun"), draft, W2)
    mine = {**page, "work_fund.tiers.1.amount": "8000.00", "work_fund.payer": "市级财政"}
    told = he.post(address(draft), mine)
    assert told.status_code == 409
    assert [(each.place, each.left, each.right) for each in told.context_data["others"]] == [
        ("工作经费 › 承担方", "市财政", "市级财政"),
        ("工作经费 › 档次 › 第 2 项 › 标准(元/年)", "7500.00", "8000.00"),
    ]
    assert tier(draft, 1)["amount"] == "7500.00"
    kept = form_of(told.text, "draft-form")
    assert (kept["work_fund.tiers.1.amount"], kept["work_fund.payer"]) == (["8000.00"], ["市级财政"])
    assert he.post(address(draft), kept).status_code == 302
    assert tier(draft, 1)["amount"] == "8000.00"


def test_two_who_write_different_sections_do_not_hinder_each_other(cast, draft):
    page = form(cast.client("he"), draft, "part_time")
    write(cast.client("sun"), draft, W2)
    assert (
        cast.client("he").post(address(draft, "part_time"), {**page, "part_time.below": "300"}).status_code
        == 302
    )
    draft.refresh_from_db()
    assert (draft.body["part_time"]["below"], tier(draft, 1)["amount"]) == (300, "7500.00")
    assert draft.authors == [cast.person("sun").pk, cast.person("he").pk]


def test_a_section_takes_no_more_than_a_page_can_show(cast, draft):
    lines = "\n".join(["词"] * (MOST_ENTRIES + 1))
    response = write(cast.client("sun"), draft, {"clauses.0.keywords": lines}, "clauses")
    assert response.status_code == 422
    assert "最多 200 项" in response.context_data["refusal"]
    assert form_of(response.text, "draft-form")["clauses.0.keywords"] == [lines]


def test_nul_and_other_shapes_do_no_harm(cast, draft):
    changes = {
        "work_fund.payer": "a\0b",
        "work_fund.tiers:row": ["x", "9" * 5000, "0"],
        "work_fund.tiers.x.label": "新",
    }
    write(cast.client("sun"), draft, changes)
    draft.refresh_from_db()
    assert draft.body["work_fund"]["payer"] == "ab"
    assert [each["label"] for each in draft.body["work_fund"]["tiers"]] == ["新", "200户以下"]


def test_whatever_is_typed_anywhere_is_kept_and_the_pages_still_open(cast, draft):
    client, values = cast.client("sun"), cycle(HOSTILE)
    for name, value in zip(SECTIONS, values, strict=False):
        page = form(client, draft, name)
        typed = {field: value for field in page if field not in ("version", "acting_post")}
        typed |= {field: page[field] for field in page if field.endswith(":row")}
        answer = client.post(address(draft, name), {**page, **typed, "remove": value})
        assert answer.status_code in (302, 422), (name, value)
        assert client.get(address(draft, name)).status_code == 200
    assert client.get(reverse("draft", args=[draft.pk])).status_code == 200
    exported = client.get(reverse("draft_toml", args=[draft.pk]))
    draft.refresh_from_db()
    assert from_toml(exported.content) == draft.body


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("work_fund", "tiers", 1, "at_least"), "工作经费 › 档次 › 第 2 项 › 户数下限(含)"),
        (("readings", "AM-01", "options", 0), "读法(设置,不是条文) › AM-01 › 可选读法 › 第 1 项"),
        (("farbe", 3), "farbe › 第 4 项"),
        ((), ""),
    ],
)
def test_places_are_called_as_the_schema_calls_them(path, words):
    assert in_words(path) == words


# --- from draft to published


def test_a_second_person_publishes_what_the_first_one_submitted(cast, draft):
    submitted(draft, cast)
    he = cast.client("he")
    page = he.get(reverse("draft", args=[draft.pk])).context_data
    rows = [
        (row.label, row.left, row.right) for change in page["changes"] for row in change.rows if not row.same
    ]
    assert rows == [("标准", "7,000.00 元/年", "7,500.00 元/年")]
    he.post(reverse("draft_publish", args=[draft.pk]), {"seen": page["found"].digest})
    draft.refresh_from_db()
    first, second = PolicyDocument.objects.filter(key="W").order_by("version")
    amounts = [str(content(each).work_fund.tier_for(300).amount) for each in (first, second)]
    assert (amounts, draft.published, draft.state) == (["7000.00", "7500.00"], second, "published")
    assert (draft.maker, draft.submitted_by, draft.checked_by) == (
        *[cast.person("sun")] * 2,
        cast.person("he"),
    )
    verbs = AuditEvent.objects.filter(object_type="stations.policydraft").order_by("pk")
    assert [(each.verb, each.user_name) for each in verbs][1:] == [
        ("修改政策文件草稿", "孙处长"),
        ("提交政策文件草稿", ""),
        ("确认发布政策文件", "何科员"),
    ]
    response = he.get(reverse("draft", args=[draft.pk]))
    assert (response.context_data["found"].problems, len(response.context_data["changes"])) == ((), 1)
    told = response.text
    assert "温州市:执行第 1 版" in told
    assert Adoption.objects.get().document == first


def test_a_document_that_inherits_is_published_with_its_parent(cast):
    sun, he = cast.person("sun"), cast.person("he")
    draft = actions.start_version(latest("S"), by=sun)
    write(cast.client("sun"), draft, {"title": "新的工作方案"}, "head")
    draft.refresh_from_db()
    draft = actions.submit(draft, seen=examined(draft).digest, by=sun)
    stored = actions.publish_draft(draft, seen=draft.digest, by=he)
    assert (stored.version, stored.parent, stored.title) == (2, latest("J"), "新的工作方案")


def test_none_of_those_who_wrote_it_publishes_it(cast, draft):
    write(cast.client("he"), draft, {"work_fund.payer": "市级财政"})
    draft = submitted(draft, cast)
    for person in ("sun", "he"):
        response = cast.client(person).post(
            reverse("draft_publish", args=[draft.pk]), {"seen": draft.digest}, follow=True
        )
        assert "要由另一位没有参与起草的市级人员办理" in response.text
        assert "draft_publish" not in response.text
    draft.refresh_from_db()
    assert (draft.state, PolicyDocument.objects.filter(key="W").count()) == ("submitted", 1)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"checked_by": "sun"}, "draft_author_does_not_publish"),
        ({"checked_by": "he", "authors": ["sun", "he"]}, "draft_author_does_not_publish"),
        ({"checked_by": "sun", "authors": ["he"]}, "draft_maker_and_submitter_are_authors"),
        ({"submitted_by": "he"}, "draft_maker_and_submitter_are_authors"),
    ],
)
def test_the_database_lets_no_author_publish(cast, draft, values, line):
    people = {name: person.pk for name, person in cast.people.items()}
    written = {
        name: [people[each] for each in value] if isinstance(value, list) else people[value]
        for name, value in values.items()
    }
    with pytest.raises(IntegrityError, match=line), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).update(**written)


def test_what_has_a_problem_or_was_not_seen_is_not_submitted(cast, draft):
    sun = cast.client("sun")
    seen = examined(draft).digest
    write(sun, draft, {"work_fund.tiers.1.at_least": "201"})
    stale = sun.post(reverse("draft_submit", args=[draft.pk]), {"seen": seen}, follow=True)
    assert "草稿的内容在您打开页面之后变了" in stale.text
    draft.refresh_from_db()
    wrong = sun.post(reverse("draft_submit", args=[draft.pk]), {"seen": examined(draft).digest}, follow=True)
    assert "还有 1 处不对,改好后才能提交" in wrong.text
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {"": "内容与第 1 版完全相同,没有什么可以发布"}),
        ({"effective_on": ""}, {"effective_on": "发布前必须写明施行日期"}),
        ({"key": "Y"}, {"key": "这是在 W 上起草的新版本,代号不能改;另一件文件请从“起草新文件”开始"}),
        (
            {"issued_on": "2009-11-03", "effective_on": "2009-11-03"},
            {"effective_on": "不能早于第 1 版的施行日期 2009-11-04"},
        ),
        ({"issued_on": "", "effective_on": "2009-11-04", "number": "新号"}, {}),
        ({"inherits": "Q"}, {"inherits": "不能沿用“Q”:没有已发布的这件文件,或它自己也沿用别的文件。"}),
    ],
)  # fmt: skip
def test_the_next_version_keeps_its_key_and_does_not_take_effect_before_the_last_one(
    cast, draft, changes, said
):
    write(cast.client("sun"), draft, changes, "head")
    found = problems(draft)
    assert {place: text for place, text in found.items() if place in said or not said} == said


def test_a_draft_changed_behind_the_forms_after_it_was_submitted_is_not_published(cast, draft):
    draft = submitted(draft, cast)
    body = copy.deepcopy(draft.body)
    body["work_fund"]["tiers"][1]["amount"] = "9999.00"
    body["work_fund"]["payer"] = "区财政"
    PolicyDraft.objects.filter(pk=draft.pk).update(body=body)
    page = cast.client("he").get(reverse("draft", args=[draft.pk])).context_data
    for seen in (draft.digest, page["found"].digest):
        with pytest.raises(Refused, match="在提交之后变了"):
            actions.publish_draft(draft, seen=seen, by=cast.person("he"))
    assert PolicyDocument.objects.filter(key="W").count() == 1


def test_what_was_handed_in_anew_is_looked_at_anew(cast, draft):
    seen = submitted(draft, cast).digest
    actions.withdraw(draft, by=cast.person("sun"))
    again = submitted(draft, cast, {"work_fund.tiers.1.amount": "9999.00"})
    with pytest.raises(Refused, match="不能发布"):
        actions.publish_draft(again, seen=seen, by=cast.person("he"))
    assert actions.publish_draft(again, seen=again.digest, by=cast.person("he")).version == 2


def test_a_new_version_of_the_parent_after_submission_is_seen_first(cast):
    sun, he = cast.person("sun"), cast.person("he")
    heir = actions.start({**BODIES["S"], "title": "新方案"}, based_on=latest("S"), by=sun, source="试")
    heir = actions.submit(heir, seen=examined(heir).digest, by=sun)
    parent = actions.start({**BODIES["J"], "title": "新意见"}, based_on=latest("J"), by=sun, source="试")
    parent = actions.submit(parent, seen=examined(parent).digest, by=sun)
    actions.publish_draft(parent, seen=parent.digest, by=he)
    with pytest.raises(Refused, match="它沿用的文件在提交之后变了"):
        actions.publish_draft(heir, seen=heir.digest, by=he)


def test_a_submitted_draft_is_not_written_until_it_comes_back(cast, draft):
    submitted(draft, cast)
    refused = write(cast.client("sun"), draft, {"work_fund.payer": "区财政"})
    assert (refused.status_code, tier(draft, 1)["amount"]) == (422, "7500.00")
    assert "修改须在“草稿”、“已退回”状态下办理" in refused.context_data["refusal"]
    cast.client("he").post(reverse("draft_return", args=[draft.pk]), {"reason": "标准偏高"})
    draft.refresh_from_db()
    assert (draft.state, draft.return_reason) == ("returned", "标准偏高")
    home = cast.client("sun").get(reverse("home")).text
    assert "被退回" in home
    assert write(cast.client("sun"), draft, {"work_fund.tiers.1.amount": "7200.00"}).status_code == 302
    draft.refresh_from_db()
    draft = actions.submit(draft, seen=examined(draft).digest, by=cast.person("sun"))
    he = cast.client("he")
    assert "待确认发布" in he.get(reverse("home")).text
    assert (waiting(he, "home"), waiting(he, "policies")) == (1, 1)
    cast.client("sun").post(reverse("draft_withdraw", args=[draft.pk]))
    cast.client("sun").post(reverse("draft_discard", args=[draft.pk]), {"reason": "不改了"})
    draft.refresh_from_db()
    assert draft.state == "discarded"


def test_a_version_published_meanwhile_is_told_and_the_draft_brought_on_top_of_it(cast, draft):
    other = actions.start_version(latest("W"), by=cast.person("sun"))
    published(other, cast)
    write(cast.client("sun"), draft, {"work_fund.payer": "市级财政"})
    assert problems(draft)["key"].startswith("在您起草期间第 2 版已经发布,本稿是在第 1 版上起草的")
    cast.client("sun").post(reverse("draft_rebase", args=[draft.pk]))
    assert problems(draft) == {}
    assert (draft.based_on.version, draft.body["work_fund"]["payer"]) == (2, "市级财政")
    with pytest.raises(Refused, match="请从最新的一版起草"):
        actions.start_version(PolicyDocument.objects.get(key="W", version=1), by=cast.person("sun"))


def test_a_new_document_begins_with_its_key_and_is_told_of_one_that_is_taken(cast):
    sun = cast.client("sun")
    taken = sun.post(reverse("draft_new"), {"key": "W", "title": "新文件"})
    assert "代号 W 是已发布的" in taken.context_data["form"].errors["key"][0]
    wrong = sun.post(reverse("draft_new"), {"key": "wz 1", "title": ""})
    assert set(wrong.context_data["form"].errors) == {"key", "title"}
    assert sun.post(reverse("draft_new"), {"key": "WZ-1", "title": "新文件"}).status_code == 302
    draft = PolicyDraft.objects.get()
    assert problems(draft) == {"jurisdiction": "必须填写"}
    write(sun, draft, {"jurisdiction": "试点区", "effective_on": "2026-01-01"}, "head")
    write(sun, draft, {}, "clauses", add="clauses")
    write(
        sun,
        draft,
        {"clauses.0.number": "一", "clauses.0.text": "大意", "clauses.0.keywords": "甲\n\n 乙 "},
        "clauses",
    )
    assert problems(draft) == {}
    assert draft.body["clauses"] == [{"number": "一", "text": "大意", "keywords": ["甲", "乙"]}]
    draft = actions.submit(draft, seen=examined(draft).digest, by=cast.person("sun"))
    stored = actions.publish_draft(draft, seen=draft.digest, by=cast.person("he"))
    assert (stored.key, stored.version, content(stored).jurisdiction) == ("WZ-1", 1, "试点区")


def test_preparing_again_leaves_what_the_city_published(cast, draft):
    second = published(draft, cast)
    load_shipped_documents()
    assert latest("W") == second
    assert PolicyDocument.objects.count() == 6


# --- what the database holds


CHANGES = (
    "UPDATE stations_policydocument SET title = '改'",
    "UPDATE stations_policydocument SET body = '{}'",
    "UPDATE stations_policydocument SET published_at = NULL",
    "DELETE FROM stations_policydocument",
)


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ["owner", "application"])
def test_a_published_version_is_changed_by_nobody(cast, role, statement):
    Adoption.objects.all().delete()
    before = list(PolicyDocument.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        run(statement, cast if role == "application" else None)
    stored = latest("W")
    stored.title = "改"
    for change in (stored.save, stored.delete, PolicyDocument.objects.filter(key="W").delete):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            change()
    assert list(PolicyDocument.objects.order_by("pk").values()) == before


def run(statement, cast):
    """As the application acts for a city, or as the owner of the tables."""
    scope = acting(Acting(jurisdiction=cast.city.jurisdiction)) if cast else nullcontext()
    with scope, connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("end", ["published", "discarded"])
def test_a_finished_draft_stays_as_it_was(cast, draft, end):
    if end == "published":
        published(draft, cast)
    else:
        actions.discard(draft, reason="不改了", by=cast.person("sun"))
    city = Acting(jurisdiction=cast.city.jurisdiction)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).update(body={})
    with acting(city), pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).delete()


def test_only_the_city_writes(cast, draft):
    for person in ("zhou", "zhao", "wang", "qian", "admin"):
        assert cast.client(person).get(reverse("draft", args=[draft.pk])).status_code == 403
        assert cast.client(person).post(reverse("draft_start", args=[latest("W").pk])).status_code == 403


def test_a_page_asks_the_database_little(cast, draft, queries):
    """On its way, published while others carry out an older one, and left behind by what was published."""
    client = cast.client("sun")
    write(client, draft, W2)
    behind = actions.start_version(latest("W"), by=cast.person("sun"))

    def most(of):
        counts = []
        for page in (reverse("draft", args=[of.pk]), address(of, "readings"), reverse("drafts")):
            with queries() as asked:
                assert client.get(page).status_code == 200
            counts.append(len(asked))
        return max(counts)

    assert most(draft) <= 12
    draft.refresh_from_db()
    handed_in = actions.submit(draft, seen=examined(draft).digest, by=cast.person("sun"))
    actions.publish_draft(handed_in, seen=examined(draft).digest, by=cast.person("he"))
    assert most(draft) <= 12
    assert most(behind) <= 12


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_of_one_key_published_at_once_one_is_told():
    cast = Cast.assemble()
    drafts = [
        actions.start(
            {**BODIES["W"], "status": status}, based_on=latest("W"), by=cast.person("sun"), source="试"
        )
        for status in ("甲", "乙")
    ]
    first, second = (
        actions.submit(each, seen=examined(each).digest, by=cast.person("sun")) for each in drafts
    )
    answers = publishing_while(cast, second, first)
    assert answers == ["别人刚刚发布了代号 W 的新版本,这一次没有发布。请退回,看过那一版再提交。"]
    assert [each.body["status"] for each in PolicyDocument.objects.filter(key="W", version__gt=1)] == ["甲"]
    second.refresh_from_db()
    assert (second.state, second.published) == ("submitted", None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_one_draft_at_once_one_is_told():
    cast = Cast.assemble()
    draft = actions.start(
        {**BODIES["W"], "status": "甲"}, based_on=latest("W"), by=cast.person("sun"), source="试"
    )
    draft = actions.submit(draft, seen=examined(draft).digest, by=cast.person("sun"))
    answers = publishing_while(cast, draft, draft)
    assert answers == ["当前状态是“已发布”,不能确认发布;确认发布须在“待确认”状态下办理"]
    assert PolicyDocument.objects.filter(key="W").count() == 2


def publishing_while(cast, waiting, going_first):
    """What somebody is told who publishes ``waiting`` while ``going_first`` is being published."""
    answers = []

    def second():
        try:
            actions.publish_draft(waiting, seen=waiting.digest, by=cast.person("he"))
        except Refused as refusal:
            answers.append(refusal.reason)
        connections.close_all()

    with transaction.atomic():
        actions.publish_draft(going_first, seen=going_first.digest, by=cast.person("he"))
        thread = threading.Thread(target=second)
        thread.start()
        wait_until_somebody_waits()
    thread.join(20)
    return answers


def waiting(client, page):
    """How many to-dos the frame of a page counts."""
    (count,) = re.findall(r'待办 <span class="count[^"]*">(\d+)</span>', client.get(reverse(page)).text)
    return int(count)
