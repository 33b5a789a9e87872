"""Values of the books beside ideas: worksheets, texts, scores, changes, records of forums."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One printed row: ``cells`` in the order of the headings."""

    cells: tuple[str, ...]
    dimension: str  # code, or ""
    source: str
    key: str  # of the stored row: what a printed line is traced back to


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A worksheet as it is printed, sorted; ``kinds`` are the kinds of its columns."""

    code: str
    section: str
    title: str
    headings: tuple[str, ...]
    kinds: tuple[str, ...]
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A section's running text in Markdown."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadinessScore:
    """The mean of a dimension's scores; ``value`` None where there is none."""

    dimension: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NewIdea:
    code: str
    title: str
    dimension: str


@dataclass(frozen=True, slots=True)
class ChangedIdea:
    code: str
    title: str
    version_before: int
    version: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class GoneIdea:
    code: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """In the order of codes; all empty for a first edition."""

    since: str  # the name of the edition before, "" for the first
    new: tuple[NewIdea, ...] = ()
    changed: tuple[ChangedIdea, ...] = ()
    gone: tuple[GoneIdea, ...] = ()

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


@dataclass(frozen=True, slots=True)
class Place:
    """A district by its centre in degrees, and how many ideas name it."""

    name: str
    latitude: float
    longitude: float
    count: int


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """How many came to one sitting, by kind; names stand in the internal annex alone."""

    stage: str
    title: str
    on: date
    agencies: int
    businesses: int
    others: int

    @property
    def total(self) -> int:
        return self.agencies + self.businesses + self.others


@dataclass(frozen=True, slots=True)
class ForumOutcome:
    """One forum with a sealed record."""

    stage: str
    dimension: str
    on: date
    cards: int
    agreed: int
    record_number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WaivedRequirement:
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a printed idea comes from: its forum and record, its decision."""

    code: str
    version: int
    submitted_on: date | None
    forum: str  # "Forum Ekonomi, BimTek Tahap I", or "" for an idea of a form
    record_number: str
    approved_on: date
