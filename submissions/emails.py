"""Whom to tell after a move. Rows are written inside the move's transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Organisation, User
from submissions.counts import in_family
from submissions.models import Comment, Decision, Follow, Idea
from tobasmart.notifications.services import notify, take_back


def people_of(idea: Idea) -> list[User]:
    """Author and co-authors."""
    people = {idea.author, *idea.co_authors.all()}
    return sorted(people, key=lambda person: person.pk)


def reviewers_of(idea: Idea) -> list[User]:
    """Reviewers of the dimension, except those on the idea's own side."""
    version = idea.current_version
    own = {idea.organisation_id, idea.completing_agency_id}
    own |= {version.owner_agency_id} if version else set()
    writers = {person.pk for person in people_of(idea)}
    return [
        person
        for person in User.objects.with_role(Role.REVIEWER, dimension_id=idea.dimension_id)
        if person.pk not in writers and person.organisation_id not in own - {None}
    ]


def followers_of(idea: Idea) -> list[User]:
    """Who follows the idea, or wrote or follows one that was merged into it; not its own people."""
    merged = Idea.objects.filter(merged_into=idea)
    co_authors = Idea.co_authors.through.objects.filter(idea__merged_into=idea)
    people = User.objects.filter(
        Q(pk__in=Follow.objects.filter(in_family(idea)).values("person_id"))
        | Q(pk__in=merged.values("author_id"))
        | Q(pk__in=co_authors.values("user_id")),
        is_active=True,
    )
    own = {person.pk for person in people_of(idea)}
    return [person for person in people.order_by("pk") if person.pk not in own]


def idea_submitted(idea: Idea, *, actor: User) -> None:
    """The reviewers have something to read; whoever writes along hears that it was handed in."""
    _tell(people_of(idea), idea, "idea_handed_in", kind="progress", actor=actor)
    _tell(
        reviewers_of(idea),
        idea,
        "idea_submitted",
        kind="review",
        actor=actor,
        path=reverse("submissions:review_detail", args=[idea.address]),
    )


def ideas_assigned(person: User, ideas: Sequence[Idea], *, actor: User) -> None:
    """One reviewer hears of all that one act asks of them, unless they took it themselves."""
    single = ideas[0] if len(ideas) == 1 else None
    notify(
        [person] if person.pk != actor.pk else [],
        "submissions/ideas_assigned",
        {"ideas": ideas},
        kind="assignment",
        path=reverse("submissions:review_detail", args=[single.address])
        if single
        else reverse("submissions:review_list"),
        topic=str(single) if single else "",
    )


def idea_taken_up(idea: Idea, *, actor: User) -> None:
    _tell(people_of(idea), idea, "idea_taken_up", kind="progress", actor=actor)
    _tell_followers(idea, actor=actor)


def idea_withdrawn(idea: Idea, *, actor: User, reason: str) -> None:
    """Everybody of the author's side who did not withdraw it themselves."""
    _tell(people_of(idea), idea, "idea_withdrawn", kind="progress", actor=actor, reason=reason)
    _tell_followers(idea, actor=actor)


def idea_decided(idea: Idea, decision: Decision, *, not_before: datetime) -> None:
    """Author and co-authors hear what was decided, why, and what to do; followers that it was."""
    waits: dict[str, Any] = {"reference": reference_of(decision), "not_before": not_before}
    actor = decision.actor
    _tell(
        people_of(idea),
        idea,
        "idea_decided",
        kind="decision",
        actor=actor,
        decision=decision,
        **waits,
    )
    _tell_followers(idea, actor=actor, **waits)


def decision_undone(decision: Decision) -> None:
    """What waits to be told of the decision is not told."""
    take_back(reference_of(decision))


def reference_of(decision: Decision) -> str:
    return f"decision:{decision.pk}"


