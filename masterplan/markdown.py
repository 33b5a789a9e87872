"""Narratives: a small part of Markdown to HTML that is safe on pages and in print.

Headings, paragraphs, lists, emphasis, tables and links to web pages. Raw HTML and pictures stay
text; nothing is fetched. The result is cleaned once more against a list of tags (docs/security.md).
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

NARRATIVE_LIMIT = 20_000
MAX_NESTING = 12
_TAGS = {
    "p", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "br", "blockquote", "a", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_parser = (
    MarkdownIt(
        "commonmark",
        {"html": False, "linkify": False, "typographer": False, "maxNesting": MAX_NESTING},
    )
    .enable("table")
    .disable(["image", "html_block", "html_inline"])
)


def narrative_html(text: str) -> SafeString:
    """The text as HTML. Its headings begin at the fourth level: they stand below a section's."""
    tokens = _parser.parse(text[:NARRATIVE_LIMIT])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 3)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    cleaned = nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http"}, link_rel=None
    )
    return mark_safe(cleaned)  # noqa: S308  (cleaned on the line above)
