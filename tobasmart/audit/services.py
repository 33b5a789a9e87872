"""Leave one audit entry for one act. Called by services and transitions, in their transaction."""

from typing import Any

from django.db import models

from tobasmart.audit.models import AuditEntry


def record(
    *, actor: Any, action: str, target: models.Model | None, label: str = "", **data: Any
) -> AuditEntry:
    """Write who (``actor`` None: the system) did ``action`` to ``target``; ``data`` is JSON-able.

    The audit floor knows no accounts, so the actor says for itself what is kept of it.
    """
    return AuditEntry.objects.create(
        actor=actor,
        actor_roles=actor.audit_roles if actor else "",
        actor_organisation=actor.audit_organisation if actor else "",
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        target_label=label or (str(target)[:200] if target else ""),
        data=data,
    )
