from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


class Programme(models.Model):
    """The period a masterplan covers, its intake window and its promises. One is current."""

    slug = models.SlugField(unique=True)
    name = models.CharField("nama program", max_length=120)
    region = models.CharField("daerah", max_length=80)
    region_code = models.CharField("kode wilayah", max_length=10)
    province = models.CharField("provinsi", max_length=80)
    document_title = models.CharField("judul dokumen", max_length=160)
    start_year = models.PositiveSmallIntegerField("tahun mulai")
    end_year = models.PositiveSmallIntegerField("tahun selesai")
    short_until = models.PositiveSmallIntegerField("jangka pendek sampai")
    long_until = models.PositiveSmallIntegerField("jangka panjang sampai")
    rpjmd = models.CharField("RPJMD acuan", max_length=120, blank=True)
    intake_opens_at = models.DateTimeField("gagasan dibuka", null=True, blank=True)
    intake_closes_at = models.DateTimeField("gagasan ditutup", null=True, blank=True)
    take_up_days = models.PositiveSmallIntegerField("hari kerja sampai mulai ditinjau", default=5)
    decision_days = models.PositiveSmallIntegerField("hari kerja sampai keputusan", default=10)
    revision_days = models.PositiveSmallIntegerField("hari kerja untuk perbaikan", default=5)
    min_approved = models.PositiveSmallIntegerField(
        "gagasan disetujui per dimensi sebelum terbit", default=3
    )
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="programme_one_is_current"
            ),
            models.CheckConstraint(
                name="programme_years_in_order",
                condition=Q(start_year__lte=F("short_until"))
                & Q(short_until__lte=F("end_year"))
                & Q(end_year__lte=F("long_until")),
            ),
            models.CheckConstraint(
                name="programme_intake_in_order",
                condition=Q(intake_opens_at__isnull=True)
                | Q(intake_closes_at__isnull=True)
                | Q(intake_opens_at__lt=F("intake_closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.start_year, self.end_year + 1)

    @property
    def intake_is_open(self) -> bool:
        """Whether ideas may be submitted now; an open end is open."""
        now = timezone.now()
        opened = self.intake_opens_at is None or self.intake_opens_at <= now
        return opened and (self.intake_closes_at is None or now < self.intake_closes_at)

    def horizon_of(self, end_year: int | None) -> str:
        """Either "pendek", "menengah" or "panjang" by the year an idea ends; "" while unknown."""
        if end_year is None:
            return ""
        if end_year <= self.short_until:
            return "pendek"
        return "menengah" if end_year <= self.end_year else "panjang"


class Dimension(models.Model):
    """One of the six smart-city dimensions, in the programme's order."""

    code = models.CharField(max_length=3, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField("nama", max_length=60)
    official_name = models.CharField("nama resmi", max_length=60)
    hint = models.CharField("petunjuk singkat", max_length=80)
    target = models.TextField("sasaran kawasan pariwisata prioritas")
    target_source = models.CharField("sumber", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:dimension", args=[self.slug])


class Subdimension(models.Model):
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="subdimensions")
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField("nama", max_length=100)
    english_name = models.CharField("istilah Inggris", max_length=60)
    sample_indicators = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["dimension__position", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "position"], name="subdimension_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A kecamatan. Codes have gaps, so nothing may count on their sequence."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField("nama", max_length=60)
    village_count = models.PositiveSmallIntegerField("jumlah desa")
    ward_count = models.PositiveSmallIntegerField("jumlah kelurahan")
    area_km2 = models.DecimalField("luas (km²)", max_digits=8, decimal_places=2)
    latitude = models.DecimalField("lintang", max_digits=8, decimal_places=5)
    longitude = models.DecimalField("bujur", max_digits=8, decimal_places=5)
    source = models.CharField("sumber", max_length=300)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BioeconomySector(models.Model):
    """One of the four sectors the BimTek speaker named, with its national target."""

    code = models.SlugField(unique=True)
    name = models.CharField("nama", max_length=80)
    national_target_idr = models.BigIntegerField(
        "target nasional (rupiah)", validators=[MinValueValidator(0)]
    )
    source = models.CharField("sumber", max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class PriorityProgramme(models.Model):
    """A priority of the regency's medium-term plan that an idea can serve."""

    code = models.SlugField(unique=True)
    name = models.CharField("nama", max_length=100)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class FundSource(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField("nama", max_length=60)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day off the calendar package does not know, added by an admin."""

    on = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=100)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d-%m-%Y} {self.name}"
