"""The rows of one version, each kind read once, with what is worked out from them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from submissions.models import IdeaDistrict, IdeaVersion, SupportingAgency
from submissions.reading import files_of
from tobasmart.ui.formats import rupiah


def parts_of(version: IdeaVersion) -> dict[str, Any]:
    """Five queries: names around the version, indicators with targets, budgets, files.

    ``districts`` and ``supporting`` are names; ``total`` sums the budget rows, None without any;
    ``estimate`` and ``place`` are words, "" while unknown; ``horizon`` follows from the years, or
    is what was chosen where these are unknown.
    """
    budgets = list(
        version.budgets.select_related("fund_source").order_by("year", "fund_source__position")
    )
    names = _names_around(version)
    return {
        **names,
        "indicators": list(version.indicators.prefetch_related("targets").order_by("position")),
        "budgets": budgets,
        "total": sum(line.amount_idr for line in budgets) if budgets else None,
        "estimate": estimate_text(version),
        "place": _place_text(version, names["districts"]),
        "files": files_of(version),
    }


def estimate_text(version: IdeaVersion) -> str:
    """``Rp50.000.000`` or ``Rp50.000.000 sampai Rp85.000.000``; "" while unknown."""
    if version.estimate_idr is None:
        return ""
    low, high = rupiah(version.estimate_idr), version.estimate_upper_idr
    if high is None or high == version.estimate_idr:
        return low
    return f"{low} sampai {rupiah(high)}"


def _names_around(version: IdeaVersion) -> dict[str, Any]:
    found = (
        IdeaVersion.objects.filter(pk=version.pk)
        .annotate(
            estimate_source_name=F("estimate_source__name"),
            priority_name=F("priority_programme__name"),
            district_names=ArraySubquery(
                IdeaDistrict.objects.filter(version=OuterRef("pk"))
                .order_by("district__name")
                .values("district__name")
            ),
            supporting_names=ArraySubquery(
                SupportingAgency.objects.filter(version=OuterRef("pk"))
                .order_by("organisation__name")
                .values("organisation__name")
            ),
        )
        .select_related("idea__programme")
        .only("idea__programme__short_until", "idea__programme__end_year")
        .get()
    )
    return {
        "districts": found.district_names,
        "supporting": found.supporting_names,
        "estimate_source": found.estimate_source_name or "",
        "priority": found.priority_name or "",
        "horizon": found.idea.programme.horizon_of(version.end_year) or version.horizon,
    }


def _place_text(version: IdeaVersion, districts: list[str]) -> str:
    names = ["Seluruh kecamatan"] if version.covers_region else districts
    return ", ".join([*names, *([version.village] if version.village else [])])
