"""Writes of narratives: autosave, versions, whom they are assigned to."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organisation, User
from masterplan.models import Narrative, NarrativeVersion, Section
from masterplan.permissions import WorksheetPermissions
from masterplan.worksheets.reading import is_asked
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record

# Autosaves come every few seconds; a version is kept when the last one is so old.
VERSION_EVERY = timedelta(hours=1)


class NarrativeConflictError(Exception):
    """Somebody else saved in between; ``narrative`` is what is stored now."""

    def __init__(self, narrative: Narrative) -> None:
        super().__init__(narrative.pk)
        self.narrative = narrative


def narrative_of(section: Section) -> Narrative:
    """The section's narrative, made empty where none is yet."""
    return Narrative.objects.get_or_create(section=section)[0]


@transaction.atomic
def save_narrative(
    narrative: Narrative,
    *,
    actor: User,
    text: str,
    revision: int,
    page: uuid.UUID | None = None,
    is_done: bool | None = None,
) -> Narrative:
    """Store ``text``; ``is_done`` None leaves the mark as it is.

    ``page`` is the key of the open page: its own saves whose answer got lost are no conflict.
    Raises ``NotAllowedError`` and ``NarrativeConflictError``; then nothing is written.
    """
    narrative = Narrative.objects.select_for_update(of=("self",)).get(pk=narrative.pk)
    if not may_write(actor, narrative):
        raise NotAllowedError("write")
    unchanged = narrative.text == text and is_done in (None, narrative.is_done)
    if unchanged:
        return narrative
    if narrative.revision != revision and (page is None or narrative.page_key != page):
        raise NarrativeConflictError(narrative)
    narrative.text, narrative.page_key, narrative.updated_by = text, page, actor
    narrative.revision += 1
    was_done, narrative.is_done = (
        narrative.is_done,
        narrative.is_done if is_done is None else is_done,
    )
    narrative.save()
    if (narrative.is_done and not was_done) or _version_is_due(narrative):
        _keep_version(narrative, actor)
        record(actor=actor, action="narrative.saved", target=narrative.section)
    return narrative


@transaction.atomic
def assign_narrative(
    narrative: Narrative, *, actor: User, organisation: Organisation | None, due_on: date | None
) -> Narrative:
    """Name the agency that writes the text, and by when."""
    if not WorksheetPermissions.of(actor, is_asked=False).arrange:
        raise NotAllowedError("arrange")
    narrative = Narrative.objects.select_for_update(of=("self",)).get(pk=narrative.pk)
    narrative.organisation, narrative.due_on = organisation, due_on
    narrative.save(update_fields=["organisation", "due_on", "updated_at"])
    record(
        actor=actor,
        action="narrative.assigned",
        target=narrative.section,
        organisation=organisation.key if organisation else "",
        due_on=due_on.isoformat() if due_on else "",
    )
    return narrative


def may_write(user: User, narrative: Narrative) -> bool:
    """Admins, the agency it is assigned to, and the agency asked for it."""
    if not user.is_authenticated:
        return False
    assigned = narrative.organisation_id is not None
    own = assigned and narrative.organisation_id == user.organisation_id
    asked = own or is_asked(user, section_id=narrative.section_id)
    return WorksheetPermissions.of(user, is_asked=asked).write


def _version_is_due(narrative: Narrative) -> bool:
    last = narrative.versions.first()
    return last is None or timezone.now() - last.written_at >= VERSION_EVERY


def _keep_version(narrative: Narrative, actor: User) -> None:
    last = narrative.versions.aggregate(last=Max("number"))["last"] or 0
    NarrativeVersion.objects.create(
        narrative=narrative, number=last + 1, text=narrative.text, written_by=actor
    )
