from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def shown_to(self, person: Any) -> Self:
        """What the person may read now; notices of an act that may still be undone wait."""
        return self.filter(recipient=person, visible_from__lte=timezone.now())

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        """Unread before read, each newest first."""
        return self.annotate(is_read=Q(read_at__isnull=False)).order_by(
            "is_read", "-visible_from", "-pk"
        )
