from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


class WorkshopQuerySet(models.QuerySet):
    def for_list(self) -> "WorkshopQuerySet":
        return self.order_by("stage", "starts_on", "pk")


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

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "stage"], name="workshop_stage_once"),
            models.CheckConstraint(
                name="workshop_days_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"BimTek Tahap {self.roman}"

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


class AgendaItem(models.Model):
    """One line of the agenda. A line with dimensions is a round of forums."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="agenda")
    day = models.PositiveSmallIntegerField("hari ke")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("kegiatan", max_length=200)
    dimensions = models.ManyToManyField("dimensions.Dimension", blank=True, related_name="+")

    class Meta:
        ordering = ["day", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "day", "position"], name="agenda_position_once"
            )
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
