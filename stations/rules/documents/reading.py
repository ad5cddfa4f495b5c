"""From a body to a document: the shape first, then whether it makes sense; every problem with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from stations.rules.documents.aims import Target
from stations.rules.documents.document import Document
from stations.rules.documents.held import SUPPORTED
from stations.rules.documents.money import HouseholdTier
from stations.rules.documents.people import StaffStandard
from stations.rules.documents.shapes import Cited

Path = tuple[str | int, ...]

_ADAPTER = TypeAdapter(Document)
_FIELDS: Mapping[str, FieldInfo] = Document.__pydantic_fields__  # type: ignore[attr-defined]

# Which readings the rules ask for, by the part of the document that makes them ask.
NEEDED = {
    "part_time": ("AM-01", "AM-07a"),
    "eligibility": ("AM-03", "AM-04", "AM-05", "AM-06"),
    "pay": ("AM-09", "AM-10", "AM-11", "AM-13"),
    "work_fund": ("AM-02", "AM-13b"),
    "sources": ("AM-17",),
    "equipment": ("AM-20",),
    "limits": ("AM-33", "AM-34"),
}
# The same, where only some values of the part make the rules ask.
NEEDED_BY: tuple[tuple[str, str, Callable[[Document], bool]], ...] = (
    (
        "premises",
        "AM-22",
        lambda said: {"dedicated_area", "hall_area"} <= {each.measure for each in said.premises},
    ),
    ("premises", "AM-26", lambda said: any(each.new_or_merged for each in said.premises)),
    ("premises", "AM-51", lambda said: any(each.qualified for each in said.premises)),
    ("equipment", "AM-54", lambda said: any(len(each.codes) > 1 for each in said.equipment)),
    ("staffing", "AM-21", lambda said: any(each.basis == "steps" for each in said.staffing)),
    (
        "certificates",
        "AM-28",
        lambda said: any(each.of == "full_time_staff" and each.share for each in said.certificates),
    ),
    ("heads", "AM-56", lambda said: any(each.may_be_full_time for each in said.heads)),
    ("sanctions", "AM-49", lambda said: any(each.bars for each in said.sanctions)),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a body, in Chinese, and where: ``("work_fund", "tiers", 1, "at_least")``."""

    path: Path
    text: str

    @property
    def place(self) -> str:
        """The path as one word, the address of a field in a draft's form."""
        return ".".join(str(part) for part in self.path)


class Malformed(ValueError):
    """A body that does not add up; ``problems`` holds all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(";".join(f"{problem.place}:{problem.text}" for problem in self.problems))


def read(body: Mapping[str, Any], *, parent: Document | None = None) -> Document:
    """Read a document's body as JSON holds it; raises ``Malformed``.

    ``parent`` is the document it inherits from: a value may cite its clauses, and its readings count.
    """
    try:
        document = _ADAPTER.validate_json(json.dumps(body, ensure_ascii=False))
    except ValidationError as error:
        raise Malformed(_shape_problems(error)) from None
    problems = list(_nonsense(document, parent))
    if problems:
        raise Malformed(problems)
    return document


def body_of(document: Document) -> dict[str, Any]:
    """The body that ``read`` reads to this very document; what is empty is left out."""
    written: dict[str, Any] = json.loads(_ADAPTER.dump_json(document, exclude_defaults=True))
    return written


def _shape_problems(error: ValidationError) -> list[Problem]:
    """What pydantic found, without its remark that a list is too short when only its entries are wrong."""
    found = [(_problem(each), each["type"]) for each in error.errors()]
    inside = {problem.path[:-1] for problem, _ in found} | {problem.path[:-2] for problem, _ in found}
    return [problem for problem, kind in found if kind != "too_short" or problem.path not in inside]


def _problem(found: Any) -> Problem:
    path = tuple(part for part in found["loc"] if not str(part).startswith("function-"))
    return Problem(path, _said(found["type"], found.get("ctx", {}), found["msg"]))


def _said(kind: str, given: Mapping[str, Any], message: str) -> str:
    """Pydantic's finding in Chinese; our own findings are Chinese already."""
    if kind == "literal_error":
        return "只能是:" + str(given["expected"]).replace(" or ", "、").replace(", ", "、").replace("'", "")
    if kind in SAID:
        return SAID[kind].format(**given)
    return SAID[kind.rsplit("_", 1)[-1]] if kind.endswith(("_type", "_parsing")) else message


SAID = {
    "missing": "必须填写",
    "unexpected_keyword_argument": "不认识的项目",
    "extra_forbidden": "不认识的项目",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对或为空",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "bool_type": "应是“是”或“否”",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "too_short": "至少要有 {min_length} 项",
    "date_type": "不是日期,应写成 2009-11-04 的样子",
    "date_parsing": "不是日期,应写成 2009-11-04 的样子",
    "date_from_datetime_parsing": "不是日期,应写成 2009-11-04 的样子",
    "type": "类型不对",
    "parsing": "写法不对",
}


def _nonsense(document: Document, parent: Document | None) -> Iterator[Problem]:
    yield from _dates(document)
    yield from _twice(document)
    yield from _citations(document, parent)
    yield from _readings(document, parent)
    if document.work_fund:
        yield from _gaps(document.work_fund.tiers)
    yield from _ages(document)
    for place, standard in enumerate(document.staffing):
        yield from _staff_formula(("staffing", place), standard)
    yield from _targets(document.targets)


