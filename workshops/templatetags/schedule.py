from typing import Any

from django import template
from django.utils.safestring import SafeString

from tobasmart.ui.pure import render_pure
from workshops.agenda import hours_of

register = template.Library()
register.filter("hours", hours_of)


@register.simple_tag
def pure(name: str, **values: Any) -> SafeString:
    """A partial that shows these plain values and nothing else, rendered once for all who ask."""
    return render_pure(name, **values)
