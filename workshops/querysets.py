from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from workshops.choices import PostState

if TYPE_CHECKING:
    from workshops.models import Forum, Session


class WorkshopQuerySet(models.QuerySet):
    def for_list(self) -> Self:
        return self.order_by("is_sample", "stage", "starts_on", "pk")


class SessionQuerySet(models.QuerySet):
    def running(self) -> Self:
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class ParticipantQuerySet(models.QuerySet):
    def by_number(self) -> Self:
        return self.order_by("number")

    def present_in(self, session: "Session") -> Self:
        return self.filter(attendances__session=session)


class AttendanceQuerySet(models.QuerySet):
    def for_sheet(self) -> Self:
        """With everything a row of the daftar hadir shows, by participant number."""
        return self.select_related("participant__organisation").order_by("participant__number")


class ForumQuerySet(models.QuerySet):
    def for_page(self) -> Self:
        return self.select_related("session__workshop__programme", "dimension")


class PostQuerySet(models.QuerySet):
    def on_board(self) -> Self:
        """Cards as the board counts them: leading ones, not parked, hidden or moved."""
        return self.filter(state=PostState.OPEN, lead=None)

    def with_votes(self) -> Self:
        """With ``dots``, all dots given to the card, and ``members``, the cards merged into it."""
        return self.annotate(members=Count("merged", distinct=True))

    def of_forum(self, forum: "Forum") -> Self:
        return self.filter(forum=forum)

    def visible_on_board(self) -> Self:
        return self.filter(~Q(state__in=[PostState.HIDDEN, PostState.MOVED]))
