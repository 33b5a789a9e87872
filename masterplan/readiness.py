"""What the outline and the programme ask for, what is there, and the link that mends the rest."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse

from dimensions.models import Dimension, Programme
from masterplan.contents import SectionParts, contents_of
from masterplan.models import Waiver
from submissions.models import Idea
from submissions.querysets import IdeaQuerySet

IDEAS = "Gagasan"
MENDS = {
    "budget": "biaya", "years": "waktu", "indicator": "indikator", "agency": "penanggung-jawab",
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """``state`` is "done", "partly" or "missing"; ``word`` stands on the badge.

    ``code`` names it in a ``Waiver``, ``url`` is the page where it is mended.
    """

    code: str
    label: str
    text: str
    state: str
    word: str
    url: str = ""
    waiver: str = ""  # the reason it was waived for this edition

    @property
    def is_met(self) -> bool:
        return self.state == "done"


@dataclass
class Group:
    """The requirements of one chapter, or of the ideas."""

    title: str
    rows: list[Requirement] = field(default_factory=list)


def readiness_of(programme: Programme, *, edition_id: int | None = None) -> list[Group]:
    """Ideas first, then chapter by chapter, in a fixed number of queries."""
    waived: dict[str, str] = {}
    if edition_id is not None:
        waivers = Waiver.objects.filter(edition_id=edition_id)
        waived = dict(waivers.values_list("requirement", "reason"))
    groups = [Group(IDEAS, idea_requirements(programme))]
    for entry in contents_of(programme):
        groups.append(Group(str(entry.section), _parts(entry)))
    for group in groups:
        group.rows = [_with_waiver(row, waived) for row in group.rows]
    return groups


def lacking(groups: list[Group]) -> list[Requirement]:
    """What is neither met nor waived: publication waits for it."""
    return [row for group in groups for row in group.rows if not row.is_met and not row.waiver]


def idea_requirements(programme: Programme) -> list[Requirement]:
    """Enough ideas in every dimension, each with cost, years, measure and agency."""
    ideas = Idea.objects.in_force().filter(programme=programme)
    counts = dict(ideas.order_by().values_list("dimension_id").annotate(n=Count("pk")))
    missing = _missing(ideas)
    desk = reverse("submissions:review_list")
    rows = [
        _enough(dimension, counts.get(dimension.pk, 0), programme.min_approved, desk)
        for dimension in Dimension.objects.all()
    ]
    return [
        *rows,
        _counted("budget", "Perkiraan biaya", "gagasan belum punya perkiraan biaya", missing),
        _counted("years", "Jadwal pada peta jalan", "gagasan tanpa tahun pelaksanaan", missing),
        _counted("indicator", "Ukuran keberhasilan", "gagasan tanpa indikator", missing),
        _counted("agency", "Penanggung jawab", "gagasan tanpa perangkat daerah", missing),
    ]


def _enough(dimension: Dimension, count: int, wanted: int, url: str) -> Requirement:
    done = count >= wanted
    return Requirement(
        f"ideas-{dimension.code.lower()}",
        f"Gagasan disetujui: {dimension.name}",
        f"{count} dari sedikitnya {wanted}",
        "done" if done else "partly" if count else "missing",
        "Lengkap" if done else f"{count} dari {wanted}",
        url,
    )


def _missing(ideas: IdeaQuerySet) -> dict[str, int]:
    return ideas.order_by().aggregate(
        budget=Count("pk", filter=Q(approved_version__budgets__isnull=True), distinct=True),
        years=Count("pk", filter=Q(approved_version__end_year__isnull=True), distinct=True),
        indicator=Count("pk", filter=Q(approved_version__indicators__isnull=True), distinct=True),
        agency=Count("pk", filter=Q(approved_version__owner_agency__isnull=True), distinct=True),
    )


def _counted(code: str, label: str, text: str, missing: dict[str, int]) -> Requirement:
    number = missing[code]
    return Requirement(
        f"ideas-{code}",
        label,
        f"{number} {text}" if number else "Semua gagasan yang disetujui sudah lengkap",
        "partly" if number else "done",
        f"{number} kurang" if number else "Lengkap",
        f"{reverse('masterplan:lacking_list')}?kurang={MENDS[code]}" if number else "",
    )


def _parts(entry: SectionParts) -> list[Requirement]:
    words = {"done": "Lengkap", "partly": "Sebagian", "missing": "Belum diisi"}
    return [
        Requirement(
            f"{part.kind}-{part.code}",
            part.title,
            part.hint,
            part.state,
            words[part.state],
            reverse(
                "masterplan:sheet" if part.kind == "sheet" else "masterplan:narrative",
                args=[part.code],
            ),
        )
        for part in entry.parts
    ]


def _with_waiver(row: Requirement, waived: dict[str, str]) -> Requirement:
    reason = waived.get(row.code, "")
    if not reason or row.is_met:
        return row
    return Requirement(row.code, row.label, row.text, row.state, row.word, row.url, reason)
