from datetime import date
from typing import TYPE_CHECKING, Any, Self, Union

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from accounts.choices import Role
from submissions.choices import DECIDED_AGAINST, PUBLIC_STATUSES, IdeaStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Reader = Union["User", "AnonymousUser"]

_READ_ALL = (Role.REVIEWER, Role.ADMIN, Role.OBSERVER)
# Columns of joined rows that no page or move of an idea reads: each costs time everywhere.
UNREAD = (
    "programme__slug", "programme__name", "programme__region", "programme__region_code",
    "programme__province", "programme__document_title", "programme__rpjmd",
    "programme__min_approved", "dimension__hint", "dimension__target", "dimension__target_source",
    "dimension__position", "author__password", "author__last_login", "author__date_joined",
    "author__requested_organisation",
)  # fmt: skip
# Where the words of a search are looked for: in the version everyone reads.
_TEXTS = ("title", "problem", "solution")


_LISTED = (
    "code", "draft_key", "status", "is_sample", "is_hidden", "submitted_at", "step_due_on",
    "support_count", "comment_count", "proposer_name", "merged_into_id", "revision_due_on",
    "draft_version_id", "dimension__code", "dimension__name", "dimension__slug",
    "organisation__name", "current_version__title", "current_version__solution",
    "approved_version__title", "approved_version__solution",
)  # fmt: skip
_ON_DESK = (
    "code", "draft_key", "status", "step_due_on", "proposer_name", "assigned_count",
    "reviewed_count", "score_mean", "score_spread", "dimension__code", "dimension__name",
    "organisation__name", "author__display_name", "current_version__title",
    "current_version__number",
)  # fmt: skip
# What acts on many ideas do not read.
_LONG = ("problem", "solution", "evidence", "risk", "sustainability", "prerequisites")


def own_side_of(user: "User") -> Q:
    """Ideas of the person's own side, as ``reading.is_own_side`` says of one."""
    own = Q(author=user) | Q(pk__in=user.co_authored_ideas.values("pk"))
    organisation = user.organisation_id
    if organisation is None:
        return own
    through = user.co_authored_ideas.through
    colleagues = through.objects.filter(user__organisation_id=organisation).values("idea_id")
    return (
        own
        | Q(organisation_id=organisation)
        | Q(completing_agency_id=organisation)
        | Q(author__organisation_id=organisation)
        | Q(current_version__owner_agency_id=organisation)
        | Q(pk__in=colleagues)
    )


def overdue_on(day: date) -> Q:
    return Q(step_due_on__lt=day)


class IdeaQuerySet(models.QuerySet):
    def visible_to(self, user: Reader) -> Self:
        """What docs/security.md lets this reader open; anything else does not exist for them."""
        public = Q(status__in=PUBLIC_STATUSES) | Q(approved_version__isnull=False)
        if not user.is_authenticated:
            return self.filter(public)
        seen, handed_in = self._written_by(user), ~Q(status=IdeaStatus.DRAFT)
        if own := user.organisation_id:
            seen |= Q(status=IdeaStatus.DRAFT, is_shared=True, organisation_id=own)
        guided = user.dimensions_of(Role.FACILITATOR)
        if guided is None or any(user.has_role(role) for role in _READ_ALL):
            # All that is handed in holds what is public and what the own side may see.
            return self.filter(seen | handed_in)
        if own:
            seen |= handed_in & (
                Q(organisation_id=own)
                | Q(current_version__owner_agency_id=own)
                | Q(pk__in=self._co_authored_by_organisation(own))
            )
        if guided:
            seen |= handed_in & Q(dimension_id__in=guided)
        return self.filter(seen | public)

    def _co_authored_by_organisation(self, organisation_id: int) -> models.QuerySet:
        through = self.model.co_authors.through  # type: ignore[attr-defined]
        return through.objects.filter(user__organisation_id=organisation_id).values("idea_id")

    def written_by(self, user: "User") -> Self:
        """The person's own ideas, as author or co-author, newest change first."""
        return self.filter(self._written_by(user)).order_by("-updated_at", "-pk")

    @staticmethod
    def _written_by(user: "User") -> Q:
        own = Q(author=user) | Q(pk__in=user.co_authored_ideas.values("pk"))
        if user.organisation_id:
            own |= Q(completing_agency_id=user.organisation_id)
        return own

    def overdue(self) -> Self:
        """Whose present step was promised for a day that has passed."""
        return self.filter(overdue_on(timezone.localdate()))

    def listed(self) -> Self:
        """Without drafts and without what is only a stub (withdrawn, hidden)."""
        hidden = Q(status__in=[IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN]) | Q(is_hidden=True)
        return self.exclude(hidden)

    def awaiting_review(self) -> Self:
        return self.filter(status__in=[IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW], is_hidden=False)

    def in_force(self) -> Self:
        """Ideas that belong in the book: an approved version, and not hidden."""
        return self.filter(approved_version__isnull=False, is_hidden=False)

    def decided_against(self) -> Self:
        """Deferred, rejected or merged, and no earlier version in force."""
        return self.filter(
            status__in=DECIDED_AGAINST, approved_version__isnull=True, is_hidden=False
        )

    def search(self, words: str) -> Self:
        """Ideas whose code, organisation or public text holds every word of ``words``."""
        found = self
        for word in words.split()[:8]:
            in_text = Q(code__icontains=word) | Q(organisation__name__icontains=word)
            for name in _TEXTS:
                in_text |= Q(**{f"approved_version__{name}__icontains": word})
                in_text |= Q(
                    approved_version__isnull=True,
                    **{f"current_version__{name}__icontains": word},
                )
            found = found.filter(in_text)
        return found

    def for_list(self) -> Self:
        """With everything a card or a row shows, and no column more: lists are read most of all."""
        return self.select_related(
            "dimension", "organisation", "current_version", "approved_version"
        ).only(*_LISTED)

    def for_cards(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """What a card shows, as plain values: a list of cards is the page read most of all."""
        return self.annotate(
            title=Coalesce("approved_version__title", "current_version__title"),
            text=Left(Coalesce("approved_version__solution", "current_version__solution"), 400),
        ).values(
            "code", "status", "is_sample", "submitted_at", "dimension__code", "dimension__name",
            "organisation__name", "title", "text",
        )  # fmt: skip

    def for_own_list(self) -> Self:
        """As ``for_list``, with the title of what is still being written."""
        return self.select_related(
            "dimension", "organisation", "current_version", "approved_version", "draft_version"
        ).only(*_LISTED, "draft_version__title", "updated_at", "revision")  # fmt: skip

    def for_desk_row(self) -> Self:
        """With what a row of the review desk shows, and no column more."""
        return self.select_related("dimension", "organisation", "author", "current_version").only(
            *_ON_DESK
        )

    def for_desk(self) -> Self:
        """For acts on many ideas: whole rows, without the long texts."""
        return self.select_related(
            "dimension", "organisation", "author", "current_version", "programme"
        ).defer(*(f"current_version__{name}" for name in _LONG))

    def newest_first(self) -> Self:
        """Of what is handed in; in the words of the index, which knows no "nulls last"."""
        return self.order_by("-submitted_at", "-pk")

    def oldest_first(self) -> Self:
        return self.order_by("submitted_at", "pk")

    def status_counts(self) -> dict[str, int]:
        """How many ideas are in each status; statuses without any are absent."""
        rows = self.order_by().values_list("status").annotate(number=Count("pk"))
        return dict(rows)
