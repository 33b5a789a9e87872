"""Partials that say the same for the same values, rendered once and kept.

A list page spends most of its time on rendering rows it rendered a second ago. Everything a pure
partial shows is given to it by name, so the values are the key and nothing can grow stale; what
depends on the time of day is given as words.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

# About 2 kB each: a few pages of every list, a few MB in each process.
MAX_KEPT = 1024


def render_pure(template: str, **values: Any) -> SafeString:
    """``template`` with ``values`` and nothing else; they must be hashable and plain."""
    if settings.DEBUG:
        return _render(template, tuple(values.items()))
    return _kept(template, tuple(values.items()))


def _render(template: str, values: tuple[tuple[str, Any], ...]) -> SafeString:
    text = engines["django"].get_template(template).render(dict(values))
    return mark_safe(text)  # noqa: S308  (a template escaped it)


_kept = lru_cache(maxsize=MAX_KEPT, typed=True)(_render)
