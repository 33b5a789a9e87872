"""Reports of comments, and hiding them with a reason; everything can be taken back."""

from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.counts import recount
from submissions.models import Comment, CommentReport, Idea
from submissions.permissions import IdeaPermissions
from submissions.services.talk import TooManyError
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record, times_lately

# Each first report of a comment is mailed to every moderator at once.
REPORTS_PER_HOUR = 20
_HOUR = timedelta(hours=1)


@transaction.atomic
def report_comment(comment: Comment, *, actor: User, reason: str) -> CommentReport:
    """Ask the moderators to look at a comment; once for each person.

    They are told of the first open report only. Raises ``TooManyError`` above the limit.
    """
    comment, idea = _locked(comment)
    if not IdeaPermissions.of(actor, idea).talk or comment.author_id == actor.pk:
        raise NotAllowedError("report")
    own = comment.reports.filter(reporter=actor).first()
    if own:
        return own
    times = times_lately(actor, ["comment.reported"], within=_HOUR)
    if len(times) >= REPORTS_PER_HOUR:
        raise TooManyError(ceil((times[0] + _HOUR - timezone.now()).total_seconds()))
    is_first = not comment.reports.filter(settled_at=None).exists()
    report = CommentReport.objects.create(comment=comment, reporter=actor, reason=reason)
    record(actor=actor, action="comment.reported", target=idea, comment=_name(comment))
    if is_first:
        emails.comment_reported(idea, comment, actor=actor, reason=reason)
    return report


@transaction.atomic
def hide_comment(comment: Comment, *, actor: User, reason: str) -> Comment:
    """Take a comment from the page with a public reason; its open reports are settled by it."""
    comment, idea = _moderated(comment, actor)
    if comment.hidden_at:
        return comment
    comment.hidden_at, comment.hidden_by = timezone.now(), actor
    comment.hidden_reason = reason
    _save(comment, idea, actor=actor, action="comment.hidden", reason=reason)
    _settle(comment, actor)
    return comment


@transaction.atomic
def show_comment(comment: Comment, *, actor: User) -> Comment:
    """Bring a hidden comment back."""
    comment, idea = _moderated(comment, actor)
    if not comment.hidden_at:
        return comment
    comment.hidden_at, comment.hidden_by, comment.hidden_reason = None, None, ""
    _save(comment, idea, actor=actor, action="comment.shown")
    return comment


@transaction.atomic
def settle_reports(comment: Comment, *, actor: User) -> None:
    """Leave the comment as it is: the open reports were looked at."""
    comment, idea = _moderated(comment, actor)
    if _settle(comment, actor):
        record(actor=actor, action="comment.kept", target=idea, comment=_name(comment))


def _locked(comment: Comment) -> tuple[Comment, Idea]:
    """The comment, locked, and the idea on whose page it stands."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("author", "idea__merged_into")
        .get(pk=comment.pk)
    )
    return comment, comment.idea.merged_into or comment.idea


def _moderated(comment: Comment, actor: User) -> tuple[Comment, Idea]:
    comment, idea = _locked(comment)
    if not IdeaPermissions.of(actor, idea).moderate:
        raise NotAllowedError("moderate")
    return comment, idea


def _save(comment: Comment, idea: Idea, *, actor: User, action: str, **data: str) -> None:
    comment.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    recount(idea)
    record(actor=actor, action=action, target=idea, comment=_name(comment), **data)
    emails.comment_moderated(idea, comment, actor=actor)


def _settle(comment: Comment, actor: User) -> int:
    open_reports = comment.reports.filter(settled_at=None)
    return open_reports.update(settled_at=timezone.now(), settled_by=actor)


def _name(comment: Comment) -> str:
    return str(comment.creation_key)
