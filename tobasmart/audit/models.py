import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F
from django.db.models.functions import Upper

from tobasmart.audit.querysets import AuditQuerySet


class AuditEntry(models.Model):
    """Who did what to which object, when. A trigger refuses update and delete.

    People are kept as ids and resolved when shown, so a removed person becomes "pengguna dihapus".
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    actor_roles = models.CharField(max_length=120, blank=True)
    actor_organisation = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    target_label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"], name="audit_by_target"),
            models.Index(fields=["action", "at"], name="audit_by_action"),
            models.Index(F("at").desc(), F("id").desc(), name="audit_newest_first"),
            models.Index(F("actor"), F("at").desc(), F("id").desc(), name="audit_by_actor"),
            # "ENV-014" typed in any case finds its entries by the beginning of the label.
            models.Index(
                OpClass(Upper("target_label"), "varchar_pattern_ops"), name="audit_by_label"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"
