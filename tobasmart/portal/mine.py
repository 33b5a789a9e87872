""" "Saya": what a person has to do first, then their own ideas and those of their organisation."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.permissions import WRITABLE, may_review, may_write_ideas
from tobasmart.notifications.models import Notice

PAGE_SIZE = 25
NEWS = 5
# How long a merge stands among the things to read first.
MERGE_DAYS = 30


@dataclass(frozen=True)
class Task:
    """One thing to do; ``due_on`` is its day, if it has one."""

    text: str
    path: str
    due_on: date | None = None
    is_late: bool = False


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I have to do first, then my ideas, then my organisation's."""
    user = request.user
    own = Idea.objects.written_by(user).for_own_list()
    drafts = list(own.filter(status=IdeaStatus.DRAFT)[:50])
    sent = Paginator(own.exclude(status=IdeaStatus.DRAFT), PAGE_SIZE)
    return render(
        request,
        "portal/mine.html",
        {
            "tasks": _tasks(user),
            "drafts": drafts,
            "page": sent.get_page(request.GET.get("hal")),
            "shared": _of_organisation(user),
            "news": Notice.objects.shown_to(user).unread_first()[:NEWS],
            "may_write": may_write_ideas(user),
            "may_review": may_review(user),
        },
    )


def _tasks(user: User) -> list[Task]:
    """Revisions by their day, then data asked of the agency, then merges to read."""
    own = Idea.objects.written_by(user).for_own_list()
    returned = own.filter(status=IdeaStatus.NEEDS_REVISION).order_by("revision_due_on", "pk")[:50]
    tasks = [
        Task(
            f"Perbaiki {idea.code}: {idea.title}",
            reverse("submissions:idea_edit", args=[idea.address]),
            idea.revision_due_on,
            idea.is_late,
        )
        for idea in returned
    ]
    if user.organisation_id:
        asked = Idea.objects.filter(
            completing_agency_id=user.organisation_id, status__in=WRITABLE
        ).exclude(author=user)
        tasks += [
            Task(
                f"Lengkapi data gagasan {idea.title}",
                reverse("submissions:idea_edit", args=[idea.address]),
                idea.revision_due_on,
            )
            for idea in asked.for_own_list().order_by("-updated_at", "-pk")[:20]
        ]
    since = timezone.now() - timedelta(days=MERGE_DAYS)
    merged = Idea.objects.written_by(user).filter(
        status=IdeaStatus.MERGED, merges__undone_at=None, merges__made_at__gt=since
    )
    return tasks + [
        Task(
            f"Baca: {idea.code} digabung ke {idea.merged_into.code}",
            idea.get_absolute_url(),
        )
        for idea in merged.select_related("merged_into")[:20]
    ]


def _of_organisation(user: User) -> list[Idea]:
    """Ideas of the person's organisation by others, newest change first; drafts only if shared."""
    if user.organisation_id is None:
        return []
    readable = ~Q(status=IdeaStatus.DRAFT) | Q(is_shared=True)
    return list(
        Idea.objects.filter(readable, organisation_id=user.organisation_id)
        .exclude(author=user)
        .for_own_list()
        .order_by("-updated_at", "-pk")[:PAGE_SIZE]
    )
