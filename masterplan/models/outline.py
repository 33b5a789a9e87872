from django.db import models

from masterplan.choices import SectionContent, SectionLevel, SectionRepeat


class Section(models.Model):
    """One node of the masterplan's outline. Order, titles and on/off belong to the admin."""

    programme = models.ForeignKey("dimensions.Programme", models.PROTECT, related_name="sections")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    key = models.CharField(max_length=20)
    level = models.CharField(max_length=8, choices=SectionLevel)
    title = models.CharField("judul", max_length=200)
    purpose = models.CharField("tujuan", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    is_enabled = models.BooleanField("dicetak", default=True)
    content = models.CharField(max_length=24, choices=SectionContent, blank=True)
    repeat = models.CharField(max_length=12, choices=SectionRepeat, blank=True)
    data_sources = models.JSONField(default=list, blank=True)
    tables = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="section_key_once"),
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title
