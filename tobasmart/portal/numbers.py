"""The figures of the home page, each in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from dimensions.models import Dimension, Programme
from submissions.choices import IdeaStatus
from tobasmart.ui.formats import date_id, period_id
from workshops.models import Workshop


@dataclass(frozen=True)
class Phase:
    label: str
    when: str
    state: str  # "done", "current" or "later"


def figures(public: QuerySet[Any]) -> dict[str, int]:
    """Ideas handed in, in review, approved; agencies and businesses that took part."""
    of_kind = Q(organisation__kind=OrganisationKind.OPD)
    row = public.order_by().aggregate(
        total=Count("pk"),
        in_review=Count("pk", filter=Q(status=IdeaStatus.IN_REVIEW)),
        approved=Count("pk", filter=Q(approved_version__isnull=False)),
        agencies=Count("organisation", filter=of_kind, distinct=True),
        businesses=Count(
            "organisation", filter=Q(organisation__kind=OrganisationKind.UMKM), distinct=True
        ),
    )
    return row | {"all_agencies": Organisation.objects.agencies().count()}


def dimensions_with_counts(public: QuerySet[Any]) -> list[Any]:
    """The six dimensions in their order, each with ``idea_count`` and ``approved_count``."""
    rows = (
        public.order_by()
        .values("dimension_id")
        .annotate(total=Count("pk"), approved=Count("pk", filter=Q(approved_version__isnull=False)))
    )
    counts = {row["dimension_id"]: row for row in rows}
    dimensions: list[Any] = list(Dimension.objects.all())
    for item in dimensions:
        row = counts.get(item.pk, {"total": 0, "approved": 0})
        item.idea_count, item.approved_count = row["total"], row["approved"]
    return dimensions


def phases(programme: Programme | None, workshops: list[Workshop]) -> list[Phase]:
    """Where the process stands, told from the workshops' days and the intake window."""
    if programme is None:
        return []
    first = workshops[0] if workshops else None
    closes = programme.intake_closes_at
    open_now = programme.intake_is_open
    intake = "Dibuka tanpa batas waktu" if not closes else f"Tutup {date_id(closes)}"
    started = bool(first and first.starts_on <= timezone.localdate())
    return [
        Phase(
            "Sosialisasi",
            period_id(first.starts_on, first.ends_on) if first else "Belum dijadwalkan",
            "done" if started else "current",
        ),
        Phase("Pengumpulan gagasan", intake, "current" if open_now else "done"),
        Phase(
            "Tinjauan",
            "Berjalan selama gagasan masuk" if open_now else "Berjalan",
            "later" if open_now else "current",
        ),
        Phase("Penyusunan", "Dari gagasan yang disetujui", "later"),
        Phase("Masterplan terbit", "Setelah semua bab lengkap", "later"),
    ]
