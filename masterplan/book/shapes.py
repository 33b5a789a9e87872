"""The values a masterplan is printed from: frozen, sorted, without database or request.

``content.gather`` makes them from one snapshot; ``fragments.plan`` turns them into HTML. Money is
whole rupiah; a missing amount is a missing line, never zero. ``year`` is None for "sesudahnya",
the column behind the programme's last year.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from masterplan.book.part_shapes import (
    AttendanceCount,
    Changes,
    ForumOutcome,
    Place,
    ReadinessScore,
    SheetTable,
    Text,
    Trace,
    WaivedRequirement,
)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    year: int | None
    fund_source: str
    amount_idr: int


@dataclass(frozen=True, slots=True)
class TargetValue:
    year: int | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """``baseline`` None is "belum tersedia"; ``baseline_note`` then says how to measure."""

    name: str
    unit: str
    direction: str  # "naik" or "turun"
    baseline: Decimal | None
    baseline_year: int | None
    baseline_source: str
    baseline_note: str
    targets: tuple[TargetValue, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo beside an idea; its print copy is read from the store by ``key`` when pages are made.

    ``sha256`` is of the stored picture: another picture is another address in the fragment.
    ``key`` is "" in contents that were read again: nothing is printed from those.
    """

    sha256: str
    caption: str
    key: str = ""

    @property
    def address(self) -> str:
        return f"app:picture/{self.sha256}.jpg"


@dataclass(frozen=True, slots=True)
class IdeaSheet:
    """One approved idea as it is printed: the version in force."""

    code: str
    version: int
    title: str
    problem: str
    solution: str
    beneficiaries: str
    districts: tuple[str, ...]  # empty with covers_region: the whole region
    covers_region: bool
    proposer: str  # organisation, or the chosen display name; never personal data
    owner_agency: str  # "" while unknown
    start_year: int | None
    end_year: int | None
    horizon: str  # "Pendek", "Menengah", "Panjang" or ""
    indicators: tuple[Indicator, ...]
    budget: tuple[BudgetLine, ...]
    approved_on: date
    is_sample: bool
    estimate: str = ""  # rough, by its proposer; printed where no amount is known, never summed
    status: str = ""  # printed in place of the day of approval, on a page by itself
    pictures: tuple[Picture, ...] = ()
    supporting_agencies: tuple[str, ...] = ()
    partners: str = ""
    village: str = ""
    # (name, code) in the words of the budget system; "" where the agency has not named it.
    programme: tuple[str, str] = ("", "")
    activity: tuple[str, str] = ("", "")
    subactivity: tuple[str, str] = ("", "")
    innovation_kind: str = ""
    is_quick_win: bool = False
    quick_win_reason: str = ""
    priority_programme: str = ""
    risk: str = ""
    sustainability: str = ""
    prerequisites: str = ""
    evidence: str = ""
    evidence_source: str = ""

    @property
    def total_idr(self) -> int | None:
        """Sum of all budget lines; None when no amount is known."""
        return sum(line.amount_idr for line in self.budget) if self.budget else None


@dataclass(frozen=True, slots=True)
class SubdimensionPart:
    code: str
    name: str
    ideas: tuple[IdeaSheet, ...]


@dataclass(frozen=True, slots=True)
class DimensionChapter:
    """``other`` holds ideas without a sub-dimension."""

    code: str
    name: str
    official_name: str
    target: str
    icon: str  # name in the icon package
    subdimensions: tuple[SubdimensionPart, ...]
    other: tuple[IdeaSheet, ...]

    @property
    def ideas(self) -> tuple[IdeaSheet, ...]:
        """All ideas of the chapter, in printed order."""
        parts = (idea for part in self.subdimensions for idea in part.ideas)
        return (*parts, *self.other)


@dataclass(frozen=True, slots=True)
class DecidedProposal:
    """A proposal that is not in the plan: deferred, rejected or merged, with its public reason."""

    code: str
    title: str
    proposer: str
    dimension: str
    status: str  # Indonesian word
    reason: str
    merged_into: str  # code, or ""
    is_sample: bool


@dataclass(frozen=True, slots=True)
class WorkshopStage:
    stage: int
    title: str
    starts_on: date
    ends_on: date
    venue: str
    agenda: tuple[tuple[int, str], ...]  # (day, title)
    speakers: tuple[tuple[str, str, str], ...]  # (name, position, topic)
    deliverable: str
    source: str


@dataclass(frozen=True, slots=True)
class Sector:
    name: str
    national_target_idr: int
    source: str


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One enabled node of the outline, in printed order.

    ``level`` is "book", "chapter", "section" or "annex". ``content`` names what fills it:
    "stages", "sectors", "dimension_programme", "idea_sheets", "action_plan", "budget", "roadmap",
    "decided", or "" for a section that has no data yet. Entries whose ``repeat`` is "dimension"
    are printed once for each dimension; ``{dimensi}`` in the title is the dimension's name.
    """

    key: str
    level: str
    title: str
    content: str
    repeat: str


@dataclass(frozen=True, slots=True)
class Book:
    """Everything one compile prints."""

    title: str  # "Masterplan Smart City Kabupaten Toba"
    region: str  # "Kabupaten Toba"
    start_year: int
    end_year: int
    long_until: int
    edition: str  # "Edisi 1"
    is_draft: bool
    compiled_on: date
    portal_address: str  # "" when unknown
    outline: tuple[OutlineEntry, ...]
    dimensions: tuple[DimensionChapter, ...]
    decided: tuple[DecidedProposal, ...]
    stages: tuple[WorkshopStage, ...]
    sectors: tuple[Sector, ...]
    sheets: tuple[SheetTable, ...] = ()
    texts: tuple[Text, ...] = ()
    scores: tuple[ReadinessScore, ...] = ()
    places: tuple[Place, ...] = ()
    attendance: tuple[AttendanceCount, ...] = ()
    forums: tuple[ForumOutcome, ...] = ()
    traces: tuple[Trace, ...] = ()
    waivers: tuple[WaivedRequirement, ...] = ()
    changes: Changes | None = None  # None on a page by itself
    token: str = ""  # of the verification page; "" for a draft

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.start_year, self.end_year + 1))

    @property
    def ideas(self) -> tuple[IdeaSheet, ...]:
        return tuple(idea for chapter in self.dimensions for idea in chapter.ideas)

    @property
    def has_samples(self) -> bool:
        """Whether the watermark "contoh" is due."""
        printed = any(idea.is_sample for idea in self.ideas)
        return printed or any(row.is_sample for row in self.decided)
