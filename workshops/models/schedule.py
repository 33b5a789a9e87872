"""What is planned: a BimTek stage, its sessions, agenda, speakers, materials and deliverables."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from workshops.querysets import CHECK_IN_OPENS, SessionQuerySet, WorkshopQuerySet

# A facilitator prepares and rehearses from the day before, and finishes the record the same night.
RIGHTS_BEGIN = timedelta(days=1)
RIGHTS_END = timedelta(hours=12)


class Workshop(models.Model):
    """One BimTek stage: days, place, agenda, speakers and what it delivers. All of it is data."""

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="workshops")
    slug = models.SlugField(unique=True)
    stage = models.PositiveSmallIntegerField("tahap")
    title = models.CharField("judul", max_length=160)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("selesai")
    venue = models.CharField("tempat", max_length=160)
    audience = models.CharField("peserta", max_length=200, blank=True)
    opened_by = models.CharField("dibuka oleh", max_length=160, blank=True)
    deliverable = models.CharField("luaran", max_length=200, blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)
    wifi_name = models.CharField("nama Wi-Fi", max_length=40, blank=True)
    registration_closes_at = models.DateTimeField("pendaftaran ditutup", null=True, blank=True)
    is_sample = models.BooleanField("latihan", default=False)
    # The last number given to a participant; the row is locked while one is given.
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "stage"],
                condition=Q(is_sample=False),
                name="workshop_stage_once",
            ),
            models.CheckConstraint(
                name="workshop_days_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return "BimTek Latihan" if self.is_sample else f"BimTek Tahap {self.roman}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:workshop_detail", args=[self.slug])

    @property
    def roman(self) -> str:
        """The stage as people write it: I to X."""
        return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][self.stage]

    @property
    def is_running(self) -> bool:
        return self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()


class Session(models.Model):
    """One sitting of a workshop: people check in to it, and each dimension may have a forum."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="sessions")
    # Also the scope of the grants that hold for it (``Grant.session_key``).
    key = models.SlugField(max_length=60, unique=True)
    day = models.PositiveSmallIntegerField("hari ke")
    title = models.CharField("judul", max_length=120)
    room = models.CharField("ruang", max_length=80, blank=True)
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("selesai")
    # Everything done while this is set is wiped before the day (services.rehearsal).
    is_rehearsal = models.BooleanField("gladi", default=False, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_times_in_order", condition=Q(starts_at__lt=F("ends_at"))
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="session_by_time")]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.title}"

    @property
    def is_running(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_open_for_check_in(self) -> bool:
        """From two hours before the start until the end; a rehearsal at any time."""
        return self.is_rehearsal or self.check_in_from <= timezone.now() < self.ends_at

    @property
    def check_in_from(self) -> datetime:
        return self.starts_at - CHECK_IN_OPENS

    @property
    def rights_from(self) -> datetime:
        return self.starts_at - RIGHTS_BEGIN

    @property
    def rights_until(self) -> datetime:
        return self.ends_at + RIGHTS_END


class AgendaItem(models.Model):
    """One line of the agenda. A line with dimensions is a round of forums."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="agenda")
    day = models.PositiveSmallIntegerField("hari ke")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("kegiatan", max_length=200)
    starts_at = models.TimeField("mulai", null=True, blank=True)
    ends_at = models.TimeField("selesai", null=True, blank=True)
    room = models.CharField("ruang", max_length=80, blank=True)
    dimensions = models.ManyToManyField("dimensions.Dimension", blank=True, related_name="+")

    class Meta:
        ordering = ["day", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "day", "position"], name="agenda_position_once"
            ),
            models.CheckConstraint(
                name="agenda_times_in_order",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(starts_at__lt=F("ends_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("nama", max_length=120)
    role = models.CharField("jabatan", max_length=160, blank=True)
    topic = models.CharField("topik", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "position"], name="speaker_position_once")
        ]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A paper of a workshop: an uploaded file, or a link to where it lies."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="materials")
    title = models.CharField("judul", max_length=160)
    link = models.URLField("tautan", max_length=500, blank=True)
    key = models.CharField(max_length=80, blank=True, editable=False)  # in ``files.storage``
    name = models.CharField(max_length=120, blank=True, editable=False)
    kind = models.CharField(max_length=8, blank=True, editable=False)
    byte_count = models.PositiveIntegerField(default=0, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="material_is_file_or_link",
                condition=(Q(link="") & ~Q(key="")) | (~Q(link="") & Q(key="")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it lies; asks for the workshop of a file."""
        if self.link:
            return self.link
        return reverse("workshops:material_file", args=[self.workshop.slug, uuid.UUID(self.key)])


class Deliverable(models.Model):
    """What a stage has to bring, and whether it is there."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="deliverables")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("luaran", max_length=200)
    delivered_on = models.DateField("diserahkan", null=True, blank=True)
    link = models.URLField("tautan", max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "position"], name="deliverable_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
