"""What a draft amounts to: the document it makes, or all that is wrong with it; and what it changes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kit.refused import Refused
from stations.documents import content, digest_of, latest, parent_of
from stations.models import PolicyDocument, PolicyDraft
from stations.rules.documents import Document, Malformed, Problem, inherit, read
from stations.rules.documents.outline import Difference, differences
from stations.rules.drafts import OPEN
from stations.schema_form import SECTIONS, Section, in_words, misnamed, with_labels
from stations.schema_form.shapes import as_text

# A file of something else altogether has a problem in every line: these are enough to see it.
MOST_PROBLEMS = 300


@dataclass(frozen=True)
class Examination:
    """A draft as it stands: ``document`` is None where the body does not make one."""

    draft: PolicyDraft
    parent: PolicyDocument | None
    document: Document | None
    problems: tuple[Problem, ...]

    @property
    def in_words(self) -> list[tuple[Section, Problem, str]]:
        """Every problem with its section and its place as people call it."""
        return [
            (
                next(section for section in SECTIONS.values() if section.holds(each.path)),
                each,
                in_words(each.path),
            )
            for each in self.problems
        ]

    @cached_property
    def per_section(self) -> Counter[str]:
        return Counter(section.name for section, _, _ in self.in_words)

    @property
    def digest(self) -> str:
        """Over the body and the version it would inherit from: what is published is what was seen."""
        return digest_of(self.draft.body, self.parent)

    def changes(self) -> tuple[Difference, ...] | None:
        """What it changes in the version it is based on; None where one of them cannot be read."""
        if self.draft.based_on is None or self.document is None:
            return None
        return differences(content(self.draft.based_on), self._whole(self.document))

    def _whole(self, document: Document) -> Document:
        """With what it inherits: of what is published that is its own parent, whatever came after."""
        if self.draft.published is not None:
            return content(self.draft.published)
        return inherit(document, content(self.parent)) if self.parent else document


def examined(draft: PolicyDraft) -> Examination:
    """Everything that keeps a draft from being published, each at its place; a finished one is only read."""
    parent, document = None, None
    problems = list(misnamed(draft.body))
    try:
        parent = parent_of(draft.body)
    except Refused as refusal:
        problems.append(Problem(("inherits",), refusal.reason))
    try:
        document = read(draft.body, parent=content(parent) if parent else None)
    except Malformed as malformed:
        problems += map(with_labels, malformed.problems)
    if document is not None and draft.state in OPEN:
        problems += _out_of_line(draft, document, parent)
    if len(problems) > MOST_PROBLEMS:
        more = Problem((), f"另有 {len(problems) - MOST_PROBLEMS} 处不对,改好前面的再看")
        problems = [*problems[:MOST_PROBLEMS], more]
    return Examination(draft, parent, document, tuple(problems))


def _out_of_line(draft: PolicyDraft, document: Document, parent: PolicyDocument | None) -> Iterator[Problem]:
    """What keeps a document that reads well from being the next version of its key."""
    last, based_on = latest(document.key), draft.based_on
    if document.effective_on is None:
        yield Problem(("effective_on",), "发布前必须写明施行日期")
    if based_on is not None and document.key != based_on.key:
        yield Problem(
            ("key",), f"这是在 {based_on.key} 上起草的新版本,代号不能改;另一件文件请从“起草新文件”开始"
        )
    elif last is not None and last != based_on:
        yield Problem(("key",), _overtaken(last, based_on))
    elif last is not None and digest_of(draft.body, parent) == last.digest:
        yield Problem((), f"内容与第 {last.version} 版完全相同,没有什么可以发布")
    if last is not None and _earlier(document.effective_on, last.effective_on):
        yield Problem(("effective_on",), f"不能早于第 {last.version} 版的施行日期 {last.effective_on}")


def _overtaken(last: PolicyDocument, based_on: PolicyDocument | None) -> str:
    if based_on is None:
        return f"代号 {last.key} 已有发布的文件:换一个代号,或者改为起草它的新版本"
    return (
        f"在您起草期间第 {last.version} 版已经发布,本稿是在第 {based_on.version} 版上起草的:"
        f"请看清两者的不同,再按“改以第 {last.version} 版为基础”"
    )


def _earlier(day: date | None, than: date | None) -> bool:
    return day is not None and than is not None and day < than


# --- one section, for two who write it at once


def digest_of_section(section: Section, body: Mapping[str, Any]) -> str:
    """What a section says, as a word: it changes when somebody else writes it."""
    said = json.dumps(section.of(body), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Said:
    """One value on two sides, at its place in words."""

    place: str
    left: str
    right: str


def facing(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Said]:
    """The values that differ between two bodies, place by place, whether or not they make a document."""
    lefts, rights = dict(_leaves((), left)), dict(_leaves((), right))
    return [
        Said(in_words(path), lefts.get(path, ""), rights.get(path, ""))
        for path in dict.fromkeys((*lefts, *rights))
        if lefts.get(path, "") != rights.get(path, "")
    ]


def _leaves(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves((*path, name), each)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for place, each in enumerate(value):
            yield from _leaves((*path, place), each)
    else:
        yield path, "、".join(map(as_text, value)) if isinstance(value, list) else as_text(value)
