from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from masterplan.choices import ACTIVE, BuildStatus

# A build writes its heartbeat every 5 s; four missed ones mean that its process is gone.
STALE_AFTER = timedelta(seconds=20)
MAX_ATTEMPTS = 3


class BuildQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def stale(self) -> Self:
        """Running builds whose process has stopped telling that it lives."""
        return self.filter(
            status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER
        )

    def claimable(self) -> Self:
        """Builds a worker may take: waiting, or left by a dead process, with attempts left."""
        gone = Q(status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
        return self.filter(Q(status=BuildStatus.QUEUED) | gone, attempt__lt=MAX_ATTEMPTS)

    def finished(self) -> Self:
        """Builds with a file, newest first."""
        return self.filter(status=BuildStatus.DONE).order_by("-finished_at", "-pk")


class EditionQuerySet(models.QuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")
