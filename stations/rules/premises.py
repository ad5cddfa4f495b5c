"""The premises of a place against what a document asks: two areas, each with its own minimum, reached included."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kit.reasoning import Verdict
from stations.rules.documents import Document
from stations.rules.documents.places import MEASURES, Premises
from stations.rules.documents.shapes import KINDS, LEVELS

DEDICATED = "dedicated_area"
HALL = "hall_area"
FIXED = "fixed_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What kind of office it is, as far as the minimum depends on it."""

    level: str
    kind: str | None
    demonstration: bool
    new_or_merged: bool
    qualified: bool


def verdicts(
    document: Document,
    *,
    level: str,
    kind: str | None = None,
    demonstration: bool = False,
    new_or_merged: bool = False,
    qualified: bool = True,
    dedicated_area: Decimal | None,
    hall_area: Decimal | None,
) -> tuple[Verdict, ...]:
    """The dedicated area, then the service hall; None where nothing is asked of this place or a fact is missing.

    ``qualified`` is the county's finding that a village meets the conditions (AM-51). A demonstration platform
    meets the common minimum as well as its own.
    """
    place = Place(
        level=level,
        kind=kind,
        demonstration=demonstration,
        new_or_merged=new_or_merged,
        qualified=qualified,
    )
    if _one_field(document):
        dedicated_area = hall_area = max(
            (area for area in (dedicated_area, hall_area) if area is not None), default=None
        )
    return (
        _verdict(document, DEDICATED, place, dedicated_area),
        _verdict(document, HALL, place, hall_area),
    )


def fixed_place(document: Document, *, level: str, there: bool | None) -> Verdict | None:
    """Whether there is a place at all, where the document asks a level for no more than that (F-P1); else None."""
    of_level = [each for each in document.premises if each.level == level]
    if not of_level or any(each.measure != FIXED or each.at_least is not None for each in of_level):
        return None
    standard = of_level[0]
    text = {True: "有固定场所", False: "要求有固定场所,现在没有,请落实"}
    said = "要求有固定场所,没有填有没有,无法核对;请先填写或登记" if there is None else text[there]
    return Verdict(standard.rule or standard.clause, FIXED, True, there, there, standard.clause, said)


def _one_field(document: Document) -> bool:
    """Whether the two areas are read as one (AM-22); a document without that question keeps them apart."""
    return "AM-22" in document.readings and document.reads("AM-22") == "one_field"


def _verdict(document: Document, measure: str, place: Place, area: Decimal | None) -> Verdict:
    standard = _standard(document, measure, place)
    if standard is None:
        text = f"本文件没有规定{LEVELS[place.level]}的{MEASURES[measure]}"
        return Verdict("", measure, None, _plain(area), None, "", text)
    required, ok, text = _judged(document, standard, place, area)
    rule = standard.rule or standard.clause
    return Verdict(rule, measure, required, _plain(area), ok, standard.clause, text)


def _standard(document: Document, measure: str, place: Place) -> Premises | None:
    """What is asked of the level: its minimum of this measure, or else, for the dedicated area, a fixed place."""
    of_level = [each for each in document.premises if each.level == place.level]
    asked = [each for each in of_level if each.measure == measure]
    if not asked and measure == DEDICATED:
        asked = [each for each in of_level if each.measure == FIXED]
    own = [each for each in asked if each.demonstration == place.demonstration]
    return next(iter(own or asked), None)


def _judged(
    document: Document, standard: Premises, place: Place, area: Decimal | None
) -> tuple[str | None, bool | None, str]:
    """What is required of the place, whether it is there, and the sentence."""
    name, least = MEASURES[standard.measure], standard.at_least
    whose = "示范平台" if standard.demonstration else ""
    if least is None:
        return None, None, f"要求有{name},没有写明面积,面积不作核对"
    if standard.kinds and place.kind is None:
        kinds = "、".join(KINDS[kind] for kind in standard.kinds)
        return (
            _plain(least),
            None,
            f"只有{kinds}要求{name}不少于 {_plain(least)} 平方米;请先填写单位的类别再核对",
        )
    reason = _not_meant(document, standard, place)
    if reason:
        known = "" if area is None else f";现有 {_plain(area)} 平方米,仅供参考"
        return None, None, f"{name}不少于 {_plain(least)} 平方米的要求{reason}{known}"
    if area is None:
        return (
            _plain(least),
            None,
            f"没有{name}的数据,无法核对{whose}是否不少于 {_plain(least)} 平方米;请先填写或登记面积",
        )
    if area >= least:
        return (
            _plain(least),
            True,
            f"{name} {_plain(area)} 平方米,达到{whose}不少于 {_plain(least)} 平方米的要求",
        )
    text = (
        f"{name} {_plain(area)} 平方米,比{whose}要求的 {_plain(least)} 平方米少 {_plain(least - area)} 平方米,"
        "请扩大或调整场所"
    )
    return _plain(least), False, text


def _not_meant(document: Document, standard: Premises, place: Place) -> str:
    """Why the minimum is not meant for this place; empty where it is."""
    if standard.demonstration and not place.demonstration:
        return "只对示范平台"
    if standard.kinds and place.kind not in standard.kinds:
        return "只对" + "、".join(KINDS[kind] for kind in standard.kinds)
    if standard.new_or_merged and not place.new_or_merged and document.reads("AM-26") == "new_or_merged_only":
        return "只对新建或合并的单位(读法 AM-26)"
    if standard.qualified and not place.qualified and document.reads("AM-51") == "flagged":
        return "只对经县(区)认定符合条件的村(读法 AM-51)"
    return ""


def _plain(area: Decimal | None) -> str | None:
    """``50`` for 50.00: as people write an area."""
    return None if area is None else f"{area.normalize():f}"
