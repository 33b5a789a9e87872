from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from masterplan.choices import ACTIVE, BuildStatus, BuildStep, FragmentState

# A build writes its heartbeat every 5 s; four missed ones mean that its process is gone.
STALE_AFTER = timedelta(seconds=20)
MAX_ATTEMPTS = 3


class BuildQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def stale(self) -> Self:
        """Running builds whose process has stopped telling that it lives.

        While pages are laid out a build belongs to no process: its fragments do.
        """
        return self.filter(
            status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER
        ).exclude(step=BuildStep.LAYOUT)

    def claimable(self) -> Self:
        """Builds a worker may take: waiting, or left by a dead process, with attempts left."""
        gone = Q(status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
        gone &= ~Q(step=BuildStep.LAYOUT)
        return self.filter(Q(status=BuildStatus.QUEUED) | gone, attempt__lt=MAX_ATTEMPTS)

    def laying_out(self) -> Self:
        """Builds whose fragments any worker may take."""
        return self.filter(status=BuildStatus.RUNNING, step=BuildStep.LAYOUT)

    def quiet(self) -> Self:
        """Builds of which no worker has finished a fragment lately."""
        return self.laying_out().filter(heartbeat_at__lt=timezone.now() - STALE_AFTER)

    def finished(self) -> Self:
        """Builds with a file, newest first."""
        return self.filter(status=BuildStatus.DONE).order_by("-finished_at", "-pk")


class FragmentQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        return self.exclude(state=FragmentState.DONE)

    def stale(self) -> Self:
        """Claimed by a process that has stopped telling that it lives."""
        return self.filter(
            state=FragmentState.CLAIMED, heartbeat_at__lt=timezone.now() - STALE_AFTER
        )

    def claimable(self) -> Self:
        """Missing, or left by a dead process, with attempts left; the longest first."""
        gone = Q(state=FragmentState.CLAIMED, heartbeat_at__lt=timezone.now() - STALE_AFTER)
        return self.filter(
            Q(state=FragmentState.MISSING) | gone, attempt__lt=MAX_ATTEMPTS
        ).order_by("-weight", "pk")

    def exhausted(self) -> Self:
        """Fragments whose process died as often as it may."""
        return self.stale().filter(attempt__gte=MAX_ATTEMPTS)


class EditionQuerySet(models.QuerySet):
    def newest_first(self) -> Self:
        """The one on its way first, then by age."""
        return self.order_by(F("published_at").desc(nulls_first=True), "-created_at", "-pk")


class SheetRowQuerySet(models.QuerySet):
    def of(self, programme_id: int, sheet: str) -> Self:
        """The rows of one worksheet in its order, with all a row shows."""
        return (
            self.filter(programme_id=programme_id, sheet=sheet)
            .select_related("dimension", "subdimension", "organisation", "idea")
            .order_by("position", "pk")
        )


class DataRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(answered_at=None)

    def late(self) -> Self:
        return self.open().filter(due_on__lt=timezone.localdate())
