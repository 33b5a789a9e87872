"""What the search for similar ideas reads: the terms of each version handed in."""

from django.db import models

from submissions.models.versions import IdeaVersion


class VersionTerm(models.Model):
    """One term of a frozen version and how much it counts there (``submissions.similar``).

    Written once, when the version is frozen; a draft has none, so it can never be found.
    """

    version = models.ForeignKey(IdeaVersion, models.CASCADE, related_name="+")
    # Sorted byte by byte: an exact match is all that is asked.
    term = models.CharField(max_length=40, db_collation="C")
    weight = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "version"], include=["weight"], name="term_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.term}"
