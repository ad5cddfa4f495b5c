"""Policy documents are drafted, handed in, and published by somebody who did not write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.refused import Refused
from stations import audit, roles, tallies
from stations.documents import latest, publish
from stations.documents.drafts import examined
from stations.documents.writing import too_much
from stations.models import PolicyDocument, PolicyDraft, User
from stations.rules.drafts import POLICY_DRAFT, guard_of, guard_problem

CHANGED = "草稿的内容在您打开页面之后变了,请看过最新内容再办理。"


def start(body: Mapping[str, Any], *, based_on: PolicyDocument | None, by: User, source: str) -> PolicyDraft:
    """A new draft; ``source`` says where its body comes from."""
    with transaction.atomic():
        draft = PolicyDraft.objects.create(
            key=_key_of(body), body=dict(body), based_on=based_on, maker=by, authors=[by.pk]
        )
        audit.record("起草政策文件", draft, reason=source)
    return draft


def start_version(document: PolicyDocument, *, by: User) -> PolicyDraft:
    """The next version of a document, beginning with what the last one says."""
    if document.published_at is None:
        raise Refused("还没有发布的文件不能起草新版本。")
    last = latest(document.key)
    if last is not None and last != document:
        raise Refused(f"第 {document.version} 版之后已有第 {last.version} 版,请从最新的一版起草。")
    return start(document.body, based_on=document, by=by, source=f"第 {document.version} 版的新版本")


def bring(body: Mapping[str, Any], *, by: User, name: str) -> PolicyDraft:
    """A draft from a file; where its key is published it is the next version of that."""
    return start(body, based_on=latest(_key_of(body)), by=by, source=f"导入 {name}"[:200])


def write(draft: PolicyDraft, body: Mapping[str, Any], *, by: User, what: str) -> PolicyDraft:
    """Keep what was written, right or wrong. The caller holds the row and has compared what stood there before."""
    if problem := too_much(body):
        raise Refused(problem)
    with transaction.atomic():
        draft = lock(draft)
        target = _allowed(draft, "edit", by)
        draft.body, draft.key = dict(body), _key_of(body)
        return _step(draft, target, "修改政策文件草稿", by=by, reason=what)


def rebase(draft: PolicyDraft, *, by: User) -> PolicyDraft:
    """From now on the draft is the next version of what was published meanwhile; its content stays."""
    with transaction.atomic():
        draft = lock(draft)
        target = _allowed(draft, "edit", by)
        last = latest(draft.key)
        if last is None or last == draft.based_on:
            raise Refused("没有更新的版本,不必改换。")
        draft.based_on = last
        return _step(draft, target, "改换起草的基础", by=by, reason=f"第 {last.version} 版")


def submit(draft: PolicyDraft, *, seen: str, by: User) -> PolicyDraft:
    """Hand in what was ``seen``, once nothing is wrong with it."""
    with transaction.atomic():
        draft = lock(draft)
        target = _allowed(draft, "submit", by)
        found = examined(draft)
        if seen != found.digest:
            raise Refused(CHANGED)
        if found.problems:
            raise Refused(f"还有 {len(found.problems)} 处不对,改好后才能提交。")
        draft.submitted_by, draft.submitted_at, draft.digest = by, timezone.now(), found.digest
        draft.return_reason = ""
        return _step(draft, target, "提交政策文件草稿", by=by)


def withdraw(draft: PolicyDraft, *, by: User) -> PolicyDraft:
    """An author takes it back before anybody has published it."""
    with transaction.atomic():
        draft = lock(draft)
        return _step(draft, _allowed(draft, "withdraw", by), "撤回政策文件草稿")


def send_back(draft: PolicyDraft, *, reason: str, by: User) -> PolicyDraft:
    """Return it to its authors, with the reason."""
    with transaction.atomic():
        draft = lock(draft)
        target = _allowed(draft, "return", by)
        draft.return_reason = reason
        return _step(draft, target, "退回政策文件草稿", reason=reason)


def discard(draft: PolicyDraft, *, reason: str, by: User) -> PolicyDraft:
    """Give it up; it stays on record."""
    with transaction.atomic():
        draft = lock(draft)
        return _step(draft, _allowed(draft, "discard", by), "作废政策文件草稿", reason=reason)


def publish_draft(draft: PolicyDraft, *, seen: str, by: User) -> PolicyDocument:
    """Somebody who wrote none of it answers for what was submitted and ``seen``: it is the next version from now on."""
    with transaction.atomic():
        draft = lock(draft)
        target = _allowed(draft, "publish", by)
        found = examined(draft)
        if not seen == draft.digest == found.digest:
            raise Refused("内容或它沿用的文件在提交之后变了,不能发布。请退回,核对后重新提交。")
        if found.problems:
            raise Refused(f"不能发布:{found.problems[0].text}。请退回修改。")
        draft.published = _published(draft)
        draft.checked_by, draft.checked_at = by, timezone.now()
        _step(draft, target, "确认发布政策文件", reason=f"第 {draft.published.version} 版")
        # The boards go by the newest version, and nothing of a place has changed.
        tallies.ask()
    return draft.published


def lock(draft: PolicyDraft) -> PolicyDraft:
    """The row as it is now, for us alone until the transaction ends."""
    rows = PolicyDraft.objects.select_for_update(of=("self",)).select_related("based_on__parent")
    found: PolicyDraft = rows.get(pk=draft.pk)
    return found


def _published(draft: PolicyDraft) -> PolicyDocument:
    try:
        with transaction.atomic():
            return publish(draft.body)
    except IntegrityError as error:
        if "policy_version_once" in str(error):
            raise Refused(
                f"别人刚刚发布了代号 {draft.key} 的新版本,这一次没有发布。请退回,看过那一版再提交。"
            ) from error
        raise


def _allowed(draft: PolicyDraft, verb: str, by: User) -> str:
    """The state that ``verb`` leads to; Refused where the state or the person does not allow it."""
    target = POLICY_DRAFT.step(verb, draft.state, roles.CITY)
    if problem := guard_problem(guard_of(verb), person=by.pk, authors=draft.authors):
        raise Refused(f"{problem}。")
    return target


def _step(
    draft: PolicyDraft, target: str, event: str, *, by: User | None = None, reason: str = ""
) -> PolicyDraft:
    """``by`` is given where the person becomes one of the authors."""
    if by is not None and by.pk not in draft.authors:
        draft.authors = [*draft.authors, by.pk]
    draft.state = target
    draft.version += 1
    draft.save()
    audit.record(event, draft, reason=reason, detail={"digest": draft.digest} if draft.digest else None)
    return draft


def _key_of(body: Mapping[str, Any]) -> str:
    """The key as far as it is written."""
    key = body.get("key")
    return key[:20] if isinstance(key, str) else ""