def idea_merged(idea: Idea, lead: Idea, *, actor: User, reason: str) -> None:
    """The people of both ideas: whose idea was merged, and who now leads it."""
    common: dict[str, Any] = {"kind": "merge", "actor": actor, "reason": reason}
    _tell(people_of(idea), idea, "idea_merged", lead=lead, **common)
    told = {person.pk for person in people_of(idea)}
    others = [person for person in people_of(lead) if person.pk not in told]
    _tell(others, lead, "idea_received", merged=idea, **common)
    told |= {person.pk for person in others}
    _tell_followers(idea, actor=actor, told=told)


def idea_unmerged(idea: Idea, lead: Idea, *, actor: User) -> None:
    people = {person.pk: person for person in (*people_of(idea), *people_of(lead))}
    _tell(people.values(), idea, "idea_unmerged", kind="merge", actor=actor, lead=lead)
    _tell_followers(idea, actor=actor, told=set(people))


def comment_written(idea: Idea, comment: Comment) -> None:
    """Whoever writes or follows the idea; an official answer is told as one."""
    official = comment.is_official
    _tell(
        [*people_of(idea), *followers_of(idea)],
        idea,
        "official_answer" if official else "comment_written",
        kind="official" if official else "talk",
        actor=comment.author,
        path=path_of(comment, idea),
        comment=comment,
    )


def comment_reported(idea: Idea, comment: Comment, *, actor: User, reason: str) -> None:
    """Who may hide it: reviewers of the dimension and admins, except the one who wrote it."""
    moderators = [
        *User.objects.with_role(Role.REVIEWER, dimension_id=idea.dimension_id),
        *User.objects.with_role(Role.ADMIN),
    ]
    _tell(
        [person for person in moderators if person.pk != comment.author_id],
        idea,
        "comment_reported",
        kind="report",
        actor=actor,
        path=reverse("submissions:report_list"),
        reason=reason,
    )


def comment_moderated(idea: Idea, comment: Comment, *, actor: User) -> None:
    """The author hears that the comment was hidden and why, or that it is shown again."""
    _tell(
        [comment.author],
        idea,
        "comment_hidden" if comment.hidden_at else "comment_shown",
        kind="moderation",
        actor=actor,
        path=path_of(comment, idea),
        comment=comment,
    )


def path_of(comment: Comment, idea: Idea) -> str:
    return reverse("submissions:comment_detail", args=[idea.address, comment.creation_key])


def _tell_followers(idea: Idea, *, actor: User, told: Collection[int] = (), **when: Any) -> None:
    people = [person for person in followers_of(idea) if person.pk not in told]
    _tell(people, idea, "followed_idea_moved", kind="followed", actor=actor, **when)


def co_author_added(idea: Idea, person: User, *, actor: User) -> None:
    _tell([person], idea, "co_author_added", kind="progress", actor=actor)


def agency_asked(idea: Idea, agency: Organisation, *, actor: User) -> None:
    """The people of the agency that is asked to complete the data."""
    path = reverse("submissions:idea_edit", args=[idea.address])
    people = agency.people.filter(is_active=True)
    _tell(people, idea, "agency_asked", kind="progress", actor=actor, path=path)


def ideas_handed_over(ideas: list[Idea], *, source: User, to: User) -> None:
    """Both hear of it: who writes on, and who no longer does."""
    for person in (source, to):
        notify(
            [person],
            "submissions/ideas_handed_over",
            {"ideas": ideas, "source": source, "to": to, "is_receiver": person.pk == to.pk},
            kind="account",
            path=reverse("portal:mine"),
        )


def _tell(
    people: Iterable[User],
    idea: Idea,
    template: str,
    *,
    kind: str,
    actor: User,
    path: str = "",
    reference: str = "",
    not_before: datetime | None = None,
    **context: Any,
) -> None:
    """Nobody is told of what they did themselves."""
    notify(
        [person for person in people if person.pk != actor.pk],
        f"submissions/{template}",
        {"idea": idea, "path": path or idea.get_absolute_url(), **context},
        kind=kind,
        path=path or idea.get_absolute_url(),
        topic=idea.code or idea.draft_key,
        reference=reference,
        not_before=not_before,
    )
