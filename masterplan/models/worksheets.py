"""What the books need besides ideas: rows of worksheets, narratives, requests to agencies."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from masterplan.querysets import DataRequestQuerySet, SheetRowQuerySet


class SheetRow(models.Model):
    """One row of a worksheet (``worksheets.sheets``); ``values`` holds what has no column here.

    ``organisation`` is the agency the row speaks of and belongs to. ``source`` and ``source_year``
    stand beside the row's figures: nothing is printed without them (domain, caution 2).
    """

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=30)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField()
    dimension = models.ForeignKey(
        "dimensions.Dimension", models.PROTECT, null=True, blank=True, related_name="+"
    )
    subdimension = models.ForeignKey(
        "dimensions.Subdimension", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    idea = models.ForeignKey(
        "submissions.Idea", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The forum card a row was taken from (SWOT and keywords): the line stays traceable.
    post = models.ForeignKey(
        "workshops.Post", models.PROTECT, null=True, blank=True, related_name="+"
    )
    values = models.JSONField(default=dict)
    source = models.CharField("sumber", max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField("tahun data", null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "position", "pk"]
        indexes = [
            models.Index(fields=["programme", "sheet", "position"], name="sheet_row_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.position}"


class ColumnSetting(models.Model):
    """An admin's word, place and visibility of one column of one worksheet."""

    programme = models.ForeignKey("dimensions.Programme", models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=30)
    column = models.CharField(max_length=30)
    label = models.CharField("judul kolom", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_hidden = models.BooleanField("disembunyikan", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "sheet", "column"], name="column_setting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}.{self.column}"


class Narrative(models.Model):
    """The running text of a section, in Markdown. ``revision`` is the optimistic lock."""

    section = models.OneToOneField("masterplan.Section", models.CASCADE, related_name="narrative")
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    page_key = models.UUIDField(null=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("tenggat", null=True, blank=True)
    is_done = models.BooleanField("selesai", default=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Naskah {self.section_id}"


class NarrativeVersion(models.Model):
    """A text as it stood when its writer said "Selesai" or an hour of writing had passed."""

    narrative = models.ForeignKey(Narrative, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["narrative", "number"], name="narrative_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.narrative} v{self.number}"


class DataRequest(models.Model):
    """What an agency is asked for, and by when: a worksheet's rows or a section's text."""

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="data_requests"
    )
    sheet = models.CharField(max_length=30, blank=True)
    section = models.ForeignKey(
        "masterplan.Section", models.CASCADE, null=True, blank=True, related_name="+"
    )
    wanted = models.CharField("yang diminta", max_length=300)
    due_on = models.DateField("tenggat")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    no_data_reason = models.CharField("alasan belum tersedia", max_length=300, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="data_request_asks_for_one_thing",
                condition=(~Q(sheet="") & Q(section=None))
                | (Q(sheet="") & Q(section__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["organisation", "sheet"],
                condition=~Q(sheet="") & Q(answered_at=None),
                name="data_request_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.wanted}"
