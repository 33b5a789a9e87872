"""Support, following and comments: what people say about an idea they may read."""

import uuid
from datetime import timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, QuerySet
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.counts import in_family, recount
from submissions.models import Comment, Follow, Idea, Support
from submissions.permissions import TALKED_ABOUT, IdeaPermissions
from submissions.thread import official_voice, role_shown
from submissions.transitions import NotAllowedError, locked
from tobasmart.audit.services import record

# Source: safety.md, RATE-LIMIT: thirty posts a minute for an account.
COMMENTS_PER_MINUTE = 30
_MINUTE = timedelta(minutes=1)


class TooManyError(Exception):
    """The account's limit is reached; ``seconds`` until it may go on."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@transaction.atomic
def set_support(idea: Idea, *, actor: User, is_on: bool) -> Idea:
    """Support the idea, or no longer. Twice the same changes nothing.

    Taking it back ends support given to ideas that were merged into this one as well: the person
    counts once for the family, so they must be able to leave it with one click.
    """
    idea = _talked_about(idea, actor)
    own = Support.objects.filter(in_family(idea), person=actor)
    if own.exists() == is_on:
        return idea
    if is_on:
        Support.objects.create(idea=idea, person=actor)
    else:
        own.delete()
    recount(idea)
    record(actor=actor, action="idea.supported" if is_on else "idea.unsupported", target=idea)
    return idea


@transaction.atomic
def set_follow(idea: Idea, *, actor: User, is_on: bool) -> Idea:
    """Hear of the idea, or no longer. Its own people hear of it anyway."""
    idea = _talked_about(idea, actor)
    own = Follow.objects.filter(in_family(idea), person=actor)
    if own.exists() == is_on:
        return idea
    if is_on:
        Follow.objects.create(idea=idea, person=actor)
    else:
        own.delete()
    record(actor=actor, action="idea.followed" if is_on else "idea.unfollowed", target=idea)
    return idea


def _talked_about(idea: Idea, actor: User) -> Idea:
    idea = locked(idea)
    if not IdeaPermissions.of(actor, idea).talk:
        raise NotAllowedError("talk")
    return idea


def add_comment(
    idea: Idea,
    *,
    actor: User,
    text: str,
    key: uuid.UUID,
    parent: Comment | None = None,
    is_official: bool = False,
) -> Comment:
    """Write a comment, or an answer to ``parent``; whoever comments follows the idea.

    ``key`` was made with the form: the same key again returns the first comment. An answer to an
    answer stands beside it, because there are two levels. Raises ``NotAllowedError`` when the idea
    is no longer talked about, and ``TooManyError`` above the limit.
    """
    allowed = IdeaPermissions.of(actor, idea)
    voice = official_voice(actor, idea, allowed) if is_official else None
    if not allowed.talk or (is_official and voice is None):
        raise NotAllowedError("talk")
    top = (parent.parent or parent) if parent else None
    comment = Comment(
        idea=top.idea if top else idea,
        parent=top,
        author=actor,
        # Of the person's own kind: nobody can take a key that somebody else's page has shown.
        creation_key=uuid.uuid5(key, str(actor.pk)),
        role_shown=role_shown(actor, idea),
        text=text,
        is_official=voice is not None and top is None,
        official_agency=voice.agency if voice and top is None else None,
    )
    try:
        return _store(comment, idea)
    except IntegrityError:
        # Two clicks at the same moment: the first one wrote it.
        return Comment.objects.get(creation_key=comment.creation_key)


@transaction.atomic
def _store(comment: Comment, idea: Idea) -> Comment:
    """One statement locks the idea, checks what may have changed since, and counts."""
    actor = comment.author
    same = Comment.objects.filter(creation_key=comment.creation_key)
    lately = written_lately(actor)
    full = lately.order_by("pk")[COMMENTS_PER_MINUTE - 1 : COMMENTS_PER_MINUTE]
    counted = Idea.objects.filter(
        ~Exists(same), ~Exists(full), pk=idea.pk, status__in=TALKED_ABOUT, is_hidden=False
    ).update(comment_count=F("comment_count") + 1)
    if not counted:
        return same.first() or _refuse(lately)
    comment.save(force_insert=True)
    Follow.objects.bulk_create([Follow(idea=idea, person=actor)], ignore_conflicts=True)
    record(
        actor=actor,
        action="comment.official" if comment.is_official else "comment.written",
        target=idea,
        comment=str(comment.creation_key),
    )
    emails.comment_written(idea, comment)
    return comment


def written_lately(actor: User) -> QuerySet[Comment]:
    return Comment.objects.filter(author=actor, created_at__gt=timezone.now() - _MINUTE)


def _refuse(lately: QuerySet[Comment]) -> Comment:
    times = list(lately.order_by("created_at").values_list("created_at", flat=True))
    if len(times) < COMMENTS_PER_MINUTE:
        raise NotAllowedError("talk")
    wait = times[-COMMENTS_PER_MINUTE] + _MINUTE - timezone.now()
    raise TooManyError(max(1, ceil(wait.total_seconds())))
