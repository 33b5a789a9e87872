"""The queues of the review desk: which ideas stand in which, for one reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from submissions.choices import IdeaStatus
from submissions.models import Assignment, DeclaredConflict, HeldDecision, Idea, Review
from submissions.querysets import IdeaQuerySet, overdue_on, own_side_of
from submissions.reading import turns_of

TABS = {
    "giliran": "Giliran saya",
    "dinilai": "Selesai saya nilai",
    "kembali": "Kembali dari perbaikan",
    "terlambat": "Terlambat",
    "perbaikan": "Menunggu perbaikan",
    "diputus": "Sudah diputus",
}
SORTS = {"terlama": "Paling lama", "tenggat": "Tenggat terdekat", "terbaru": "Paling baru"}
_ORDERS = {
    "terlama": ("submitted_at", "pk"),
    "tenggat": (F("step_due_on").asc(nulls_last=True), "submitted_at", "pk"),
    "terbaru": ("-submitted_at", "-pk"),
}
_DECIDED = (IdeaStatus.APPROVED, IdeaStatus.DEFERRED, IdeaStatus.REJECTED, IdeaStatus.MERGED)
# A walk through the queue looks no further than this many ideas ahead.
MAX_WALK = 500


@dataclass(frozen=True)
class Place:
    """Where somebody is on the desk: queue, filters, order and page, as they stand in addresses."""

    tab: str = "giliran"
    words: str = ""
    dimension: str = ""
    reviewer: str = ""
    sort: str = "terlama"
    page: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Place":
        """Read from an address or a form; what is unknown there becomes the usual."""
        tab, sort = values.get("antrean", ""), values.get("urut", "")
        code, page = values.get("dimensi", "").upper(), values.get("hal", "")
        return cls(
            tab=tab if tab in TABS else "giliran",
            words=values.get("q", "").replace("\x00", "").strip()[:100],
            dimension=code if code.isascii() and code.isalpha() and len(code) == 3 else "",
            reviewer=values.get("peninjau", "").replace("\x00", "").strip()[:150],
            sort=sort if sort in SORTS else "terlama",
            page=page if page.isascii() and page.isdigit() and len(page) < 6 else "",
        )

    def query(self, **more: str) -> str:
        """The part of an address after the question mark; only what differs from the usual."""
        values = {
            "antrean": self.tab if self.tab != "giliran" else "",
            "q": self.words,
            "dimensi": self.dimension.lower(),
            "peninjau": self.reviewer,
            "urut": self.sort if self.sort != "terlama" else "",
            "hal": self.page,
            **more,
        }
        return urlencode({key: value for key, value in values.items() if value})


def _is(condition: Q) -> Case:
    """Whether a row fulfils the condition; unknown is no."""
    return Case(When(condition, then=True), default=False)


class Desk:
    """The ideas on one reviewer's desk at one place."""

    def __init__(self, user: User, place: Place) -> None:
        self.user, self.place = user, place

    @cached_property
    def tabs(self) -> dict[str, Q]:
        """Queue to condition. Counted and listed by the same words, so the numbers agree."""
        awaiting = Q(status__in=(IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW))
        done = Q(current_version__in=Review.objects.filter(reviewer=self.user).values("version"))
        return {
            "giliran": awaiting & self._asked & ~done & ~self._out,
            "dinilai": awaiting & done,
            "kembali": awaiting & Q(current_version__number__gt=1),
            "terlambat": awaiting & overdue_on(timezone.localdate()),
            "perbaikan": Q(status=IdeaStatus.NEEDS_REVISION),
            "diputus": Q(status__in=_DECIDED),
        }

    @property
    def _asked(self) -> Q:
        """Assigned to the person (or to whom they replace), or to nobody and in their scope."""
        assigned = Assignment.objects.filter(reviewer__in=turns_of(self.user)).values("idea")
        free = Q(assigned_count=0)
        scope = self.user.dimensions_of(Role.REVIEWER)
        if scope is not None and self.user.has_role(Role.REVIEWER):
            free &= Q(dimension__in=scope)
        return Q(pk__in=assigned) | free

    @property
    def _out(self) -> Q:
        """Too close to the person, or their decision is written and held."""
        conflicts = DeclaredConflict.objects.filter(reviewer=self.user).values("idea")
        held = HeldDecision.objects.filter(reviewer=self.user).values("idea")
        return Q(pk__in=conflicts) | Q(pk__in=held) | own_side_of(self.user)

    @property
    def filtered(self) -> IdeaQuerySet:
        """All queues together, as filtered."""
        ideas = Idea.objects.visible_to(self.user).filter(is_hidden=False)
        if self.place.dimension:
            ideas = ideas.filter(dimension__code=self.place.dimension)
        if self.place.reviewer:
            assigned = Assignment.objects.filter(reviewer__username=self.place.reviewer)
            ideas = ideas.filter(pk__in=assigned.values("idea"))
        return ideas.search(self.place.words)

    def counts(self) -> dict[str, int]:
        """Queue to number of ideas, and ``ditahan``: the decisions that wait to be announced."""
        held = Q(pk__in=HeldDecision.objects.values("idea"))
        numbers = {tab: Count("pk", filter=found) for tab, found in self.tabs.items()}
        counted: dict[str, int] = self.filtered.order_by().aggregate(
            **numbers, ditahan=Count("pk", filter=held)
        )
        return counted

    @property
    def ideas(self) -> IdeaQuerySet:
        """The queue that is open, in the order asked for."""
        return self.filtered.filter(self.tabs[self.place.tab]).order_by(*_ORDERS[self.place.sort])

    @property
    def rows(self) -> IdeaQuerySet:
        """The same with what a row shows; long texts stay where they are."""
        held = Q(pk__in=HeldDecision.objects.values("idea"))
        # The own turn holds nothing of the own side, so there it need not be asked again.
        is_turn = self.place.tab == "giliran"
        return self.ideas.for_desk_row().annotate(
            is_own=Value(False) if is_turn else _is(own_side_of(self.user)),
            is_held=_is(held),
        )

    def codes(self) -> list[str]:
        return list(self.ideas.values_list("code", flat=True)[:MAX_WALK])


def code_after(code: str, codes: list[str]) -> str:
    """The next of ``codes`` after ``code``, from the beginning after the last; "" when none."""
    if code not in codes:
        return codes[0] if codes else ""
    place = codes.index(code)
    return next(iter([*codes[place + 1 :], *codes[:place]]), "")
