"""Merging an idea into a leading one, and taking it out again at any time."""

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.choices import IdeaStatus
from submissions.counts import recount
from submissions.models import Idea, Merge
from submissions.permissions import MERGEABLE, IdeaPermissions
from submissions.transitions.table import NotAllowedError, S, TransitionError, check, finish, locked

_FAMILIES = 0x6D657267  # "merg": the name of our lock among the database's advisory locks


@transaction.atomic
def merge_idea(idea: Idea, *, into: Idea, actor: User, reason: str = "") -> Idea:
    """Make ``idea`` part of the leading idea ``into``. Ideas merged into it before come along.

    Authors, supports, talk and files stay with their idea and are shown with the leading one.
    Raises ``TransitionError`` when either is not in a status that can be merged.
    """
    _wait_for_turn()
    idea, lead = _locked_pair(idea, into)
    check(idea, S.MERGED, allowed=IdeaPermissions.of(actor, idea).merge)
    if lead.pk == idea.pk or lead.status not in MERGEABLE or lead.is_hidden:
        raise TransitionError(lead, S.MERGED)
    if not IdeaPermissions.of(actor, lead).merge:
        raise NotAllowedError(S.MERGED)
    Merge.objects.create(
        idea=idea,
        into=lead,
        reason=reason,
        actor=actor,
        source_status=idea.status,
        source_approved_version=idea.approved_version,
    )
    idea.merged_into, idea.approved_version = lead, None
    finish(idea, S.MERGED, actor=actor, into=lead.code, reason=reason)
    Idea.objects.filter(merged_into=idea).update(merged_into=lead)
    recount(lead)
    emails.idea_merged(idea, lead, actor=actor, reason=reason)
    return idea


@transaction.atomic
def unmerge_idea(idea: Idea, *, actor: User, reason: str = "") -> Idea:
    """Give a merged idea back its own life, in the status and with the version it had."""
    _wait_for_turn()
    merge = Merge.objects.filter(idea=idea, undone_at=None).select_related("into").first()
    if merge is None:
        raise TransitionError(locked(idea), S.IN_REVIEW)
    idea = locked(idea)
    source = IdeaStatus(merge.source_status)
    check(idea, source, allowed=IdeaPermissions.of(actor, idea).unmerge, source=S.MERGED)
    lead = idea.merged_into
    merge.undone_at, merge.undone_by = timezone.now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    idea.merged_into, idea.approved_version = None, merge.source_approved_version
    finish(idea, source, actor=actor, action="idea.unmerged", into=merge.into.code, reason=reason)
    Idea.objects.filter(pk__in=_came_with(idea)).update(merged_into=idea)
    lead = lead or merge.into
    for changed in (idea, lead):
        recount(changed)
    emails.idea_unmerged(idea, lead, actor=actor)
    return idea


def _wait_for_turn() -> None:
    """One change of a family at a time, until the transaction ends.

    A merge writes the leading idea and then its parts, parting writes a part and then the leading
    idea: with row locks alone the two could wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FAMILIES])


def _came_with(idea: Idea) -> set[int]:
    """What was merged into ``idea``, and into those: all of it leaves with it."""
    family: set[int] = set()
    layer = {idea.pk}
    while layer:
        rows = Merge.objects.filter(into__in=layer, undone_at=None).values_list(
            "idea_id", flat=True
        )
        layer = set(rows) - family
        family |= layer
    return family


def _locked_pair(idea: Idea, into: Idea) -> tuple[Idea, Idea]:
    """Both rows, locked in one order whatever leads, so two merges cannot wait for each other."""
    rows = {row.pk: locked(row) for row in sorted((idea, into), key=lambda row: row.pk)}
    return rows[idea.pk], rows[into.pk]
