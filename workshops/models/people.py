"""Who comes: participants, invited organisations, attendance, feedback."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.choices import OrganisationKind
from workshops.choices import CheckInMethod, ParticipantOrigin
from workshops.models.schedule import Session, Workshop
from workshops.querysets import AttendanceQuerySet, ParticipantQuerySet
from workshops.triggers import attendance_of_sealed_record

# Without 0/o, 1/l/i: codes are read aloud and typed from paper.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_card_code() -> str:
    """Six signs on a printed card: 887 million, for people without a phone."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(6))


def new_guest_key() -> str:
    return secrets.token_urlsafe(16)


def where_from(*names: str | None, number: int) -> str:
    """What everyone may read of a participant: the first name there is of where they come from."""
    return next((name for name in names if name), f"Peserta {number:03d}")


class Participant(models.Model):
    """One person of one workshop, with or without an account; the name is not the account's.

    A guest came with the hall code: held to ``session``, unconfirmed until the desk confirms.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
    )
    name = models.CharField("nama", max_length=80)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation_name = models.CharField("lembaga atau usaha", max_length=160, blank=True)
    kind = models.CharField("jenis", max_length=12, choices=OrganisationKind)
    job_title = models.CharField("jabatan", max_length=80, blank=True)
    gender = models.CharField("L/P", max_length=1, choices=[("L", "L"), ("P", "P")], blank=True)
    phone = models.CharField("nomor ponsel", max_length=20, blank=True)
    email = models.EmailField("surel", blank=True)
    origin = models.CharField(max_length=12, choices=ParticipantOrigin)
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="guests"
    )
    is_confirmed = models.BooleanField(default=True)
    is_cancelled = models.BooleanField(default=False)
    card_code = models.CharField(max_length=6, default=new_card_code, editable=False)
    guest_key = models.CharField(max_length=32, default=new_guest_key, editable=False)
    # One form, one participant: the same key again is answered with the first result.
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent_version = models.CharField(max_length=20, blank=True)
    is_rehearsal = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="participant_number_once"),
            models.UniqueConstraint(fields=["workshop", "user"], name="participant_person_once"),
            models.UniqueConstraint(fields=["workshop", "card_code"], name="participant_card_once"),
            models.CheckConstraint(
                name="participant_guest_has_session",
                condition=~Q(origin=ParticipantOrigin.GUEST)
                | Q(session__isnull=False)
                | Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Peserta {self.number_text}"

    @property
    def number_text(self) -> str:
        return f"{self.number:03d}"

    @property
    def from_where(self) -> str:
        """The organisation as everyone may read it; else the participant's number."""
        own = self.organisation
        names = (own.short_name, own.name) if own else ()
        return where_from(*names, self.organisation_name, number=self.number)


class Invitation(models.Model):
    """That an organisation is asked to send people; without anyone present it is missing."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    seats = models.PositiveSmallIntegerField("jumlah orang", default=2)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "organisation"], name="invitation_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop}: {self.organisation}"


class Attendance(models.Model):
    """That a participant was there. Once its forum's record is sealed the row cannot change."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="attendances")
    at = models.DateTimeField()
    method = models.CharField(max_length=8, choices=CheckInMethod)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField("alasan", max_length=200, blank=True)
    is_rehearsal = models.BooleanField(default=False, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_late_has_reason",
                condition=~Q(method=CheckInMethod.LATE) | ~Q(reason=""),
            ),
        ]
        triggers = [attendance_of_sealed_record()]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.participant_id}"


_stars = [MinValueValidator(1), MaxValueValidator(5)]


class Feedback(models.Model):
    """What one participant thought of a session. Results are shown as counts, never by name."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="feedback")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="feedback")
    usefulness = models.PositiveSmallIntegerField("bermanfaat", validators=_stars)
    clarity = models.PositiveSmallIntegerField("mudah diikuti", validators=_stars)
    heard = models.PositiveSmallIntegerField("pendapat didengar", validators=_stars)
    text = models.TextField("saran", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="feedback_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.participant_id}"
