"""``{% load terms %}``: a word of the programme, explained where the page first uses it."""

import re

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tobasmart.ui.terms import TERMS

register = template.Library()
_MARKED = re.compile(r"\[([^\]]+)\]")


@register.simple_tag(takes_context=True)
def term(context: Context, word: str, shown: str = "") -> SafeString:
    """``OPD`` as a definition with its meaning behind it; the second time the word alone.

    ``shown`` is another spelling, such as a capital at the beginning of a sentence. Raises
    ``KeyError`` for a word that is not in the glossary, so that a typing error cannot hide.
    """
    return _explained(context, word, shown)


@register.simple_tag(takes_context=True)
def explain(context: Context, text: str) -> SafeString:
    """A text in which each ``[word]`` is a term: for words handed on to a component."""
    parts = _MARKED.split(text)
    return format_html_join(
        "",
        "{}",
        ((_explained(context, part) if place % 2 else part,) for place, part in enumerate(parts)),
    )


def _explained(context: Context, word: str, shown: str = "") -> SafeString:
    found = TERMS[word.lower()]
    request = context.get("request")
    used: set[str] = getattr(request, "terms_used", set())
    if found.word in used:
        return format_html("{}", shown or found.word)
    if request is not None:
        request.terms_used = used | {found.word}
    return format_html("<dfn>{}</dfn> ({})", shown or found.word, found.meaning)
