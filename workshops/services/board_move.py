"""A card that belongs to another table: it goes on there, a stub stays."""

import uuid

from django.db import transaction

from accounts.models import User
from submissions.transitions import NotAllowedError
from workshops import publishing
from workshops.choices import BoardActKind as Kind
from workshops.choices import ForumKind, Phase, PostKind, PostState
from workshops.models import BoardAct, Forum, Post
from workshops.permissions import is_facilitator
from workshops.services.board_acts import act_with, card_in, change, own_key, store, tell
from workshops.services.board_refusals import SEALED, NotNowError

EARLY = frozenset({Phase.COLLECT, Phase.GROUP})
OTHER_SESSION = "Kartu hanya dapat dipindahkan ke forum lain dalam sesi yang sama."
TOO_LATE = "Kartu dapat dipindahkan selama kedua forum masih mengumpulkan atau mengelompokkan."
LEADS = "Kartu ini memimpin kelompok. Keluarkan dulu kartu lain dari kelompoknya."


@transaction.atomic
def move_card(forum: Forum, card: uuid.UUID, *, to: Forum, actor: User, key: uuid.UUID) -> BoardAct:
    """Go on with the card in another forum of the session, by the same writer.

    Who runs the forum it leaves may do so; the other forum's facilitators may move it on. Both
    forums are locked in the order of their keys. Raises ``NotNowError``.
    """
    row, target = lock_both(forum, to)
    if not is_facilitator(actor, row):
        raise NotAllowedError("run")
    act_key = own_key(key, actor, f"{Kind.MOVE} {to.pk}", [card])
    if done := act_with(row, act_key):
        return done
    if row.pk == target.pk or row.session_id != target.session_id:
        raise NotNowError(OTHER_SESSION)
    if not {row.phase, target.phase} <= EARLY:
        raise NotNowError(TOO_LATE)
    post = card_in(row, card, PostState.OPEN)
    if post.merged.exists():
        raise NotNowError(LEADS)
    copy = _copied(post, target)
    kept = change(post, state=PostState.MOVED, moved_to_id=copy.pk, is_pinned=False)
    tell(target)
    return store(row, actor, Kind.MOVE, act_key, [kept] if kept else [], to_forum=target.code)


def lock_both(first: Forum, second: Forum) -> tuple[Forum, Forum]:
    """Both rows, locked always in the same order; raises ``NotNowError`` when one is sealed."""
    try:
        rows = {
            pk: publishing.locked(forum)
            for pk, forum in sorted({first.pk: first, second.pk: second}.items())
        }
    except publishing.ForumSealedError as error:
        raise NotNowError(SEALED) from error
    return rows[first.pk], rows[second.pk]


def _copied(post: Post, target: Forum) -> Post:
    """With a number of its own there; a SWOT forum takes a plain idea as an opportunity."""
    kind = post.kind
    if (target.kind == ForumKind.IDEAS) != (kind == PostKind.IDEA):
        kind = PostKind.IDEA if target.kind == ForumKind.IDEAS else PostKind.OPPORTUNITY
    target.post_count += 1
    target.save(update_fields=["post_count"])
    return Post.objects.create(
        forum=target,
        number=target.post_count,
        author_id=post.author_id,
        entered_by_id=post.entered_by_id,
        kind=kind,
        text=post.text,
        title=post.title,
    )
