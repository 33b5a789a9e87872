"""Who scores what: by hand, balanced over many, and what a conflict ends."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Grant, User
from accounts.services.absences import replacements_on
from submissions import emails
from submissions.models import Assignment, DeclaredConflict, Idea
from submissions.permissions import UNDECIDED, IdeaPermissions
from submissions.reading import is_own_side
from submissions.services.scoring import recount
from submissions.transitions import NotAllowedError, TransitionError, locked
from submissions.transitions.table import S
from tobasmart.audit.services import record


@transaction.atomic
def assign_reviewers(
    idea: Idea, *, actor: User, people: Collection[User], tell: bool = True
) -> list[User]:
    """Ask ``people`` to score the idea; returns who was not asked before.

    Who may not judge it is passed over. ``tell`` False: the caller tells them of several at once.
    """
    idea = _assignable(idea, actor)
    prefetch_related_objects([idea], "co_authors", "declared_conflicts")
    fit = {person.pk: person for person in people if not why_not(person, idea)}
    known = set(idea.assignments.values_list("reviewer_id", flat=True))
    new = [person for pk, person in sorted(fit.items()) if pk not in known]
    if not new:
        return []
    Assignment.objects.bulk_create(
        Assignment(idea=idea, reviewer=person, assigned_by=actor) for person in new
    )
    recount(idea)
    record(actor=actor, action="idea.assigned", target=idea, people=[each.pk for each in new])
    for person in new if tell else []:
        emails.ideas_assigned(person, [idea], actor=actor)
    return new


@transaction.atomic
def unassign_reviewers(idea: Idea, *, actor: User, people: Collection[User]) -> list[User]:
    """Take the request back; scores already given stay."""
    idea = _assignable(idea, actor)
    rows = list(idea.assignments.filter(reviewer__in=people).select_related("reviewer"))
    if rows:
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
        recount(idea)
        gone = sorted(row.reviewer_id for row in rows)
        record(actor=actor, action="idea.unassigned", target=idea, people=gone)
    return [row.reviewer for row in rows]


@transaction.atomic
def declare_conflict(idea: Idea, *, actor: User, reason: str) -> None:
    """The reviewer's word that the idea is too close to them: assignment and scores end."""
    idea = locked(idea)
    if idea.declared_conflicts.filter(reviewer=actor).exists():
        return
    if idea.status not in UNDECIDED:
        raise TransitionError(idea, idea.status)
    if not IdeaPermissions.of(actor, idea).declare_conflict:
        raise NotAllowedError("declare_conflict")
    DeclaredConflict.objects.create(idea=idea, reviewer=actor, reason=reason)
    idea.assignments.filter(reviewer=actor).delete()
    idea.reviews.filter(reviewer=actor, version=idea.current_version).delete()
    idea.pending_notes.filter(author=actor).delete()
    recount(idea)
    record(actor=actor, action="idea.conflict_declared", target=idea, reason=reason)


def why_not(person: User, idea: Idea) -> str:
    """Why this person may not score the idea, in words; "" when they may."""
    if not person.is_active or not person.has_role_for(
        Role.REVIEWER, dimension_id=idea.dimension_id
    ):
        return "bukan peninjau dimensi ini"
    if is_own_side(person, idea):
        return "dari pihak pengusul"
    if any(row.reviewer_id == person.pk for row in idea.declared_conflicts.all()):
        return "menyatakan benturan kepentingan"
    return ""


def reviewers_for(idea: Idea) -> list[User]:
    """Who may be asked to score the idea, by name, without those away and replaced by nobody."""
    prefetch_related_objects([idea], "co_authors", "declared_conflicts")
    people = User.objects.with_role(Role.REVIEWER, dimension_id=idea.dimension_id)
    return [person for person in present(people) if not why_not(person, idea)]


def present(people: Iterable[User]) -> list[User]:
    """Each once, by name, those away today put in by who replaces them."""
    away = replacements_on(timezone.localdate())
    found: dict[int, User] = {}
    for person in people:
        there = away.get(person.pk, person)
        if there is not None:
            found[there.pk] = there
    _read_grants(found)
    return sorted(found.values(), key=lambda person: (person.display_name.lower(), person.pk))


@transaction.atomic
def assign_pairs(pairs: Sequence[tuple[Idea, User]], *, actor: User) -> list[tuple[Idea, User]]:
    """Many assignments in one act; returns those made. Each person is told once of all theirs."""
    wished: dict[int, tuple[Idea, list[User]]] = {}
    for idea, person in pairs:
        wished.setdefault(idea.pk, (idea, []))[1].append(person)
    made: list[tuple[Idea, User]] = []
    # In one order, so that two who assign at once wait for each other instead of blocking.
    for _pk, (idea, people) in sorted(wished.items()):
        try:
            new = assign_reviewers(idea, actor=actor, people=people, tell=False)
        except (TransitionError, NotAllowedError):
            continue
        made += [(idea, person) for person in new]
    told: dict[int, tuple[User, list[Idea]]] = {}
    for idea, person in made:
        told.setdefault(person.pk, (person, []))[1].append(idea)
    for person, ideas in told.values():
        emails.ideas_assigned(person, ideas, actor=actor)
    return made


def _read_grants(people: dict[int, User]) -> None:
    """The rights of all of them in one query."""
    grants: dict[int, list[Grant]] = {pk: [] for pk in people}
    for grant in Grant.objects.active().filter(user__in=people):
        grants[grant.user_id].append(grant)
    for pk, person in people.items():
        person.grants_now = grants[pk]


def _assignable(idea: Idea, actor: User) -> Idea:
    idea = locked(idea)
    if idea.status not in UNDECIDED:
        raise TransitionError(idea, S.IN_REVIEW)
    if not IdeaPermissions.of(actor, idea).assign:
        raise NotAllowedError("assign")
    return idea
