"""From card to idea: one tap makes the draft of the leading writer, all writers stay named."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from submissions.models import Idea
from submissions.services.from_forum import draft_from_forum, remove_forum_draft
from submissions.text import IdeaText
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import notices, publishing
from workshops.choices import CreditAnswer, PostKind, PostState
from workshops.models import Forum, IdeaSource, Post
from workshops.services.board_refusals import NotNowError, opened

TITLE_LIMIT = 120
TEXT_LIMIT = 5000  # of the idea's form
NOT_NOW = "Kartu dapat dijadikan gagasan pada fase Rangkum."
GONE = "Kartu ini tidak lagi di papan. Muat ulang halaman."
SENT = "Gagasan ini sudah dikirim pengusulnya, jadi tidak dapat diurungkan."
WRITTEN = "Pengusul sudah menulis pada draf ini, jadi tidak dapat diurungkan."
MORE = "Kartu lain tercantum pada asal gagasan."
# Cards that say what is wrong belong to the problem of an idea, all others to its solution.
_PROBLEMS = frozenset({PostKind.WEAKNESS, PostKind.THREAT})
_NAMESPACE = uuid.UUID("6ad4a1d4-5bd1-4b1e-8f0e-3f3e1f6f2a57")


def draft_key_of(post: Post) -> uuid.UUID:
    """Of the draft a leading card becomes: a second tap finds the first one's."""
    return uuid.uuid5(_NAMESPACE, str(post.key))


@transaction.atomic
def promote(forum: Forum, *, keys: Sequence[uuid.UUID], actor: User) -> Idea:
    """Make one draft of the cards with ``keys`` and of all cards merged into them; the first leads.

    Its writer owns the draft; for one without an account the facilitator keeps it until they claim
    it. The other writers are asked whether they want to be named. A second tap, also of another
    facilitator at the same moment, is answered with the first one's idea. Raises
    ``NotAllowedError``, ``NotNowError``.
    """
    row, allowed = opened(forum, actor)
    if not allowed.promote:
        raise NotNowError(NOT_NOW)
    cards = _cards(row, keys)
    known = {
        source.post_id: source.idea
        for source in IdeaSource.objects.filter(post__in=cards).select_related("idea__author")
    }
    lead = cards[0]
    idea = known.get(lead.pk) or _draft(row, cards, actor)
    new = [card for card in cards if card.pk not in known]
    if not new:
        return idea
    IdeaSource.objects.bulk_create(
        IdeaSource(
            post=card, idea=idea, promoted_by=actor,
            answer=CreditAnswer.ACCEPTED if _is_owners(card, idea) else CreditAnswer.ASKED,
        )
        for card in new
    )  # fmt: skip
    numbers = [card.number for card in new]
    record(actor=actor, action="forum.promoted", target=idea, forum=row.code, cards=numbers)
    if lead.pk not in known:
        notices.card_promoted(idea, row, actor=actor)
    notices.credit_asked(_asked(new, idea), idea, row)
    publishing.publish(row, "board", {"posts": row.post_count})
    return idea


@transaction.atomic
def undo_promotion(forum: Forum, *, key: uuid.UUID, actor: User) -> None:
    """Delete the draft the card with ``key`` became, while nobody has written on it.

    Undone already, nothing changes. Raises ``NotAllowedError``, ``NotNowError``.
    """
    row, allowed = opened(forum, actor)
    source = (
        IdeaSource.objects.filter(post__forum=row, post__key=key)
        .select_related("idea__author", "idea__draft_version")
        .first()
    )
    if source is None:
        return
    if not allowed.promote:
        raise NotNowError(NOT_NOW)
    idea = source.idea
    numbers = list(
        IdeaSource.objects.filter(idea=idea).order_by("post__number").values_list(
            "post__number", flat=True
        )
    )  # fmt: skip
    notices.promotion_undone(idea, row, actor=actor)
    record(actor=actor, action="forum.promotion_undone", target=idea, forum=row.code, cards=numbers)
    try:
        remove_forum_draft(idea)
    except NotAllowedError as error:
        raise NotNowError(WRITTEN if str(error) == "written" else SENT) from error
    publishing.publish(row, "board", {"posts": row.post_count})


def _cards(forum: Forum, keys: Sequence[uuid.UUID]) -> list[Post]:
    """The leading cards in the order asked for, each followed by the cards merged into it."""
    rows = list(
        Post.objects.filter(Q(key__in=keys) | Q(lead__key__in=keys), forum=forum)
        .select_related("author__organisation", "author__user__organisation")
        .order_by("number")
    )
    by_key = {row.key: row for row in rows}
    leads = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    if not leads or len(leads) < len(set(keys)):
        raise NotNowError(GONE)
    if any(card.lead_id is not None or card.state != PostState.OPEN for card in leads):
        raise NotNowError(GONE)
    merged = [row for row in rows if row.lead_id and row.state == PostState.OPEN]
    return [
        card
        for lead in leads
        for card in (lead, *(row for row in merged if row.lead_id == lead.pk))
    ]


def _draft(forum: Forum, cards: Sequence[Post], actor: User) -> Idea:
    lead, workshop = cards[0], forum.session.workshop
    writer = lead.author
    account = writer.user if writer.user and writer.user.is_active else None
    idea, _ = draft_from_forum(
        author=account or actor,
        programme=workshop.programme,
        text=IdeaText(
            title=shortened(lead.heading, TITLE_LIMIT),
            dimension_id=forum.dimension_id,
            problem=_lines(card for card in cards if card.kind in _PROBLEMS),
            solution=_lines(card for card in cards if card.kind not in _PROBLEMS),
        ),
        key=draft_key_of(lead),
        organisation=account.organisation if account else writer.organisation,
        proposer_name="" if account else writer.from_where[:80],
        is_sample=workshop.is_sample,
    )
    return idea


def _is_owners(card: Post, idea: Idea) -> bool:
    return card.author.user_id == idea.author_id


def _asked(cards: Sequence[Post], idea: Idea) -> list[User]:
    """Writers with an account, each once, but for the owner; others are asked when they claim."""
    people = {card.author.user_id: card.author.user for card in cards if card.author.user}
    people.pop(idea.author_id, None)
    return [person for _, person in sorted(people.items())]


def named_card(post: Post) -> str:
    """How a card is introduced in the text of its idea: ``Kartu 12 (UMKM Tara Bunga):``."""
    return f"{nameless_card(post)[:-1]} ({post.author.from_where}):"


def nameless_card(post: Post) -> str:
    return f"Kartu {post.number}:"


def _lines(cards: Iterable[Post]) -> str:
    """A line for each card, as many as the form takes; the sources name all of them anyway."""
    text = ""
    for card in cards:
        line = f"{named_card(card)} {' '.join(card.text.split())}\n"
        if len(text) + len(line) > TEXT_LIMIT - len(MORE):
            return text + MORE
        text += line
    return text.rstrip("\n")


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` signs, cut at a word, with "…" where something is left out."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    cut = plain[: limit - 1]
    if " " in cut and not plain[limit - 1].isspace():
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,.;:-–") + "…"
