"""What pages of other apps show of workshops."""

from typing import Any

from django import template
from django.template import Context

from submissions.models import Idea
from workshops.sources import sources_of

register = template.Library()


@register.inclusion_tag("workshops/_idea_sources.html", takes_context=True)
def idea_sources(context: Context, idea: Idea) -> dict[str, Any]:
    """ "Asal gagasan": the forum's cards an idea came of, also of ideas merged into it."""
    family = context.get("family")
    merged = family is None or bool(family.merged)
    return {"sources": sources_of(idea, has_family=merged)}
