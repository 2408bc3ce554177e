"""Asking for review, and taking it back."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import events
from content.actions.checking import ask_for_checks
from content.actions.discussing import answer_threads
from content.actions.idle_drafts import drop_idle_draft
from content.actions.locking import lock_content_for_author
from content.actions.record import change_status
from content.actions.ruling import attach_findings
from content.documents import load_document, load_items
from content.kinds import get_kind
from content.models import Content, ContentVersion, ReviewPolicy, ReviewRequest, ReviewRule
from content.review.approval import items_to_read
from content.review.recipients import authors_of, reviewers_of

Status, Priority = Content.Status, ReviewRequest.Priority


class NotReady(Refusal):
    """The material has to be mended before review; `findings` are position, field and sentence each."""

    def __init__(self, findings: list[tuple[int | None, str, str]]) -> None:
        count = len(findings)
        message = ngettext(
            "One thing has to be mended before review.",
            "%(count)d things have to be mended before review.",
            count,
        )
        super().__init__(message % {"count": count})
        self.findings = findings


@transaction.atomic
def submit_content(
    *, content: Content, by: User, note: str = "", answers: Mapping[UUID, str] | None = None
) -> ReviewRequest:
    """Ask for review of the newest version, in as many steps as the rules want; its checks are run in the background.
    `answers` are what the author says to open threads, by thread. Raises PermissionDenied; WrongState unless it is a
    draft or changes were asked for; NotReady while it has a fault that no reviewer needs to look for; Refusal for an
    answer of too many words."""
    content = lock_content_for_author(content, by)
    if content.status not in (Status.DRAFT, Status.CHANGES_REQUESTED):
        status = {"status": content.get_status_display()}
        raise WrongState(_("Only a draft can be submitted. This material is: %(status)s.") % status)
    if drop_idle_draft(content=content, by=by):
        raise WrongState(_("You have changes that are no version yet. Save them, or discard them, then submit."))
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    if findings := load_document(version).findings():
        raise NotReady(findings)
    request = open_request(content, version, by=by, note=note)
    change_status(content, Status.PENDING, verb="submit", by=by, reason=note, request=request)
    attach_findings(request)
    answer_threads(request=request, by=by, answers=answers or {})
    ask_for_checks(version)
    tell_reviewers(request, by)
    return request


@transaction.atomic
def withdraw_submission(*, content: Content, by: User) -> Content:
    """Take a submission back, to go on writing. Raises PermissionDenied; WrongState unless it waits for review."""
    content = lock_content_for_author(content, by)
    if content.status != Status.PENDING:
        raise WrongState(_("There is nothing to withdraw: this material does not wait for review."))
    request = content.review_requests.open().select_for_update(no_key=True).get()
    request.state, request.closed_at = ReviewRequest.State.WITHDRAWN, timezone.now()
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["state", "closed_at", "claimed_by", "claimed_until"])
    return change_status(content, Status.DRAFT, verb="withdraw", by=by, request=request)


def open_request(
    content: Content,
    version: ContentVersion,
    *,
    by: User,
    note: str,
    priority: ReviewRequest.Priority = Priority.NORMAL,
    origin: ReviewRequest.Origin = ReviewRequest.Origin.AUTHOR,
) -> ReviewRequest:
    """Ask for review of a version of the piece, in as many steps as the rules want. The caller holds the piece, and
    changes its state."""
    now, rule = timezone.now(), find_rule(content)
    return ReviewRequest.objects.create(
        content=content,
        version=version,
        submitted_by=by,
        submitted_at=now,
        note=note,
        origin=origin,
        priority=priority,
        due_at=due_time(content, now, priority),
        steps=2 if rule else 1,
        first_group=rule.first_group if rule else None,
        second_group=rule.second_group if rule else None,
    )


def tell_reviewers(request: ReviewRequest, by: User | None) -> None:
    """That the request waits for them, in the step it is at now; `by` is None where evidence asks for it."""
    authors = {*authors_of(request.content), request.submitted_by_id}
    notify(
        event=events.SUBMITTED,
        to=reviewers_of(request) - authors,
        subject=request.version.title,
        url=reverse("admin:content_reviewrequest_change", args=[request.pk]),
        key=f"submitted:{request.pk}:{request.step}",
        actor=by,
        details=_details(request),
    )


def _details(request: ReviewRequest) -> dict[str, object]:
    """What a reviewer wants to know before she opens it."""
    content = request.content
    items = {entry.pk: entry for entry in load_items(request.version, is_shown=False)}
    count = {"new": len(items_to_read(request, items)), "all": len(items)}
    facts = [
        {"name": _("Kind"), "value": str(get_kind(content.kind).label)},
        {"name": _("Level"), "value": str(content.get_level_display())},
        {"name": _("To read"), "value": _("%(new)d of %(all)d") % count},
    ]
    if request.due_at:
        facts.append({"name": _("Due"), "at": request.due_at.isoformat()})
    return {"what": _what(request), "reason": request.note, "facts": facts}


def _what(request: ReviewRequest) -> str:
    """How the notice calls it (see `content.events.SUBMITTED`)."""
    if request.step > 1:
        return "second_step"
    return "evidence" if request.is_reopened else ""


def find_rule(content: Content) -> ReviewRule | None:
    """The rule that asks for a second step, if any: that of the deepest topic, then the one that names the level."""
    rules = ReviewRule.objects.filter(is_active=True, level__in=["", content.level])
    fitting = [rule for rule in rules.select_related("topic", "first_group", "second_group") if _covers(rule, content)]
    return max(fitting, key=lambda rule: (len(rule.topic.path) if rule.topic else 0, bool(rule.level)), default=None)


def _covers(rule: ReviewRule, content: Content) -> bool:
    if rule.topic is None:
        return True
    return content.topic is not None and f"{content.topic.path} / ".startswith(f"{rule.topic.path} / ")


def due_time(content: Content, since: datetime, priority: int) -> datetime:
    """When a review that was asked for at `since` is due: after the days of the policy, in a day where it is urgent, in
    half the days where its priority is high; earlier where the author needs it by a day that is still to come."""
    days = ReviewPolicy.current().days_to_review
    wait = {Priority.URGENT: 1.0, Priority.HIGH: days / 2}.get(Priority(priority), float(days))
    due = since + timedelta(days=min(wait, float(days)))
    if content.due_on and content.due_on >= timezone.localdate(since):
        end = timezone.make_aware(datetime.combine(content.due_on, time.max))
        return min(due, end)
    return due
