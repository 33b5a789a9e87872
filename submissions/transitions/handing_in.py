"""Moves of the author's side: handing in and withdrawing."""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from submissions import emails
from submissions.completeness import missing_parts
from submissions.models import CodeCounter, Idea, IdeaVersion
from submissions.permissions import IdeaPermissions
from submissions.similar import index_version
from submissions.transitions.table import (
    IncompleteError,
    S,
    TransitionError,
    check,
    finish,
    locked,
)

# One statement begins a counter and counts on; who comes second waits for the first to commit.
_COUNT_ON = f"""
    INSERT INTO {CodeCounter._meta.db_table} AS counter (dimension_id, last_number) VALUES (%s, 1)
    ON CONFLICT (dimension_id) DO UPDATE SET last_number = counter.last_number + 1
    RETURNING last_number
"""  # noqa: S608  (the table's own name)


@transaction.atomic
def submit_idea(
    idea: Idea, *, actor: User, key: uuid.UUID | None = None, consent_version: str = ""
) -> Idea:
    """Freeze the version in writing, give the code at the first time, and hand the idea in.

    ``key`` names one click on "Kirim": the same key again returns the idea unchanged.
    ``consent_version`` names the text of the consent line the person agreed to. Raises
    ``IncompleteError`` when a part that a submission asks for is missing.
    """
    idea = locked(idea)
    if key and idea.current_version and idea.current_version.submission_key == key:
        return idea
    check(idea, S.SUBMITTED, allowed=IdeaPermissions.of(actor, idea).submit)
    version = idea.draft_version
    if version is None:
        raise TransitionError(idea, S.SUBMITTED)
    missing = missing_parts(version)
    if missing:
        raise IncompleteError(list(missing))
    if idea.approved_version_id is None:
        idea.dimension, idea.subdimension_id = version.dimension, version.subdimension_id
    if idea.code is None:
        idea.code = _next_code(idea)
    _freeze(version, key, consent_version)
    index_version(version)
    idea.draft_version, idea.current_version = None, version
    idea.submitted_at, idea.revision_due_on = timezone.now(), None
    # Scores were given to the version before; this one has none yet.
    idea.reviewed_count, idea.score_mean, idea.score_spread = 0, None, None
    finish(idea, S.SUBMITTED, actor=actor, version=version.number)
    emails.idea_submitted(idea, actor=actor)
    return idea


@transaction.atomic
def withdraw_idea(idea: Idea, *, actor: User, reason: str = "") -> Idea:
    """Take the idea out; what was in force is no longer. Its page stays as a stub."""
    idea = locked(idea)
    check(idea, S.WITHDRAWN, allowed=IdeaPermissions.of(actor, idea).withdraw)
    idea.approved_version = None
    finish(idea, S.WITHDRAWN, actor=actor, reason=reason)
    emails.idea_withdrawn(idea, actor=actor, reason=reason)
    return idea


def _freeze(version: IdeaVersion, key: uuid.UUID | None, consent_version: str) -> None:
    version.frozen_at, version.submission_key = timezone.now(), key
    version.consent_version = consent_version
    version.save(update_fields=["frozen_at", "submission_key", "consent_version"])


def _next_code(idea: Idea) -> str:
    """``ENV-014``: the next number of the dimension. The counter row stays locked until commit."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [idea.dimension_id])
        (number,) = cursor.fetchone()
    code = idea.dimension.code  # type: ignore[union-attr]  # a submission asks for a dimension
    return f"{code}-{number:03d}"
