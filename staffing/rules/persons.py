"""The yearly assessment of persons (Y三(三)): who is praised, and who must go."""

from __future__ import annotations

from collections.abc import Mapping

from kit.reasoning import Verdict
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.people import PersonAssessment


def must_go(document: Document, grades: Mapping[int, str]) -> Verdict:
    """Judge the grades of a person by year: ``ok`` is False where so many years in a row failed.

    A year without a grade breaks the run (AM-47). Refused at "grade" for a grade the document does not name.
    """
    assessment = document.person_assessment
    if assessment is None:
        return _unasked("dismissal")
    for grade in grades.values():
        _refuse_unknown(assessment, grade)
    if not grades:
        return _said(assessment, "dismissal", assessment.years, None, None, "还没有年度考核结果,不作核对")

    failed = sorted(year for year, grade in grades.items() if grade == assessment.failing)
    run = _longest_run(failed)
    stays = len(run) < assessment.years
    if not stays:
        text = f"{run[0]} 至 {run[-1]} 年连续 {len(run)} 年考核{assessment.failing},应辞退或解除合同"
    elif failed:
        text = f"{'、'.join(str(year) for year in failed)} 年考核{assessment.failing},没有连续 {assessment.years} 年"
    else:
        text = f"没有考核{assessment.failing}的年度"
    return _said(assessment, "dismissal", assessment.years, len(run), stays, text)


def praised(document: Document, grade: str) -> Verdict:
    """Whether a grade is praised; ``ok`` is None where it is not, for nothing is lacking then."""
    assessment = document.person_assessment
    if assessment is None:
        return _unasked("praise")
    _refuse_unknown(assessment, grade)
    if grade == assessment.praised:
        return _said(assessment, "praise", assessment.praised, grade, True, f"考核{grade},予以表彰")
    return _said(assessment, "praise", assessment.praised, grade, None, f"考核{grade},不在表彰的等次")


def _longest_run(years: list[int]) -> list[int]:
    """The longest run of adjacent years, the latest of equal ones."""
    longest: list[int] = []
    run: list[int] = []
    for year in years:
        run = [*run, year] if run and year == run[-1] + 1 else [year]
        longest = run if len(run) >= len(longest) else longest
    return longest


def _refuse_unknown(assessment: PersonAssessment, grade: str) -> None:
    if grade not in assessment.grades:
        raise Refused(
            f"没有“{grade}”这个考核等次,可填:{'、'.join(assessment.grades)}。",
            clause=assessment.clause,
            field="grade",
        )


def _unasked(standard: str) -> Verdict:
    return Verdict("", standard, None, None, None, "", "本文件没有规定对个人的年度考核")


def _said(
    assessment: PersonAssessment,
    standard: str,
    required: str | int,
    actual: str | int | None,
    ok: bool | None,
    text: str,
) -> Verdict:
    return Verdict(
        assessment.rule or assessment.clause, standard, required, actual, ok, assessment.clause, text
    )
