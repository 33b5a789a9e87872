"""Spread ideas over reviewers: first a plan to look at, then the same plan carried out."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from accounts.choices import Role
from accounts.models import User
from dimensions.models import Dimension
from submissions.choices import IdeaStatus
from submissions.models import Assignment, Idea
from submissions.services.assigning import present, why_not

# More than this is not planned in one go; the rest waits for the next plan.
MAX_IDEAS = 500


@dataclass
class Plan:
    """Who would be asked for what, and which ideas cannot get enough reviewers, and why."""

    pairs: list[tuple[Idea, User]] = field(default_factory=list)
    short: list[tuple[Idea, str]] = field(default_factory=list)
    before: Counter[int] = field(default_factory=Counter)  # open assignments by person
    people: list[User] = field(default_factory=list)

    @property
    def shares(self) -> list[tuple[User, int, int]]:
        """Person, new ideas, and ideas open with them afterwards."""
        new = Counter(person.pk for _idea, person in self.pairs)
        return [(each, new[each.pk], self.before[each.pk] + new[each.pk]) for each in self.people]

    @property
    def ideas(self) -> int:
        return len({idea.pk for idea, _person in self.pairs})


def plan_assignments(
    *, each: int, cap: int, dimension: Dimension | None = None, people: list[str] | None = None
) -> Plan:
    """``each`` reviewers for every idea that waits, at most ``cap`` open ideas a person.

    Own side and declared conflicts are left out, people away are put in by who replaces them;
    the least loaded comes first. ``people`` are the user names to choose among, all when empty.
    """
    reviewers = User.objects.with_role(Role.REVIEWER).select_related("organisation")
    if people:
        reviewers = reviewers.filter(username__in=people)
    plan = Plan(before=open_assignments(), people=present(reviewers))
    load = Counter(plan.before)
    for idea in _waiting(each, dimension):
        _plan_one(plan, idea, load, each=each, cap=cap)
    return plan


def open_assignments() -> Counter[int]:
    """Ideas asked of a person and not yet scored by them, by primary key, in one query."""
    done = Q(idea__reviews__reviewer=F("reviewer")) & Q(
        idea__reviews__version=F("idea__current_version")
    )
    rows = (
        Assignment.objects.filter(
            idea__status__in=[IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW], idea__is_hidden=False
        )
        .values("reviewer")
        .annotate(number=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=done))
    )
    return Counter({row["reviewer"]: row["number"] - row["done"] for row in rows})


def _waiting(each: int, dimension: Dimension | None) -> list[Idea]:
    ideas = Idea.objects.awaiting_review().filter(assigned_count__lt=each)
    if dimension:
        ideas = ideas.filter(dimension=dimension)
    return list(
        ideas.for_desk()
        .select_related("author__organisation")
        .prefetch_related("co_authors", "declared_conflicts", "assignments")
        .oldest_first()[:MAX_IDEAS]
    )


def _plan_one(plan: Plan, idea: Idea, load: Counter[int], *, each: int, cap: int) -> None:
    taken = {row.reviewer_id for row in idea.assignments.all()}
    missing = each - len(taken)
    fit = [person for person in plan.people if person.pk not in taken and not why_not(person, idea)]
    free = [person for person in fit if load[person.pk] < cap]
    free.sort(key=lambda person: (load[person.pk], person.pk))
    for person in free[:missing]:
        plan.pairs.append((idea, person))
        load[person.pk] += 1
    if len(free) < missing:
        plan.short.append((idea, _reason(len(free), missing, len(fit))))


def _reason(free: int, missing: int, fit: int) -> str:
    if fit == 0:
        return "tidak ada peninjau yang boleh menilai"
    if fit < missing:
        return f"hanya {fit} peninjau yang boleh menilai, kurang {missing - free}"
    return f"peninjau lain sudah mencapai batas, kurang {missing - free}"
