"""Cards of a forum. They get plain values only, so each is rendered once for a whole hall."""

from django import template
from django.utils.safestring import SafeString

from tobasmart.ui.pure import render_pure
from workshops.phone import Card, VoteCard

register = template.Library()


@register.simple_tag
def board_card(card: Card) -> SafeString:
    """A card that is only read, with those merged into it."""
    return render_pure(
        "workshops/_forum_card.html", key=card.key, kind=card.kind, text=card.text,
        origin=card.origin, group=card.group,
    )  # fmt: skip


@register.simple_tag
def vote_card(vote: VoteCard, left: int) -> SafeString:
    """A card with its two buttons; ``left`` are the dots this person has yet to give."""
    card, dots = vote.card, vote.dots
    return render_pure(
        "workshops/_vote_card.html", number=card.number, kind=card.kind, text=card.text,
        origin=card.origin, members=card.members, label=vote.label, dots=dots,
        less=f"{card.key}:{max(0, dots - 1)}", more=f"{card.key}:{dots + 1}", is_full=left <= 0,
    )  # fmt: skip
