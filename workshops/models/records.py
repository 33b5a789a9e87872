"""Minutes, the berita acara with its signers, and certificates of attendance."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from workshops.choices import MarkKind, SignerRole, SignMethod
from workshops.models.forums import Forum
from workshops.models.people import Participant
from workshops.models.schedule import Workshop
from workshops.triggers import rows_of_sealed_forum, rows_of_sealed_record, sealed_record


def new_token() -> str:
    """128 bits in 22 signs: short enough for a QR code, too long to guess."""
    return secrets.token_urlsafe(16)


class Minutes(models.Model):
    """Notulen of one forum (fields: docs/workflow.md), written in three sections.

    ``sections`` keeps the optimistic lock of each (services.minutes): two people may write two
    sections at once. ``revision`` counts the saves of all.
    """

    forum = models.OneToOneField(Forum, models.CASCADE, related_name="minutes")
    place = models.CharField("tempat", max_length=160, blank=True)
    starts_at = models.TimeField("mulai", null=True, blank=True)
    ends_at = models.TimeField("selesai", null=True, blank=True)
    led_by = models.CharField("dipimpin oleh", max_length=80, blank=True)
    led_by_title = models.CharField("jabatan pimpinan", max_length=120, blank=True)
    taken_by = models.CharField("notulis", max_length=80, blank=True)
    taken_by_title = models.CharField("jabatan notulis", max_length=120, blank=True)
    basis = models.CharField("dasar", max_length=300, blank=True)
    discussion = models.TextField("pembahasan", blank=True)
    conclusion = models.TextField("kesimpulan", blank=True)
    objections = models.TextField("keberatan dan catatan", blank=True)
    revision = models.PositiveIntegerField(default=1)
    sections = models.JSONField(default=dict, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"Notulen {self.forum_id}"


class MinuteMark(models.Model):
    """A line of the minutes marked as decision, or as follow-up with who and by when."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="marks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MarkKind)
    text = models.CharField(max_length=500)
    who = models.CharField("siapa", max_length=160, blank=True)
    due_on = models.DateField("kapan", null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mark_decision_has_no_deadline",
                condition=~Q(kind=MarkKind.DECISION) | Q(who="", due_on__isnull=True),
            )
        ]
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"{self.forum_id}: {self.kind}"


class Record(models.Model):
    """Berita acara of a forum; later change is an addendum. Sealed, the database refuses changes.

    ``facts`` are what it says of rows that may change later (days, names of the session, counts of
    people), copied when it is prepared. ``content`` is what was sealed, gathered from the rows
    behind it; ``sha256`` is the hash of its canonical JSON and stands on the printed page.
    """

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="records")
    addendum_number = models.PositiveSmallIntegerField(default=0)  # 0: the record itself
    number = models.CharField("nomor", max_length=60, blank=True)
    place = models.CharField("tempat", max_length=160, blank=True)
    text = models.TextField("isi adendum", blank=True)
    reason = models.CharField("alasan adendum", max_length=300, blank=True)
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    content = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sealed_at = models.DateTimeField(null=True, editable=False)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["forum", "addendum_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "addendum_number"], name="record_addendum_number_once"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="record_number_once"
            ),
            models.CheckConstraint(
                name="record_sealed_has_hash",
                condition=Q(sealed_at__isnull=True)
                | (Q(content__isnull=False, sealed_by__isnull=False) & ~Q(sha256="", number="")),
            ),
        ]
        triggers = [sealed_record()]

    def __str__(self) -> str:
        return self.number or f"Berita acara {self.forum_id}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:verification", args=[self.token])

    @property
    def is_addendum(self) -> bool:
        return self.addendum_number > 0


class Signer(models.Model):
    """One of the four who sign a record, on their own phone or on the printed page."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="signers")
    role = models.CharField(max_length=14, choices=SignerRole)
    name = models.CharField("nama", max_length=80)
    job_title = models.CharField("jabatan", max_length=120, blank=True)
    organisation_name = models.CharField("lembaga", max_length=160, blank=True)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    method = models.CharField(max_length=6, choices=SignMethod, blank=True)
    signed_at = models.DateTimeField(null=True)
    # Of the content as it was when this person agreed: a later change asks them again.
    signed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "role"], name="signer_once_per_role"),
            models.CheckConstraint(
                name="signer_signed_says_how",
                condition=Q(signed_at__isnull=True, method="")
                | (Q(signed_at__isnull=False) & ~Q(method="")),
            ),
        ]
        triggers = [rows_of_sealed_record()]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.role}"


class AgreedItem(models.Model):
    """One line of the agreed list of a record, as it stood when it was sealed."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=280)
    organisation_name = models.CharField(max_length=160, blank=True)
    dots = models.PositiveIntegerField(default=0)
    post_key = models.UUIDField()
    # A draft may be deleted later, the record stays: no foreign key.
    idea_key = models.CharField(max_length=12, blank=True)
    idea_code = models.CharField(max_length=20, blank=True)
    idea_status = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="agreed_position_once")
        ]
        triggers = [rows_of_sealed_record()]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.position}"


class Certificate(models.Model):
    """That a participant attended, with what was printed and its hash."""

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="certificates")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60, unique=True)
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "participant"],
                condition=Q(revoked_at__isnull=True),
                name="certificate_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.number
