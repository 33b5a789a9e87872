"""Removal of the practice workshops: the one place beside ``submissions.purge`` that lifts the
rules of sealed records, with an audit entry."""

import uuid

import pgtrigger
from django.db import transaction
from django.db.models import QuerySet

from accounts.choices import Scope
from accounts.models import Grant, User
from tobasmart.audit.services import record
from tobasmart.files import storage
from workshops.models import (
    AgreedItem,
    Attendance,
    BoardAct,
    Certificate,
    Forum,
    IdeaSource,
    Material,
    MinuteMark,
    Minutes,
    Participant,
    Post,
    Record,
    Seat,
    Session,
    Signer,
    Vote,
    Workshop,
)

_OF_SEALED_FORUM = ("BoardAct", "MinuteMark", "Minutes", "Post", "Seat", "Vote")


@transaction.atomic
def remove_sample_workshops(*, actor: User | None) -> int:
    """Delete every practice workshop with all that was done in it; how many there were.

    Ideas that came of its cards are samples themselves (``submissions.purge``).
    """
    samples = Workshop.objects.select_for_update().filter(is_sample=True)
    workshops = list(samples.order_by("pk"))
    if workshops:
        Certificate.objects.filter(workshop__in=workshops).delete()
        remove_sessions(Session.objects.filter(workshop__in=workshops))
        Participant.objects.filter(workshop__in=workshops).delete()
        papers = Material.objects.filter(workshop__in=workshops).exclude(key="")
        storage.remove_after_commit(
            [uuid.UUID(key) for key in papers.values_list("key", flat=True)]
        )
        Workshop.objects.filter(pk__in=[row.pk for row in workshops]).delete()
        record(actor=actor, action="workshop.samples_removed", target=None, total=len(workshops))
    return len(workshops)


def remove_sessions(sessions: QuerySet[Session]) -> None:
    """Delete sessions of practice workshops, sealed or not. Call in a transaction."""
    keys = list(sessions.values_list("key", flat=True))
    forums = Forum.objects.filter(session__key__in=keys)
    with pgtrigger.ignore(*_uris()):
        Signer.objects.filter(record__forum__in=forums).delete()
        AgreedItem.objects.filter(record__forum__in=forums).delete()
        Record.objects.filter(forum__in=forums).delete()
        IdeaSource.objects.filter(post__forum__in=forums).delete()
        Vote.objects.filter(forum__in=forums).delete()
        Post.objects.filter(forum__in=forums).update(lead=None, moved_to=None)
        for model in (Post, MinuteMark, Minutes, BoardAct, Seat):
            model._default_manager.filter(forum__in=forums).delete()
        forums.delete()
        Attendance.objects.filter(session__key__in=keys).delete()
        Session.objects.filter(key__in=keys).delete()
    Grant.objects.filter(scope=Scope.SESSION, session_key__in=keys).delete()


def _uris() -> list[str]:
    return [
        "workshops.Record:sealed_record",
        "workshops.Forum:sealed_forum",
        "workshops.Attendance:attendance_of_sealed_record",
        "workshops.Signer:rows_of_sealed_record",
        "workshops.AgreedItem:rows_of_sealed_record",
        *(f"workshops.{name}:rows_of_sealed_forum" for name in _OF_SEALED_FORUM),
    ]
