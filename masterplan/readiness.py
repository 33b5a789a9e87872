"""What the document needs and what is there: numbers and links for the compile page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from dimensions.models import Dimension, Programme
from submissions.models import Idea
from submissions.querysets import IdeaQuerySet


@dataclass(frozen=True)
class Requirement:
    """``state`` is "done", "partly" or "missing"; ``word`` stands on the badge."""

    label: str
    text: str
    state: str
    word: str


def requirements_of(programme: Programme) -> list[Requirement]:
    """The list of the compile page, in a fixed number of queries."""
    ideas = Idea.objects.in_force().filter(programme=programme)
    counts = dict(ideas.order_by().values_list("dimension_id").annotate(n=Count("pk")))
    dimensions = list(Dimension.objects.all())
    enough = [d for d in dimensions if counts.get(d.pk, 0) >= programme.min_approved]
    missing = _missing(ideas)
    return [
        Requirement(
            "Gagasan disetujui di setiap dimensi",
            f"Sedikitnya {programme.min_approved} per dimensi",
            _state(len(dimensions) - len(enough), bool(enough)),
            "Lengkap"
            if len(enough) == len(dimensions)
            else f"{len(enough)} dari {len(dimensions)}",
        ),
        _counted("Perkiraan biaya", "gagasan belum punya perkiraan biaya", missing["budget"]),
        _counted("Jadwal pada peta jalan", "gagasan tanpa tahun pelaksanaan", missing["years"]),
        _counted("Ukuran keberhasilan", "gagasan tanpa indikator", missing["indicator"]),
        _counted("Penanggung jawab", "gagasan tanpa perangkat daerah", missing["agency"]),
    ]


def _missing(ideas: IdeaQuerySet) -> dict[str, int]:
    return ideas.order_by().aggregate(
        budget=Count("pk", filter=Q(approved_version__budgets__isnull=True), distinct=True),
        years=Count("pk", filter=Q(approved_version__end_year__isnull=True), distinct=True),
        indicator=Count("pk", filter=Q(approved_version__indicators__isnull=True), distinct=True),
        agency=Count("pk", filter=Q(approved_version__owner_agency__isnull=True), distinct=True),
    )


def _counted(label: str, text: str, number: int) -> Requirement:
    sentence = f"{number} {text}" if number else "Semua gagasan yang disetujui sudah lengkap"
    return Requirement(
        label, sentence, _state(number, True), f"{number} kurang" if number else "Lengkap"
    )


def _state(lacking: int, anything: bool) -> str:
    if lacking == 0:
        return "done"
    return "partly" if anything else "missing"