def _dates(document: Document) -> Iterator[Problem]:
    if document.issued_on and document.effective_on and document.effective_on < document.issued_on:
        yield Problem(("effective_on",), f"施行日期不能早于发文日期 {document.issued_on}")


def _ages(document: Document) -> Iterator[Problem]:
    conditions = document.eligibility
    if conditions and conditions.relaxed_age and conditions.relaxed_age.at_most <= conditions.age.at_most:
        yield Problem(("eligibility", "relaxed_age", "at_most"), "放宽后的年龄应大于一般的年龄上限")


def _twice(document: Document) -> Iterator[Problem]:
    """Values of one list that cannot be told apart."""
    for path, values in _lists(document, ()):
        first: dict[Any, int] = {}
        for place, value in enumerate(values):
            identity = getattr(value, "identity", None)
            if identity and first.setdefault(identity, place) != place:
                yield Problem((*path, place), f"与第 {first[identity] + 1} 项重复,请改掉或删去其中一项")


def _lists(value: Any, path: Path) -> Iterator[tuple[Path, tuple[Any, ...]]]:
    for name, each in _parts(value):
        if isinstance(each, tuple):
            yield (*path, name), each
            for place, entry in enumerate(each):
                yield from _lists(entry, (*path, name, place))
        elif is_dataclass(each):
            yield from _lists(each, (*path, name))


def cited(value: Any, path: Path = ()) -> Iterator[tuple[Path, Cited]]:
    """Every value of a document that cites a clause, with its path, in the order of the schema."""
    if isinstance(value, Cited):
        yield path, value
    for name, each in _parts(value):
        if is_dataclass(each):
            yield from cited(each, (*path, name))
        elif isinstance(each, tuple):
            for place, entry in enumerate(each):
                yield from cited(entry, (*path, name, place))


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        for field in fields(value):
            yield field.name, getattr(value, field.name)


def _citations(document: Document, parent: Document | None) -> Iterator[Problem]:
    clauses = (*document.clauses, *(parent.clauses if parent else ()))
    known = {clause.number for clause in clauses}
    for path, value in cited(document):
        if value.clause not in known:
            yield Problem((*path, "clause"), f"引用了没有列出的条款:{value.clause}")


def _readings(document: Document, parent: Document | None) -> Iterator[Problem]:
    for key, reading in document.readings.items():
        path = ("readings", key)
        offered = [option.value for option in reading.options]
        if reading.value not in offered:
            yield Problem((*path, "value"), f"现用读法不在可选读法之内:{'、'.join(offered)}")
        for place, value in enumerate(offered):
            if key in SUPPORTED and value not in SUPPORTED[key]:
                known = "、".join(SUPPORTED[key])
                yield Problem((*path, "options", place, "value"), f"系统不认识这种读法,可用:{known}")
    present = {*document.readings, *(parent.readings if parent else ())}
    needed = [(part, key) for part, keys in NEEDED.items() if getattr(document, part) for key in keys]
    needed += [(part, key) for part, key, asks in NEEDED_BY if asks(document)]
    for part, key in needed:
        if key not in present:
            yield Problem(("readings",), f"写了“{title_of(part)}”就须有读法 {key} 的设置")


def title_of(part: str) -> str:
    """The Chinese title of a part of the document."""
    return str(_FIELDS[part].title)


def _gaps(tiers: Sequence[HouseholdTier]) -> Iterator[Problem]:
    """Tiers cover every count from 1 on exactly once."""
    expected: int | None = 1
    for place, tier in enumerate(tiers):
        path = ("work_fund", "tiers", place)
        if expected is None:
            yield Problem((*path, "at_least"), "前一档没有上限,后面不能再有档次")
            return
        if tier.at_least != expected:
            wrong = "有空档" if tier.at_least > expected else "有重叠"
            yield Problem((*path, "at_least"), f"与前一档之间{wrong}:应从 {expected} 户起")
        if tier.at_most is not None and tier.at_most < tier.at_least:
            yield Problem((*path, "at_most"), "上限小于下限")
        expected = None if tier.at_most is None else tier.at_most + 1
    if expected is not None:
        yield Problem(("work_fund", "tiers", len(tiers) - 1, "at_most"), "最后一档必须没有上限")


def _staff_formula(path: Path, standard: StaffStandard) -> Iterator[Problem]:
    wanted = {"fixed": (), "ratio": ("per",), "steps": ("per", "up_to")}[standard.basis]
    for name in ("per", "up_to"):
        value = getattr(standard, name)
        if name in wanted and value is None:
            yield Problem((*path, name), "这种算法必须填写")
        if name not in wanted and value is not None:
            yield Problem((*path, name), "这种算法不用这一项")
    if standard.at_most is not None and standard.at_most < standard.at_least:
        yield Problem((*path, "at_most"), "至多不能小于至少")


def _targets(targets: Sequence[Target]) -> Iterator[Problem]:
    keys = {target.key for target in targets}
    for place, target in enumerate(targets):
        path = ("targets", place)
        for name in ("share", "count"):
            value, wanted = getattr(target, name), target.compare == name
            if wanted and value is None:
                yield Problem((*path, name), "按这种比法必须填写")
            if not wanted and value is not None:
                yield Problem((*path, name), "按这种比法不用这一项")
        if target.compare == "share" and not target.denominator:
            yield Problem((*path, "denominator"), "比例必须写明分母")
        if target.part_of and target.part_of not in keys:
            yield Problem((*path, "part_of"), f"没有这个目标:{target.part_of}")
