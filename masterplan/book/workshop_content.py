"""What the workshops left behind, as frozen values: attendance in counts, records, traces."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from accounts.choices import OrganisationKind
from dimensions.models import District, Programme
from masterplan.book.part_shapes import AttendanceCount, ForumOutcome, Place, Trace
from submissions.models import Idea
from submissions.models.plans import IdeaDistrict
from workshops.choices import PostState
from workshops.models import Attendance, IdeaSource, Record


def gather_attendance(programme: Programme) -> tuple[AttendanceCount, ...]:
    """Every sitting somebody checked in to, oldest first; one query."""
    kinds: dict[tuple[int, str, datetime], Counter[str]] = {}
    rows = (
        Attendance.objects.filter(
            session__workshop__programme=programme,
            session__workshop__is_sample=False,
            is_rehearsal=False,
        )
        .order_by("session__starts_at", "session")
        .values_list(
            "session__workshop__stage", "session__title", "session__starts_at", "participant__kind"
        )
        .annotate(n=Count("pk"))
    )
    for stage, title, starts_at, kind, count in rows:
        kinds.setdefault((stage, title, starts_at), Counter())[kind] += count
    return tuple(
        AttendanceCount(
            stage=f"Tahap {stage}",
            title=title,
            on=timezone.localdate(starts_at),
            agencies=count[OrganisationKind.OPD],
            businesses=count[OrganisationKind.UMKM],
            others=count.total() - count[OrganisationKind.OPD] - count[OrganisationKind.UMKM],
        )
        for (stage, title, starts_at), count in kinds.items()
    )


def gather_forums(programme: Programme) -> tuple[ForumOutcome, ...]:
    """Forums with a sealed record, oldest first, then in the dimensions' order; one query."""
    records = (
        Record.objects.filter(
            forum__session__workshop__programme=programme,
            forum__session__workshop__is_sample=False,
            sealed_at__isnull=False,
            addendum_number=0,
        )
        .select_related("forum__session__workshop", "forum__dimension")
        .annotate(
            cards=Count("forum__posts", filter=~Q(forum__posts__state=PostState.MOVED),
                        distinct=True),
            agreed=Count("items", distinct=True),
        )
        .order_by("forum__session__starts_at", "forum__dimension__position", "pk")
    )  # fmt: skip
    return tuple(
        ForumOutcome(
            stage=str(row.forum.session.workshop),
            dimension=row.forum.dimension.name,
            on=timezone.localdate(row.forum.session.starts_at),
            cards=row.cards,
            agreed=row.agreed,
            record_number=row.number,
            sha256=row.sha256,
        )
        for row in records
    )


def gather_traces(programme: Programme) -> tuple[Trace, ...]:
    """Where every idea in force comes from, by code; two queries."""
    sources: dict[int, tuple[str, str]] = {}
    found = (
        IdeaSource.objects.filter(idea__programme=programme)
        .select_related("post__forum__session__workshop", "post__forum__dimension")
        .order_by("pk")
    )
    numbers = dict(
        Record.objects.filter(sealed_at__isnull=False, addendum_number=0).values_list(
            "forum_id", "number"
        )
    )
    for source in found:
        forum = source.post.forum
        name = f"{forum}, {forum.session.workshop}"
        sources.setdefault(source.idea_id, (name, numbers.get(forum.pk, "")))
    ideas = Idea.objects.in_force().filter(programme=programme).select_related("approved_version")
    return tuple(
        Trace(
            code=idea.code or "",
            version=idea.approved_version.number if idea.approved_version else 0,
            submitted_on=timezone.localdate(idea.submitted_at) if idea.submitted_at else None,
            forum=sources.get(idea.pk, ("", ""))[0],
            record_number=sources.get(idea.pk, ("", ""))[1],
            approved_on=timezone.localdate(idea.decided_at or idea.updated_at),
        )
        for idea in ideas.order_by("code")
    )


def gather_places(programme: Programme) -> tuple[Place, ...]:
    """Every district with the number of ideas in force that name it; two queries."""
    versions = Idea.objects.in_force().filter(programme=programme).values("approved_version_id")
    named = IdeaDistrict.objects.filter(version__in=versions).order_by().values("district_id")
    counts = dict(named.annotate(n=Count("pk")).values_list("district_id", "n"))
    return tuple(
        Place(row.name, float(row.latitude), float(row.longitude), counts.get(row.pk, 0))
        for row in District.objects.order_by("name")
    )
