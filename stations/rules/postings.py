"""What a document wants on the wall of a station, and what of it hangs there.

Documents call the same sheet by different names (服务流程, 业务流程, 办事流程, 办事规程): what hangs under one of them
answers the others. Where 工作制度 are to be posted and the document names institutions for the level, each of these is
to hang; an open list is tested by what it names (AM-55).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kit.reasoning import Verdict
from stations.rules.documents import Document

FLOW = "办事流程"
LIMITS = "办结期限"
COMMITMENTS = "服务承诺"
STANDARDS = "服务标准"
INSTITUTIONS = "工作制度"
DUTIES = "工作职责"
PHONE = "监督电话"
STAFF = "工作人员"
SAME_SHEET = {"服务流程": FLOW, "业务流程": FLOW, "办事规程": FLOW}


@dataclass(frozen=True, slots=True)
class Demand:
    """A sheet that is to hang, under the first name the document gives it, with every clause that asks for it.

    ``consultable``: the document is content if people can look it up elsewhere.
    """

    sheet: str
    name: str
    clauses: tuple[str, ...]
    rule: str = ""
    consultable: bool = False

    @property
    def clause(self) -> str:
        return "、".join(self.clauses)


def sheet_of(name: str) -> str:
    """Which sheet a name means, whoever calls it so."""
    return SAME_SHEET.get(name, name)


def demands(document: Document, *, level: str) -> tuple[Demand, ...]:
    """What is to hang in an office of this level, in the order of the notices."""
    notices = [notice for notice in document.notices if level in notice.levels]
    named = [each for each in document.institutions if level in each.levels]
    found: dict[str, Demand] = {}
    for notice in notices:
        of_institutions = sheet_of(notice.name) == INSTITUTIONS
        for value in named if of_institutions and named else (notice,):
            sheet = sheet_of(value.name)
            known = found.get(sheet)
            said = (*(known.clauses if known else ()), value.clause, notice.clause)
            found[sheet] = Demand(
                sheet,
                known.name if known else value.name,
                tuple(dict.fromkeys(said)),
                (known.rule if known else "") or value.rule,
                notice.consultable and (known is None or known.consultable),
            )
    return tuple(found.values())


def verdicts(document: Document, *, level: str, hanging: Collection[str]) -> tuple[Verdict, ...]:
    """Each demand against the names of what hangs; not judged where looking it up elsewhere would do."""
    sheets = {sheet_of(name) for name in hanging}
    return tuple(_verdict(demand, demand.sheet in sheets) for demand in demands(document, level=level))


def _verdict(demand: Demand, hangs: bool) -> Verdict:
    text = f"{demand.name}已上墙" if hangs else f"{demand.name}还没有上墙"
    if demand.consultable and not hangs:
        text = f"{demand.name}没有上墙,文件也允许供人查询"
    return Verdict(
        rule=demand.rule,
        standard=demand.name,
        required=True,
        actual=hangs,
        ok=True if hangs else None if demand.consultable else False,
        clause=demand.clause,
        text=text,
    )
