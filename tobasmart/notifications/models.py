from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tobasmart.notifications.choices import Pace
from tobasmart.notifications.querysets import NoticeQuerySet


class Notice(models.Model):
    """What a person is told in the portal. The row is written in the transaction of the act."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=200)  # address in the portal, beginning with "/"
    # What belongs together in a digest, such as the code of an idea.
    topic = models.CharField(max_length=80, blank=True)
    # Names the act: while the act may be taken back, its rows can be found and removed.
    reference = models.CharField(max_length=80, blank=True)
    visible_from = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-visible_from"], name="notice_by_recipient"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(
                fields=["reference"], condition=~Q(reference=""), name="notice_by_reference"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def summary(self) -> str:
        """The first paragraph of the mail: what happened, in a sentence or two."""
        return self.text.strip().split("\n\n")[0].replace("\n", " ")


class Preference(models.Model):
    """How soon a person wants mail of one kind; without a row the kind's own pace holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences"
    )
    kind = models.SlugField(max_length=40)
    pace = models.CharField(max_length=8, choices=Pace)
    # A digest holds only what came after the choice: the past does not flood who turns mail on.
    holds_since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pace}"


class DigestState(models.Model):
    """Up to when a person's notices were put into a digest: the next one begins there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    pace = models.CharField(max_length=8, choices=Pace)
    sent_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "pace"], name="digest_state_once")]

    def __str__(self) -> str:
        return f"{self.pace}: {self.sent_until}"


class Outbox(models.Model):
    """One mail on its way. The row is written with the act; a dead mail server loses nothing.

    It goes to a person with an account, or to the address a guest left, which is erased when sent.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reference = models.CharField(max_length=80, blank=True)  # names the act, as in ``Notice``
    not_before = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_goes_somewhere",
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True) & (~Q(address="") | Q(sent_at__isnull=False))),
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(sent_at__isnull=True), name="outbox_unsent"
            ),
            models.Index(
                fields=["reference"],
                condition=Q(sent_at__isnull=True) & ~Q(reference=""),
                name="outbox_by_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
