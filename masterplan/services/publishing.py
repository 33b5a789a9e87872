"""From draft to edition: waivers, the typed confirmation, frozen stages."""

import secrets

from django.db import IntegrityError, transaction

from accounts.models import User
from masterplan.models import Build, Edition, FrozenStage, Waiver
from masterplan.permissions import MasterplanPermissions
from masterplan.readiness import lacking, readiness_of
from masterplan.services.builds import TASK
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from tobasmart.queue import enqueue
from workshops.models import Workshop


class NotReadyError(Exception):
    """Requirements are neither met nor waived; ``labels`` are theirs."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(len(labels))
        self.labels = labels


class WrongNameError(Exception):
    """The name typed to confirm is not the edition's."""


class BusyError(Exception):
    """A build of the edition is under way; publication waits for its end."""


@transaction.atomic
def waive(edition: Edition, *, actor: User, requirement: str, reason: str) -> Waiver:
    """Publish without this requirement, for a reason that is printed; "" takes it back.

    Raises ``NotAllowedError`` and, for an unknown or met requirement, ``KeyError``.
    """
    _guard(actor)
    if edition.published_at:
        raise NotAllowedError("published")
    rows = {row.code: row for group in readiness_of(edition.programme) for row in group.rows}
    row = rows[requirement]
    if row.is_met:
        raise KeyError(requirement)
    waiver, _ = Waiver.objects.update_or_create(
        edition=edition,
        requirement=requirement,
        defaults={"label": row.label, "reason": reason, "given_by": actor},
    )
    record(actor=actor, action="edition.waived", target=edition, label=row.label, reason=reason)
    return waiver


@transaction.atomic
def take_waiver_back(waiver: Waiver, *, actor: User) -> None:
    _guard(actor)
    if waiver.edition.published_at:
        raise NotAllowedError("published")
    record(
        actor=actor, action="edition.waiver_taken_back", target=waiver.edition, label=waiver.label
    )
    waiver.delete()


@transaction.atomic
def request_publication(edition: Edition, *, actor: User, typed_name: str) -> Build:
    """Ask for the final file; the edition is published in the transaction that stores it.

    Raises ``WrongNameError``, ``NotReadyError``, ``BusyError`` and ``NotAllowedError``.
    """
    _guard(actor)
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.published_at:
        raise NotAllowedError("published")
    if " ".join(typed_name.split()).casefold() != edition.name.casefold():
        raise WrongNameError
    open_rows = lacking(readiness_of(edition.programme, edition_id=edition.pk))
    if open_rows:
        raise NotReadyError([row.label for row in open_rows])
    if not edition.token:
        edition.token = secrets.token_urlsafe(16)
        edition.save(update_fields=["token"])
    try:
        with transaction.atomic():
            build = Build.objects.create(edition=edition, requested_by=actor, is_final=True)
    except IntegrityError as error:
        raise BusyError from error
    record(actor=actor, action="edition.publication_requested", target=edition)
    enqueue(TASK, build.pk)
    return build


@transaction.atomic
def freeze_stage(build: Build, *, actor: User, workshop: Workshop) -> FrozenStage:
    """Keep this draft as it stood at the end of a stage. Each stage is frozen once."""
    _guard(actor)
    if not build.file:
        raise NotAllowedError("no file")
    frozen, is_new = FrozenStage.objects.get_or_create(
        workshop=workshop, defaults={"build": build, "frozen_by": actor}
    )
    if is_new:
        record(actor=actor, action="edition.stage_frozen", target=workshop, name=str(build))
    return frozen


def _guard(actor: User) -> None:
    if not MasterplanPermissions.of(actor).compile:
        raise NotAllowedError("compile")
