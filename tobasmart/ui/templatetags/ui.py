"""The portal's tags and filters; a template builtin, so no page has to load it."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
)
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tobasmart.ui import formats
from tobasmart.ui.errors import Entry, form_errors
from tobasmart.ui.icons import icon_markup

register = template.Library()

PAGE_PARAMETER = "hal"
STATUS_LABELS = {
    "draft": _("Draf"),
    "submitted": _("Diajukan"),
    "in_review": _("Ditinjau"),
    "needs_revision": _("Perlu perbaikan"),
    "approved": _("Disetujui"),
    "deferred": _("Ditunda"),
    "rejected": _("Ditolak"),
    "merged": _("Digabung"),
    "withdrawn": _("Ditarik"),
    "done": _("Lengkap"),
    "partly": _("Sebagian"),
    "missing": _("Belum diisi"),
    "sample": _("Contoh"),
    "current": _("Sedang berlangsung"),
}

register.filter("number", formats.number)
register.filter("rupiah", formats.rupiah)
register.filter("rupiah_short", formats.rupiah_short)
register.filter("percent", formats.percent)
register.filter("date_id", formats.date_id)
register.filter("datetime_id", formats.datetime_id)
register.filter("time_id", formats.time_id)
register.filter("ago_id", formats.ago_id)
register.filter("size_id", formats.size_id)
register.simple_tag(formats.period_id)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing by our own name or lucide's."""
    return icon_markup(str(name), str(label))


@register.simple_tag
def status_badge(code: str, label: str = "") -> SafeString:
    """Icon, word and tint of a status or of a task's readiness."""
    return format_html(
        '<span class="status status--{}">{} {}</span>',
        code,
        icon_markup(f"status-{code}"),
        label or STATUS_LABELS[code],
    )


@register.filter
def tone(dimension: Any) -> str:
    """The class that carries a dimension's colours: ``tone-env``; also for a bare code."""
    return f"tone-{getattr(dimension, 'code', dimension)}".lower()


@register.simple_tag
def dimension_badge(dimension: Any) -> SafeString:
    """Icon and name in the dimension's colour."""
    return format_html(
        '<span class="dimension-badge {}">{} {}</span>',
        tone(dimension),
        icon_markup(f"dimension-{dimension.code.lower()}"),
        dimension.name,
    )


@register.simple_tag
def dimension_tile(dimension: Any, size: str = "") -> SafeString:
    """The icon alone on the dimension's colour; the name has to stand beside it."""
    code = str(getattr(dimension, "code", dimension)).lower()
    return format_html(
        '<span class="dimension-tile{} {}">{}</span>',
        f" dimension-tile--{size}" if size else "",
        tone(code),
        icon_markup(f"dimension-{code}"),
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The query of this page with changes; an empty value removes, a change goes to page one."""
    request = context.get("request")
    values = request.GET.copy() if request else QueryDict(mutable=True)
    if PAGE_PARAMETER not in changes:
        values.pop(PAGE_PARAMETER, None)
    for key, value in changes.items():
        if value is None or value == "":
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}" if values else "?"


@register.simple_tag
def form_key() -> str:
    """Names one showing of a button: pressed many times, it still does its work once."""
    return str(uuid.uuid4())


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    """Previous, next and where we are; nothing when one page holds all."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("components/share_bar.html")
def share_bar(items: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """Parts of a whole with a legend; an item is (status or tone class, label, count)."""
    rows = list(items)
    total = sum(count for _code, _label, count in rows)
    parts, start = [], 0
    for code, label, count in rows:
        parts.append(
            {
                "css": code if code.startswith("tone-") else f"status--{code}",
                "label": label,
                "count": count,
                "x": f"{100 * start / total:.3f}%" if total else "0%",
                "width": f"{100 * count / total:.3f}%" if total else "0%",
            }
        )
        start += count
    return {"parts": parts, "total": total}


@register.inclusion_tag("components/bar_list.html")
def bar_list(items: Iterable[Any]) -> dict[str, Any]:
    """Bars with name and number; an item has tone, label, icon, value and text, as key or field."""
    bars = list(items)
    rows = [{key: _part(bar, key) for key in ("tone", "label", "icon", "text")} for bar in bars]
    values = [_part(bar, "value") or 0 for bar in bars]
    longest = max(values, default=0)
    for row, value in zip(rows, values, strict=True):
        row["width"] = f"{100 * float(value) / float(longest):.2f}%" if longest > 0 else "0%"
        row["text"] = formats.number(value) if row["text"] in (None, "") else row["text"]
    return {"rows": rows}


def _part(bar: Any, key: str) -> Any:
    return bar.get(key) if isinstance(bar, Mapping) else getattr(bar, key, None)


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Any], current: int) -> dict[str, Any]:
    """The way through a form; an item is a label or (label, address), ``current`` counts from 1."""
    rows = []
    for place, item in enumerate(items, start=1):
        label, url = (item, "") if isinstance(item, str) else item
        rows.append({"label": label, "url": url, "number": place})
    return {"rows": rows, "current": int(current)}


@register.simple_tag
def all_errors(form: BaseForm | None, extra: Iterable[Entry] | None = None) -> list[Entry]:
    """The entries of the error summary: those of the form, then those of its formsets."""
    own = form_errors(form) if form and form.is_bound else []
    return own + list(extra or [])


@register.filter
def places(entries: Iterable[Entry]) -> int:
    """How many fields are concerned: one field may have several errors."""
    return len({target or text for target, text in entries})


@register.filter
def is_optional(field: BoundField) -> bool:
    """May stay empty now and later: neither required nor asked for at submission."""
    widget = field.field.widget
    # "data-optional-said": the words above a group of fields say it once for all of them.
    told = {"data-required-at-submit", "data-optional-said"} & set(widget.attrs)
    return not (field.field.required or told or isinstance(widget, CheckboxInput))


@register.filter
def draws_itself(field: BoundField) -> bool:
    """Has a list of choices a template of its own, such as the dimension picker?"""
    stock = (RadioSelect.template_name, CheckboxSelectMultiple.template_name)
    return field.field.widget.template_name not in stock


@register.filter
def bare(field: BoundField) -> BoundField:
    """Without placeholder (it repeats the label) and maxlength (it cuts what is pasted)."""
    for name in ("placeholder", "maxlength"):
        field.field.widget.attrs.pop(name, None)
    return field


@register.filter("get")
def get_key(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key that a template cannot spell, such as ``data-code``."""
    return (mapping or {}).get(key)
