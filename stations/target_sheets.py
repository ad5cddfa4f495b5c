"""The boards of targets as sheets: what is on the screen is what downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kit.jinja import url
from kit.sheets import Column, Kind, Sheet
from stations.documents import content
from stations.models import PolicyDocument, Region, TargetEntry
from stations.places import KINDS, Tier
from stations.rules.documents.aims import Target
from stations.rules.targets import OUTCOMES as REACHED_OUTCOMES
from stations.rules.targets import asked_in_words, calendar_of, days_in_words
from stations.target_progress import OUTCOMES, Line, Progresses, Standing, ranked

BELOW = {Tier.CITY: "区(县)", Tier.DISTRICT: "乡镇(街道)", Tier.TOWNSHIP: "村(社区)"}
NOTES = (
    "比率只舍不入;分母为零时记作“—”,不算 100%。",
    "不知道的(如没有登记建站日期的站)不算达到,另行列出。",
    "到期那天的数字按台账登记的日期计,当时的事没有登记的不算。",
)


BECAME = Column("became", "现为", value=lambda row: row.became.name if row.became_id else "")


def address_of(line: Line, stored: PolicyDocument, **query: Any) -> str:
    """The page of one target at one place."""
    return url("target", line.place.pk, stored.key, line.target.key, **query)


def board_sheet(found: Progresses, *, binding: bool) -> Sheet:
    """All targets of a document at a place, in the order of the document."""
    return _lines_sheet(found, found.lines(), title="目标进度", binding=binding)


def calendar_sheet(found: Progresses, *, binding: bool) -> Sheet:
    """The same targets by their days; those without a day at the end."""
    dated = [target for _, target in calendar_of(content(found.stored))]
    rest = [target for target in found.targets if target.due is None]
    lines = [found.line(target) for target in (*dated, *rest)]
    return _lines_sheet(found, lines, title="目标期限", binding=binding, day_first=True)


def _lines_sheet(
    found: Progresses, lines: Iterable[Line], *, title: str, binding: bool, day_first: bool = False
) -> Sheet:
    stored = found.stored
    due = Column("due", "期限", value=due_in_words)
    name = Column("name", "目标", value=name_in_words, link=lambda line: address_of(line, stored))
    columns = (
        *((due, name) if day_first else (name,)),
        Column("asked", "要求", value=lambda line: asked_in_words(line.target)),
        Column("figures", "现在的数字", value=lambda line: figures_in_words(line, line.now)),
        Column("rate", "比率", value="now.rate"),
        Column("outcome", "结论", Kind.STATE, value="outcome", choices=OUTCOMES),
        Column("missing", "还差", Kind.INTEGER, value=_missing),
        *(() if day_first else (due,)),
        Column("at_due", "到期那天", value=at_due_in_words),
        Column(
            "clause", "条款", value="target.clause", link=lambda line: clause_address(stored, line.target)
        ),
        Column(
            "source",
            "数据从哪里来",
            value=source_in_words,
            link=lambda line: address_of(line, stored) if line.lacks else None,
        ),
    )
    map_ = "到期那天按现行区划计" if found.as_now else "到期那天按当时区划计"
    about = f"{stored.key} {stored.number or stored.title}"
    return Sheet(
        title=f"{found.place.name}{title}({stored.key})",
        columns=columns,
        rows=list(lines),
        heading=(about if binding else f"{about}(仅作参考,本地没有执行)", map_, ""),
        notes=NOTES,
        frozen=1,
    )


def children_sheet(found: Progresses, target: Target) -> Sheet:
    """The places below, the best first."""
    lines = found.children(target)
    share = any(line.now.denominator is not None for line in lines)
    past = any(line.at_due is not None for line in lines)
    columns = (
        Column("rank", "名次", Kind.INTEGER, value=lambda row: row[0]),
        Column(
            "place",
            BELOW[Tier(found.place.tier)],
            value=lambda row: row[1].place.name,
            link=lambda row: address_of(row[1], found.stored, **({"as": "now"} if found.as_now else {})),
        ),
        Column("numerator", target.numerator, Kind.INTEGER, value=lambda row: row[1].now.numerator),
        *(_share_columns(target) if share else ()),
        *(_unknown_column(lines)),
        *(_judged_columns() if any(line.judged for line in lines) else ()),
        *(_entered_columns(lines)),
        *(
            [Column("at_due", f"{target.due} 到期那天", value=lambda row: at_due_in_words(row[1]))]
            if past
            else []
        ),
    )
    map_ = "到期那天按现行区划计" if found.as_now else "到期那天按当时区划计"
    return Sheet(
        title=f"{found.place.name}{target.name}",
        columns=columns,
        rows=ranked(lines),
        heading=(f"{asked_in_words(target)}({target.clause})", map_ if past else "", ""),
        notes=NOTES,
        frozen=2,
    )


def _share_columns(target: Target) -> tuple[Column, ...]:
    return (
        Column(
            "denominator",
            target.denominator or "应完成的",
            Kind.INTEGER,
            value=lambda row: row[1].now.denominator,
        ),
        Column("rate", "比率", value=lambda row: row[1].now.rate),
    )


def _judged_columns() -> tuple[Column, ...]:
    return (
        Column("missing", "还差", Kind.INTEGER, value=lambda row: _missing(row[1])),
        Column("outcome", "结论", Kind.STATE, value=lambda row: row[1].outcome, choices=OUTCOMES),
    )


def _unknown_column(lines: Iterable[Line]) -> list[Column]:
    measure = next((line.measure for line in lines if line.measure), None)
    if measure is None or not measure.unknown:
        return []
    return [Column("unknown", "其中不明", Kind.INTEGER, value=lambda row: row[1].now.unknown)]


def _entered_columns(lines: Iterable[Line]) -> list[Column]:
    if not any(line.hand for line in lines):
        return []
    return [Column("source", "数据从哪里来", value=lambda row: source_in_words(row[1]))]


def missing_sheet(
    place: Region, target: Target, rows: Sequence[Region], *, heading: str, unknown: str, holders: bool
) -> Sheet:
    """The named places that are still missing; of a number, those that are there."""
    words = {True: "有", False: "没有", None: unknown or "不明"}
    columns = (
        Column("serial", "序号", Kind.SERIAL),
        *([Column("district", "区县", value=_district)] if place.tier < Tier.DISTRICT else []),
        *([Column("township", "乡镇(街道)", value=_township)] if place.tier < Tier.TOWNSHIP else []),
        Column("name", "单位", value="name", link=lambda row: url("region", row.pk)),
        Column("kind", "类别", Kind.CHOICE, choices=KINDS),
        Column("code", "区划代码", Kind.CODE, value="code_text"),
        *([] if holders else [Column("has", "情况", value=lambda row: words[row.has])]),
        *([BECAME] if any(row.became_id for row in rows) else []),
    )
    what = "已有单位名单" if holders else "还没有的单位名单"
    return Sheet(
        title=f"{place.name}{target.name}{what}", columns=columns, rows=rows, heading=("", heading, "")
    )


def _township(row: Region) -> str:
    township = row if row.tier == Tier.TOWNSHIP else row.parent
    return str(township.name)


def _district(row: Region) -> str:
    return str(row.parent.name if row.tier == Tier.TOWNSHIP else row.parent.parent.name)


def entries_columns(target: Target) -> tuple[Column, ...]:
    """What was entered of a place, the latest day first; corrections beside what they correct."""

    def corrects(row: TargetEntry) -> str:
        return url("target_correct", row.pk)

    return (
        Column("day", "数据日期", Kind.DATE, link=corrects),
        Column("figures", "数字", value=lambda row: entered_in_words(target, row)),
        Column("source", "来源"),
        Column("by", "填报人", value="entered_by.title"),
        Column("who", "姓名", value="entered_by.user.name"),
        Column("entered_at", "填报日期", Kind.DATE),
        Column("corrected", "更正事由", value="corrected_because"),
    )


# Words


def name_in_words(line: Line) -> str:
    """What is contained in another target says so (AM-24)."""
    return f"其中:{line.target.name}" if line.contained else line.target.name


def due_in_words(line: Line) -> str:
    """2009-12-31,已过 3 天."""
    if line.target.due is None:
        return "原文没有写期限"
    return f"{line.target.due},{days_in_words(line.now.progress)}"


def figures_in_words(line: Line, standing: Standing | None) -> str:
    """已建站的行政村 68 ÷ 全部行政村 70; what is missing is said."""
    if standing is None or standing.numerator is None:
        return ""
    target = line.target
    if target.compare == "done" and standing.denominator is None:
        return "已完成" if standing.numerator else "未完成"
    said = f"{target.numerator} {standing.numerator:,}"
    if standing.denominator is not None:
        said += f" ÷ {target.denominator or '应完成的'} {standing.denominator:,}"
    if standing.unknown and line.measure:
        said += f";另有 {standing.unknown:,} {line.measure.unit}{line.measure.unknown},不算"
    if line.each is not None:
        reached, places = line.each
        said += f";{places} 个区(县)中 {reached} 个达到"
    return said


def at_due_in_words(line: Line) -> str:
    """The figures of the due day and whether they were enough; empty before it."""
    standing = line.at_due
    if standing is None:
        return ""
    if standing.numerator is None:
        return "没有数据"
    if line.target.compare == "done" and standing.denominator is None:
        said = ""
    elif standing.denominator is not None:
        said = f"{standing.numerator:,} ÷ {standing.denominator:,} = {standing.rate}"
    else:
        said = f"{standing.numerator:,}"
    if not line.judged or line.each is not None or standing.progress.reached is None:
        return said
    if not standing.complete:
        return f"{said},没有填全"
    return ",".join(filter(None, (said, "达到" if standing.progress.reached else "未达到")))


def source_in_words(line: Line) -> str:
    """台账; or who entered it, from where; or who has to."""
    if line.measure is not None:
        left = f"({line.measure.left_out})" if line.measure.left_out else ""
        return f"{line.measure.ledger}{left}"
    if line.hand is None or not line.judged:
        return f"由{line.hand.who}填报" if line.hand else ""
    if line.entry is not None:
        entry = line.entry
        return f"填报:{entry.source}({entry.day},{entry.entered_by.user.name})"
    if not line.now.expected:
        return "没有应填报的单位"
    if line.now.entered == 0:
        return f"没有数据,由{line.hand.who}填报"
    return f"填报:{line.hand.who} {line.now.entered} / {line.now.expected}"


def entered_in_words(target: Target, entry: TargetEntry) -> str:
    if target.compare == "done":
        return "已完成" if entry.numerator else "未完成"
    said = f"{target.numerator} {entry.numerator:,}"
    return said if entry.denominator is None else f"{said} ÷ {target.denominator} {entry.denominator:,}"


def clause_address(stored: PolicyDocument, target: Target) -> str:
    """Where the clause stands in the library."""
    return f"{url('policy', stored.pk)}#{target.clause}"


def _missing(line: Line) -> int | None:
    """How many more would do; of what is not judged here, nothing."""
    judged = line.outcome in REACHED_OUTCOMES and line.each is None
    return line.now.missing if judged and line.now.missing else None
