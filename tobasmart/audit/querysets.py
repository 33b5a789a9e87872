from datetime import date, datetime, time, timedelta
from typing import Self

from django.db import models
from django.utils import timezone


class AuditQuerySet(models.QuerySet):
    def between(self, first: date | None, last: date | None) -> Self:
        """Entries of these days in Jakarta, both included; None leaves that end open."""
        found = self
        if first:
            found = found.filter(at__gte=_midnight(first))
        if last:
            found = found.filter(at__lt=_midnight(last + timedelta(days=1)))
        return found

    def of_action(self, code: str) -> Self:
        """One act (``idea.approved``), or all of one kind (``idea.``)."""
        name = "action__startswith" if code.endswith(".") else "action"
        return self.filter(**{name: code}) if code else self

    def labelled(self, beginning: str) -> Self:
        return self.filter(target_label__istartswith=beginning) if beginning else self

    def older_than(self, at: datetime, pk: int) -> Self:
        """What comes behind this entry in a list with the newest first."""
        return self.filter(at__lte=at).exclude(at=at, pk__gte=pk)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
