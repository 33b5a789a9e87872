"""Whom to tell of what a forum brought. Rows are written inside the act's transaction."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from submissions.models import Idea
from tobasmart.notifications.services import notify
from workshops.models import Forum, Record


def record_sealed(record: Record, *, actor: User) -> None:
    """Everyone with an account who sat in the forum, except the one who sealed it."""
    forum = record.forum
    people = User.objects.filter(participations__seats__forum=forum).exclude(pk=actor.pk)
    notify(
        people.distinct().order_by("pk"),
        "workshops/record_sealed",
        {"forum": forum, "record": record},
        kind="workshop",
        path=reverse("workshops:forum_fruit", args=[forum.code.lower()]),
        topic=str(forum.session.workshop),
    )


def signature_asked(people: Iterable[User], record: Record) -> None:
    """Who is named as a signer and has an account."""
    notify(
        people,
        "workshops/signature_asked",
        {"forum": record.forum, "record": record},
        kind="workshop",
        path=reverse("workshops:record_sign", args=[record.token]),
        topic=str(record.forum.session.workshop),
    )


def card_promoted(idea: Idea, forum: Forum, *, actor: User) -> None:
    """The one whose card leads now has a draft to go on with."""
    if idea.author_id != actor.pk:
        _tell([idea.author], "card_promoted", idea, forum, path=idea.get_absolute_url())


def credit_asked(people: Iterable[User], idea: Idea, forum: Forum) -> None:
    """Who wrote a card of the idea says whether they want to be named."""
    _tell(people, "credit_asked", idea, forum, path=reverse("workshops:credit_list"))


def promotion_undone(idea: Idea, forum: Forum, *, actor: User) -> None:
    if idea.author_id != actor.pk:
        _tell([idea.author], "promotion_undone", idea, forum, path=forum.get_absolute_url())


def _tell(people: Iterable[User], template: str, idea: Idea, forum: Forum, *, path: str) -> None:
    notify(
        people,
        f"workshops/{template}",
        {"idea": idea, "forum": forum, "path": path},
        kind="workshop",
        path=path,
        topic=str(forum.session.workshop),
    )
