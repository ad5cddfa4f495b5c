"""Who may be chosen as coordinator: each condition of a document a verdict, and priority told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kit.reasoning import Verdict
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.people import NEEDS, Eligibility, Priority, RelaxedAge

# GB/T 4658-2006. Codes that end in 0 name a kind of schooling without saying how it ended.
EDUCATION_CODES = {
    "10": "研究生教育",
    "11": "博士研究生毕业",
    "12": "博士研究生结业",
    "13": "博士研究生肄业",
    "14": "硕士研究生毕业",
    "15": "硕士研究生结业",
    "16": "硕士研究生肄业",
    "17": "研究生班毕业",
    "18": "研究生班结业",
    "19": "研究生班肄业",
    "20": "大学本科教育",
    "21": "大学本科毕业",
    "22": "大学本科结业",
    "23": "大学本科肄业",
    "28": "大学普通班毕业",
    "30": "大学专科教育",
    "31": "大学专科毕业",
    "32": "大学专科结业",
    "33": "大学专科肄业",
    "40": "中等职业教育",
    "41": "中等专科毕业",
    "42": "中等专科结业",
    "43": "中等专科肄业",
    "44": "职业高中毕业",
    "45": "职业高中结业",
    "46": "职业高中肄业",
    "47": "技工学校毕业",
    "48": "技工学校结业",
    "49": "技工学校肄业",
    "60": "普通高中教育",
    "61": "普通高中毕业",
    "62": "普通高中结业",
    "63": "普通高中肄业",
    "70": "初中教育",
    "71": "初中毕业",
    "73": "初中肄业",
    "80": "小学教育",
    "81": "小学毕业",
    "83": "小学肄业",
    "90": "其他",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """What is known of a candidate and, in ``light_workload``, of the village.

    ``education`` is a code of GB/T 4658-2006, empty where it is not known yet; ``graduated`` says that the course
    was finished with a diploma. ``village_cadre`` is one in office now.
    """

    birth_date: date
    education: str
    graduated: bool = True
    village_cadre: bool = False
    light_workload: bool = False
    graduate: bool = False
    veteran: bool = False
    computer: bool
    local_knowledge: bool
    conduct: bool
    ability: bool


@dataclass(frozen=True, slots=True)
class Eligible:
    """The answer: ``ok`` of all conditions together, the age that was judged and the limit that applied.

    ``ok`` is None where the document sets no conditions or a fact is missing. ``priority`` is only for those who
    meet every condition.
    """

    ok: bool | None
    age: int | None
    age_limit: int | None
    priority: bool
    verdicts: tuple[Verdict, ...]


def judge(
    document: Document, candidate: Candidate, *, recommended_on: date, hired_on: date | None = None
) -> Eligible:
    """Judge a candidate on the day that decides (AM-04); nobody is judged again after hiring.

    Refused at "birth_date" for a birth after that day, at "education" for a code the standard does not have.
    """
    day: date | None = recommended_on
    conditions = document.eligibility
    if conditions and document.reads("AM-04") == "hired_on":
        day = hired_on
    age = full_years(candidate.birth_date, day) if day else None
    if conditions is None:
        return Eligible(ok=None, age=age, age_limit=None, priority=False, verdicts=())

    relaxed = _relaxation(document, conditions, candidate)
    limit = (relaxed or conditions.age).at_most
    judged = (
        _age(document, conditions, candidate, day=day, age=age, relaxed=relaxed),
        _education(document, conditions, candidate),
        *_qualities(conditions, candidate),
    )
    ok = _together(judged)
    held = [priority for priority in conditions.priorities if getattr(candidate, priority.key)]
    verdicts = (*judged, *_priority(conditions, held, ok))
    return Eligible(ok=ok, age=age, age_limit=limit, priority=bool(ok and held), verdicts=verdicts)


def full_years(born: date, day: date) -> int:
    """The age in full years (周岁) on ``day``; the birthday itself counts.

    Who was born on 29 February turns a year older on 1 March in years that have no such day.
    """
    if born > day:
        raise Refused(f"出生日期 {born} 晚于 {day},请核对。", field="birth_date")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _relaxation(document: Document, conditions: Eligibility, candidate: Candidate) -> RelaxedAge | None:
    """The relaxed age limit, where the candidate meets all that it needs."""
    relaxed = conditions.relaxed_age
    return relaxed if relaxed and not _lacking(document, relaxed, candidate) else None


def _lacking(document: Document, relaxed: RelaxedAge, candidate: Candidate) -> list[str]:
    """What the candidate lacks for the relaxed limit; by AM-05 it may take a cadre and nothing else."""
    anywhere = document.reads("AM-05") == "cadres_everywhere"
    needs = ("village_cadre",) if anywhere else relaxed.needs
    return [NEEDS[need] for need in needs if not getattr(candidate, need)]


def _age(
    document: Document,
    conditions: Eligibility,
    candidate: Candidate,
    *,
    day: date | None,
    age: int | None,
    relaxed: RelaxedAge | None,
) -> Verdict:
    applied = relaxed or conditions.age
    strict = document.reads("AM-03") == "strict"
    wanted = f"未满 {applied.at_most} 周岁" if strict else f"不超过 {applied.at_most} 周岁"
    within: bool | None
    if age is None:
        within, text = None, "年龄按聘用日期计算,还没有聘用日期,请先填写"
    else:
        within = age < applied.at_most if strict else age <= applied.at_most
        text = f"{day} 为 {age} 周岁,{'符合' if within else '不符合'}{wanted}的要求"
    if relaxed:
        text += f"(按{'、'.join(NEEDS[need] for need in relaxed.needs if getattr(candidate, need))}放宽)"
    elif within is False and conditions.relaxed_age:
        lacking = "、".join(_lacking(document, conditions.relaxed_age, candidate))
        text += f";放宽到 {conditions.relaxed_age.at_most} 周岁还缺:{lacking}"
    return Verdict(applied.rule, "age", applied.at_most, age, within, applied.clause, text)


def _education(document: Document, conditions: Eligibility, candidate: Candidate) -> Verdict:
    education = conditions.education
    name = EDUCATION_CODES.get(candidate.education, "")
    if candidate.education and not name:
        raise Refused(
            f"学历代码“{candidate.education}”不在国家标准 GB/T 4658-2006 之内,请按毕业证书填写。",
            field="education",
        )
    equal = candidate.education.startswith(education.equal_level)
    high_enough = candidate.education.startswith(education.accepted)
    if equal and document.reads("AM-06") == "exact":
        high_enough = False

    ok: bool | None = high_enough and candidate.graduated
    if not name:
        ok, text = None, f"没有填写学历,无法核对是否{education.name},请按毕业证书补填"
    elif ok:
        text = f"{name},符合{education.name}的要求"
    elif high_enough:
        text = f"学历代码是{name},但注明没有毕业,不算{education.name}"
    elif equal:
        text = f"{name},现用读法不把它看作{education.name}的同等学历"
    else:
        text = f"{name},没有达到{education.name}的要求"
    return Verdict(
        education.rule, "education", education.name, candidate.education or None, ok, education.clause, text
    )


def _qualities(conditions: Eligibility, candidate: Candidate) -> Iterator[Verdict]:
    for quality in conditions.qualities:
        found: bool = getattr(candidate, quality.key)
        text = f"审核认定{quality.name}" if found else f"审核没有认定{quality.name},不能推荐"
        yield Verdict(quality.rule, quality.key, True, found, found, quality.clause, text)


def _priority(conditions: Eligibility, held: list[Priority], ok: bool | None) -> Iterator[Verdict]:
    """Whom the document prefers: told of everybody, and of use only to those who meet the conditions."""
    if not conditions.priorities:
        return
    listed = "、".join(priority.name for priority in conditions.priorities)
    mine = "、".join(priority.name for priority in held)
    if not held:
        text = "不属于优先录用的对象,按一般条件选聘"
    elif ok:
        text = f"{mine},符合条件,优先录用"
    else:
        text = f"{mine},但优先录用不能代替选聘条件"
    first = (held or conditions.priorities)[0]
    yield Verdict(first.rule, "priority", listed, mine or None, bool(held) or None, first.clause, text)


def _together(verdicts: tuple[Verdict, ...]) -> bool | None:
    """False where any condition fails, else None where any could not be judged."""
    found = {verdict.ok for verdict in verdicts}
    return False if False in found else None if None in found else True
