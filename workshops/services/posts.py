"""Cards of participants: written, changed and withdrawn while the forum collects."""

import uuid
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from submissions.services.talk import TooManyError
from tobasmart.audit.services import record
from workshops.choices import WITHDRAWN, PostKind, PostState
from workshops.models import Forum, Participant, Post, Session
from workshops.permissions import ForumPermissions
from workshops.publishing import card_of, publish, publish_forgotten
from workshops.services.seats import RefusedError, join_forum, locked_for, locked_seat

# Source: safety.md, RATE-LIMIT: thirty posts a minute for one person.
POSTS_PER_MINUTE = 30
_MINUTE = timedelta(minutes=1)
# A withdrawn card keeps its row, so that its key cannot bring it back from a phone's queue, and
# its number, so that no other card gets it. Its words go.
_WITHDRAWN_TEXT = "(kartu ditarik penulisnya)"


@transaction.atomic
def add_post(
    forum: Forum,
    *,
    author: Participant,
    text: str,
    key: uuid.UUID,
    kind: str = PostKind.IDEA,
    entered_by: User | None = None,
) -> Post:
    """Put a card on the board. ``key`` was made on the phone: the same key again is the same card.

    With ``entered_by`` a facilitator types the card of someone without a phone, who is seated by
    it. Raises ``RefusedError`` (phase, attendance, seat) and ``TooManyError`` above the limit.
    """
    if entered_by is not None:
        if not ForumPermissions.of(entered_by, forum).run:
            raise RefusedError("not leading")
        join_forum(forum, actor=author)
    locked_seat(forum, author)
    now = timezone.now()
    lately = Q(author=author, created_at__gt=now - _MINUTE)
    rows = list(Post.objects.filter(lately | Q(key=key)).order_by("created_at"))
    if same := next((row for row in rows if row.key == key), None):
        return _first(same, forum, author)
    if len(rows) >= POSTS_PER_MINUTE:
        raise TooManyError(_wait(rows[-POSTS_PER_MINUTE].created_at, now))
    row = locked_for(forum, author, "write")
    row.post_count += 1
    row.save(update_fields=["post_count"])
    post = Post.objects.create(
        forum=row, key=key, number=row.post_count, author=author, text=text, kind=kind,
        entered_by=entered_by,
    )  # fmt: skip
    _tell(row, post)
    if entered_by is not None:
        record(
            actor=entered_by, action="forum.card_entered", target=row,
            label=f"{row}, kartu {post.number}", key=str(key),
        )  # fmt: skip
    return post


def _first(same: Post, forum: Forum, author: Participant) -> Post:
    if (same.forum_id, same.author_id) != (forum.pk, author.pk):
        raise RefusedError("foreign")
    return same


def _wait(oldest: datetime, now: datetime) -> int:
    """Seconds until the oldest of the last thirty cards is a minute old."""
    return max(1, ceil((oldest + _MINUTE - now).total_seconds()))


def _tell(forum: Forum, post: Post) -> None:
    """Private writing first: the words go to everyone only where cards are shown."""
    count, card = {"posts": forum.post_count}, card_of(post)
    publish(
        forum,
        "post",
        count | {"card": card} if forum.shows_posts else count,
        staff_data=count | {"card": card | {"author": post.author.number_text}},
    )


@transaction.atomic
def edit_post(post: Post, *, actor: Participant, text: str, kind: str) -> Post:
    """Change the words of one's own card while the forum collects. Raises ``RefusedError``."""
    forum = locked_for(post.forum, actor, "write")
    row = _in_own_hands(post, actor)
    if (row.text, row.kind) != (text, kind):
        row.text, row.kind = text, kind
        row.save(update_fields=["text", "kind"])
        _changed(forum, row)
    return row


@transaction.atomic
def withdraw_post(post: Post, *, actor: Participant) -> Post:
    """Take one's own card back while the forum collects; twice is once. Raises ``RefusedError``.

    It stays as a hidden card without its words; its number is not given again.
    """
    forum = locked_for(post.forum, actor, "write")
    if Post.objects.filter(pk=post.pk, author=actor, hidden_reason=WITHDRAWN).exists():
        return post
    row = _in_own_hands(post, actor)
    row.state, row.hidden_reason, row.is_pinned = PostState.HIDDEN, WITHDRAWN, False
    row.text, row.title = _WITHDRAWN_TEXT, ""
    row.save(update_fields=["state", "hidden_reason", "is_pinned", "text", "title"])
    _changed(forum, row)
    return row


def _in_own_hands(post: Post, actor: Participant) -> Post:
    """The card as it is now, unless a facilitator has grouped, hidden or moved it."""
    row = Post.objects.with_votes().get(pk=post.pk)
    free = row.state in {PostState.OPEN, PostState.PARKED} and row.lead_id is None
    if row.author_id != actor.pk or not free or row.members:  # type: ignore[attr-defined]
        raise RefusedError("handled")
    return row


def _changed(forum: Forum, post: Post) -> None:
    publish_forgotten(forum, [str(post.key)])


def author_typed(session: Session, typed: str) -> Participant | None:
    """Whose card a facilitator types in: by participant number ("014") or by the printed code."""
    typed = typed.strip().upper().replace(" ", "")
    own = Participant.objects.filter(workshop_id=session.workshop_id, is_cancelled=False)
    own = own.select_related("organisation")
    # Codes may consist of digits alone, but have six signs; numbers have fewer.
    if typed.isascii() and typed.isdigit() and len(typed) < 6:
        return own.filter(number=int(typed)).first()
    return own.filter(card_code=typed).first()
