"""What the database refuses, in words for the screen: the last word in a race between two people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from kit.refused import Refused

OVERLAP = "这名协管员在这段时间里已有另一份合同,请先终止原合同或改起止日期。"
ID_TAKEN = "这个身份证号码已经登记过,请核对;确是同一人的,请在其协管员页面办理续聘,或由区人事劳动局协调调动。"

_WORDS = {
    "engagement_one_at_a_time": (OVERLAP, "starts_on"),
    "staffing_coordinator_id_text_key": (ID_TAKEN, "id_text"),
    "assessment_once_a_year": ("这个村这一年度的考核刚刚由别人登记,请刷新后再填。", None),
}


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the violation of a constraint that people can run into into a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in _WORDS:
            raise
        reason, field = _WORDS[name]
        raise Refused(reason, field=field) from error
