"""Leave one audit entry for one act. Called by services and transitions, in their transaction."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from tobasmart.audit.models import AuditEntry


def record(
    *, actor: Any, action: str, target: models.Model | None, label: str = "", **data: Any
) -> AuditEntry:
    """Write who (``actor`` None: the system) did ``action`` to ``target``; ``data`` is JSON-able.

    The audit floor knows no accounts, so the actor says for itself what is kept of it. Keys with a
    meaning of their own on the audit page: ``source`` and ``to`` (a status before and after),
    ``changes`` (field to [old, new]) and ``reason``. Names and addresses of people do not belong
    here: what is written cannot be changed, so people are named by primary key.
    """
    entry = _entry(actor, action, target, label, data)
    entry.save()
    return entry


def record_many(
    *, actor: Any, action: str, targets: Iterable[tuple[models.Model, str, dict[str, Any]]]
) -> None:
    """One entry for each (target, label, data) of one act on many, in one statement."""
    AuditEntry.objects.bulk_create(
        [_entry(actor, action, target, label, data) for target, label, data in targets],
        batch_size=1000,
    )


def changes_of(form: forms.BaseForm) -> dict[str, list[Any]]:
    """Field to [old, new] of a valid form, as JSON-able values; a related row by its own text."""
    return {
        name: [_plain(_initial(form, name)), _plain(form.cleaned_data.get(name))]
        for name in form.changed_data
    }


def times_lately(actor: Any, actions: Iterable[str], *, within: timedelta) -> list[datetime]:
    """When ``actor`` did one of ``actions``, oldest first: the count behind hourly limits."""
    since = timezone.now() - within
    entries = AuditEntry.objects.filter(actor=actor, action__in=list(actions), at__gt=since)
    return list(entries.order_by("at").values_list("at", flat=True))


def _entry(
    actor: Any, action: str, target: models.Model | None, label: str, data: dict[str, Any]
) -> AuditEntry:
    return AuditEntry(
        actor=actor,
        actor_roles=actor.audit_roles if actor else "",
        actor_organisation=actor.audit_organisation if actor else "",
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        target_label=label or (str(target)[:200] if target else ""),
        data=data,
    )


def _initial(form: forms.BaseForm, name: str) -> Any:
    value, field = form.get_initial_for_field(form.fields[name], name), form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list(value or [])
    if isinstance(field, forms.ModelChoiceField) and value is not None and field.queryset:
        return field.queryset.filter(pk=getattr(value, "pk", value)).first()
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | models.QuerySet):
        return [str(row) for row in value]
    return str(value)
