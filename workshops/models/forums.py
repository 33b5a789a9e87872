"""A live forum: its phase and clock, who sits in it, what happened, what is undone."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from workshops.choices import STEPS, BoardActKind, ForumKind, Phase
from workshops.models.people import Participant
from workshops.models.schedule import Session
from workshops.querysets import ForumQuerySet
from workshops.triggers import rows_of_sealed_forum, sealed_forum

# A closed phase may be opened again so long (design, flow 3.2).
REOPEN_WITHIN = timedelta(minutes=2)


class Forum(models.Model):
    """One dimension's table in one session.

    ``version`` rises by one with every ``ForumEvent``; the row is locked meanwhile, so events are
    committed in the order of their versions (docs/decisions/0008-forum-events.md).
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="forums")
    dimension = models.ForeignKey("dimensions.Dimension", models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=8, choices=ForumKind, default=ForumKind.IDEAS)
    code = models.CharField(max_length=8, unique=True)  # as typed on a phone: EK47
    room = models.CharField("ruang", max_length=80, blank=True)
    question = models.CharField("pertanyaan", max_length=200)
    dots = models.PositiveSmallIntegerField(
        "titik suara per orang",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    collect_minutes = models.PositiveSmallIntegerField("menit mengumpulkan", default=20)
    group_minutes = models.PositiveSmallIntegerField("menit mengelompokkan", default=15)
    vote_minutes = models.PositiveSmallIntegerField("menit memberi suara", default=10)
    summary_minutes = models.PositiveSmallIntegerField("menit merangkum", default=15)

    phase = models.CharField(max_length=8, choices=Phase, default=Phase.WAITING, editable=False)
    phase_before = models.CharField(max_length=8, choices=Phase, blank=True, editable=False)
    phase_since = models.DateTimeField(null=True, editable=False)
    # The clock: when it runs out, or how many seconds were left when it was paused.
    phase_ends_at = models.DateTimeField(null=True, editable=False)
    paused_seconds = models.PositiveIntegerField(null=True, editable=False)
    # Private writing first: off, cards are seen by their writer and the facilitator alone.
    shows_posts = models.BooleanField(default=False, editable=False)
    shows_results = models.BooleanField(default=False, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    voter_count = models.PositiveIntegerField(default=0, editable=False)
    seat_count = models.PositiveIntegerField(default=0, editable=False)
    # Set in the transaction that seals the record, before the record itself.
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ["session", "dimension__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "dimension"], name="forum_once_per_dimension_and_session"
            ),
        ]
        triggers = [sealed_forum()]

    def __str__(self) -> str:
        return f"Forum {self.dimension.name}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:forum", args=[self.code.lower()])

    @property
    def is_paused(self) -> bool:
        return self.paused_seconds is not None

    @property
    def seconds_left(self) -> int | None:
        """On the clock, never below zero; None where no phase is timed."""
        if self.paused_seconds is not None:
            return self.paused_seconds
        if self.phase_ends_at is None:
            return None
        return max(0, round((self.phase_ends_at - timezone.now()).total_seconds()))

    @property
    def next_phase(self) -> Phase | None:
        order = list(Phase)
        place = order.index(Phase(self.phase))
        return order[place + 1] if place + 1 < len(order) else None

    @property
    def step(self) -> int:
        """1 to 4 while it runs, 0 before, 5 after: where the stepper stands."""
        if self.phase == Phase.WAITING:
            return 0
        return STEPS.index(Phase(self.phase)) + 1 if self.phase in STEPS else len(STEPS) + 1

    @property
    def may_be_reopened(self) -> bool:
        """Whether the phase before may be opened again: two minutes, then never."""
        return (
            self.phase_before in STEPS
            and self.phase_since is not None
            and timezone.now() - self.phase_since <= REOPEN_WITHIN
        )


class Seat(models.Model):
    """That a participant sits in a forum; the row is locked while they write or vote."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="seats")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="seats")
    joined_at = models.DateTimeField(auto_now_add=True)
    # Of the newest ballot that counted: one with a lower number was overtaken on its way.
    ballot_number = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forum", "participant"], name="seat_once")]
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"{self.forum_id}: {self.participant_id}"


class ForumEvent(models.Model):
    """One change of a forum, as the live stream tells it. Written by ``publishing`` alone.

    ``data`` is what every listener gets, ``staff_data`` what facilitators get instead (a private
    card's words, say); an empty ``staff_data`` means: the same.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="events")
    version = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    staff_data = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "version"], name="event_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.forum_id}.{self.version} {self.kind}"


class BoardAct(models.Model):
    """What a facilitator did with cards, and how they were before, so that it can be undone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=8, choices=BoardActKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=list)  # one object for each card: its fields as they were
    reason = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["forum", "at"], name="board_act_by_forum_and_time")]
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"{self.forum_id}: {self.kind}"
