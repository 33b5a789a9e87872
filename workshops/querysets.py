from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, FilteredRelation, Q
from django.utils import timezone

from workshops.choices import PostState

if TYPE_CHECKING:
    from workshops.models import Forum, Session

# People may check in so long before a session begins.
CHECK_IN_OPENS = timedelta(hours=2)


class WorkshopQuerySet(models.QuerySet):
    def for_list(self) -> Self:
        return self.order_by("is_sample", "stage", "starts_on", "pk")

    def for_page(self) -> Self:
        """With all that its public page shows of the plan; one query for each kind."""
        parts = ("sessions", "agenda", "materials", "deliverables", "speakers")
        return self.prefetch_related(*parts)


class SessionQuerySet(models.QuerySet):
    def running(self) -> Self:
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def near(self) -> Self:
        """Sessions of about today, and rehearsals: those a hall code may belong to."""
        now, day = timezone.now(), timedelta(days=1)
        by_time = Q(starts_at__lt=now + day, ends_at__gt=now - day)
        return self.filter(by_time | Q(is_rehearsal=True))


class ParticipantQuerySet(models.QuerySet):
    def by_number(self) -> Self:
        return self.order_by("number")

    def present_in(self, session: "Session") -> Self:
        return self.filter(attendances__session=session)

    def expected_at(self, session: "Session") -> Self:
        """Whom the desk of a session may meet: guests of other sessions only once confirmed."""
        own = Q(session=None) | Q(session=session) | Q(is_confirmed=True)
        return self.filter(own, workshop_id=session.workshop_id)


class AttendanceQuerySet(models.QuerySet):
    def for_sheet(self) -> Self:
        """With everything a row of the daftar hadir shows, by participant number."""
        return self.select_related("participant__organisation").order_by("participant__number")


class ForumQuerySet(models.QuerySet):
    def for_page(self) -> Self:
        return self.select_related("session__workshop__programme", "dimension")

    def for_cards(self) -> Self:
        """With ``record_number``, ``record_token`` and ``record_sealed_at`` of its berita acara."""
        of_record = FilteredRelation("records", condition=Q(records__addendum_number=0))
        return self.select_related("dimension").annotate(
            own_record=of_record,
            record_number=F("own_record__number"),
            record_token=F("own_record__token"),
            record_sealed_at=F("own_record__sealed_at"),
        )


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
