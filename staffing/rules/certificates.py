"""Certificates of the staff against what a document asks: a share of them, or so many in each station."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from kit.reasoning import Verdict
from stations.rules.documents import Document
from stations.rules.documents.people import HOLDERS, CertificateStandard
from stations.rules.documents.shapes import LEVELS
from stations.rules.targets import NO_RATE, percent

STANDARD = "certificate"


def share(
    document: Document, *, level: str, full_time: int | None, part_time: int | None, certified: int | None
) -> Verdict:
    """Judge the holders among the staff of one place, or of many of a level together.

    Fractions are exact and the share is reached included; without staff there is no share. ``certified`` counts
    those holders that the standard asks about; None where the document gives no figure or a fact is missing.
    """
    standard = _standard(document, level)
    if standard is None:
        return _unasked(document, level)
    if standard.at_least is not None:
        return _each_station(standard, certified)
    if standard.share is None:
        return _said(standard, None, None, None, f"要求{HOLDERS[standard.of]}持证上岗,没有写明比例,不作核对")

    whom, staff = _denominator(document, standard, full_time, part_time)
    required = percent(Fraction(standard.share))
    asked = f"{whom}持证比例不低于 {required}"
    if staff is None or certified is None:
        return _said(standard, required, None, None, f"{asked};人数或持证人数没有填全,无法核对,请补填")
    if staff == 0:
        return _said(standard, required, None, None, f"{asked};没有{whom},比例为“{NO_RATE}”,不作核对")
    if certified > staff:
        text = f"{asked};持证 {certified} 人多于{whom} {staff} 人,请只填{whom}中的持证人数"
        return _said(standard, required, None, None, text)
    reached = Fraction(certified, staff)
    ok = reached >= Fraction(standard.share)
    text = f"{whom} {staff} 人中 {certified} 人持证,{'达到' if ok else '没有达到'}不低于 {required} 的要求"
    if not ok:
        text += f",还差 {_least_holders(standard.share, staff) - certified} 人"
    return _said(standard, required, percent(reached), ok, text)


def _standard(document: Document, level: str) -> CertificateStandard | None:
    """What is asked of the level; a figure before words without one."""
    asked = [each for each in document.certificates if level in each.levels]
    asked.sort(key=lambda each: each.share is None and each.at_least is None)
    return next(iter(asked), None)


def _unasked(document: Document, level: str) -> Verdict:
    """No certificate is asked for; where coordinators of villages pass an exam before they are hired, that is said."""
    text = f"本文件没有规定{LEVELS[level]}工作人员的持证要求"
    exam = next((step for step in document.selection if step.key == "train_and_examine"), None)
    if exam is None or level != "village":
        return Verdict("", STANDARD, None, None, None, "", text)
    text += f";聘用前须由{exam.actor}{exam.text}"
    return Verdict(exam.rule, STANDARD, None, None, None, exam.clause, text)


def _each_station(standard: CertificateStandard, certified: int | None) -> Verdict:
    required = standard.at_least
    if certified is None:
        text = f"每站至少 {required} 人持证;没有填持证人数,无法核对,请补填"
        return _said(standard, required, None, None, text)
    ok = certified >= (required or 0)
    text = f"每站至少 {required} 人持证,现有 {certified} 人" + ("" if ok else ",请安排参加培训、考试")
    return _said(standard, required, certified, ok, text)


def _denominator(
    document: Document, standard: CertificateStandard, full_time: int | None, part_time: int | None
) -> tuple[str, int | None]:
    """Of whom the share is taken (AM-28), and how many they are."""
    if standard.of == "full_time_staff" and document.reads("AM-28") == "full_time_staff":
        return HOLDERS["full_time_staff"], full_time
    together = None if full_time is None or part_time is None else full_time + part_time
    return HOLDERS["all_staff"], together


def _least_holders(least: Decimal, staff: int) -> int:
    """The fewest holders among ``staff`` that reach the share."""
    return ceil(Fraction(least) * staff)


def _said(
    standard: CertificateStandard,
    required: str | int | None,
    actual: str | int | None,
    ok: bool | None,
    text: str,
) -> Verdict:
    rule = standard.rule or standard.clause
    return Verdict(rule, STANDARD, required, actual, ok, standard.clause, text)
