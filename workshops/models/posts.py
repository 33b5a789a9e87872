"""Cards of a forum, the dots they got, and the ideas that came of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workshops.choices import CreditAnswer, PostKind, PostState
from workshops.models.forums import Forum
from workshops.models.people import Participant
from workshops.querysets import PostQuerySet
from workshops.triggers import rows_of_sealed_forum

POST_LIMIT = 280


class Post(models.Model):
    """A card (kartu). Cards merged into a leading one keep their words and their writers."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="posts")
    # Made on the phone: the same key again is answered with the first result. Its address, too.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField()  # within the forum: "kartu 12"
    author = models.ForeignKey(Participant, models.PROTECT, related_name="posts")
    # Typed for someone without a phone, from a printed card.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=PostKind, default=PostKind.IDEA)
    text = models.CharField(max_length=POST_LIMIT)
    # The title of a group, where its leading card was given one.
    title = models.CharField(max_length=120, blank=True)
    lead = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    state = models.CharField(max_length=8, choices=PostState, default=PostState.OPEN)
    is_pinned = models.BooleanField(default=False)
    is_agreed = models.BooleanField(default=False)  # on the list the forum agreed on
    hidden_reason = models.CharField(max_length=200, blank=True)
    # The stub left behind points at the card that went on elsewhere.
    moved_to = models.OneToOneField("self", models.SET_NULL, null=True, related_name="moved_from")
    dot_count = models.PositiveIntegerField(default=0, editable=False)  # kept by the vote service
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "number"], name="post_number_once"),
            models.CheckConstraint(name="post_does_not_lead_itself", condition=~Q(lead=F("id"))),
            models.CheckConstraint(
                name="post_hidden_has_reason",
                condition=Q(state=PostState.HIDDEN) & ~Q(hidden_reason="")
                | ~Q(state=PostState.HIDDEN) & Q(hidden_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["forum", "author"], name="post_by_forum_and_author")]
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"{self.forum_id}: {self.number}"

    @property
    def heading(self) -> str:
        """What the card is called: the group's title, else its own words."""
        return self.title or self.text


class Vote(models.Model):
    """Dots of one participant on one leading card; a person has ``Forum.dots`` in all."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="votes")
    post = models.ForeignKey(Post, models.CASCADE, related_name="votes")
    dots = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "post"], name="vote_once_per_card"),
            models.CheckConstraint(name="vote_has_dots", condition=Q(dots__gt=0)),
        ]
        indexes = [models.Index(fields=["forum", "participant"], name="vote_by_forum_and_person")]
        triggers = [rows_of_sealed_forum()]

    def __str__(self) -> str:
        return f"{self.participant_id} → {self.post_id}: {self.dots}"


class IdeaSource(models.Model):
    """That an idea came of a card. Kept through edits and merges of either."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="sources")
    idea = models.ForeignKey("submissions.Idea", models.CASCADE, related_name="sources")
    promoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    promoted_at = models.DateTimeField(auto_now_add=True)
    # Every writer of a card is asked whether they want to be named.
    answer = models.CharField(max_length=8, choices=CreditAnswer, default=CreditAnswer.ASKED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post"], name="post_becomes_one_idea")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.idea_id}"
