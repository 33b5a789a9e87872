"""Rows and cards of ideas. Their partials get plain values only, so each is rendered once."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString

from submissions.choices import IdeaStatus
from tobasmart.ui.formats import ago_id
from tobasmart.ui.pure import render_pure

register = template.Library()


@dataclass(frozen=True)
class Place:
    """What a badge shows of a dimension."""

    code: str
    name: str


@register.simple_tag
def idea_card(row: dict[str, Any], show_dimension: bool = False) -> SafeString:
    """A card of an idea; ``row`` are the values of ``for_cards()``."""
    return render_pure(
        "submissions/_idea_card.html",
        address=row["code"].lower(),
        code=row["code"],
        title=row["title"],
        text=row["text"],
        status=row["status"],
        status_label=IdeaStatus(row["status"]).label,
        dimension=Place(row["dimension__code"], row["dimension__name"]) if show_dimension else None,
        who=row["organisation__name"],
        is_sample=row["is_sample"],
        ago=ago_id(row["submitted_at"]),
    )


@register.simple_tag
def desk_row(row: Any, asal: str, *, is_ticked: bool, is_open: bool) -> SafeString:
    """A row of the queue; ``row`` is a ``desk.rows.Row``, ``asal`` the place to come back to."""
    idea = row.idea
    return render_pure(
        "submissions/_desk_row.html",
        code=idea.code,
        address=idea.address,
        title=idea.current_version.title,
        number=idea.current_version.number,
        dimension=Place(idea.dimension.code, idea.dimension.name),
        who=idea.proposer,
        is_own=idea.is_own,
        is_held=idea.is_held,
        due=row.due,
        is_late=row.is_late,
        mean=idea.score_mean if row.shows_scores else None,
        spread=idea.score_spread if row.is_wide else None,
        reviewed=row.reviewed,
        abstained=row.abstained,
        is_mine_done=row.is_mine_done,
        status=str(idea.status),
        status_label=str(idea.get_status_display()),
        asal=asal,
        is_ticked=is_ticked,
        is_open=is_open,
    )
