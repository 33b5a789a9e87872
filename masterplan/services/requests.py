"""Asking agencies for data: who, what, by when; reminders."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from dimensions.models import Programme
from masterplan.models import DataRequest, Section
from masterplan.permissions import WorksheetPermissions
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from tobasmart.notifications.services import notify

REMIND_BEFORE = timedelta(days=3)
REMIND_EVERY = timedelta(days=3)


@transaction.atomic
def ask_agencies(
    *,
    actor: User,
    programme: Programme,
    organisations: Iterable[Organisation],
    wanted: str,
    due_on: date,
    sheet: str = "",
    section: Section | None = None,
) -> list[DataRequest]:
    """One request for each agency that does not owe the same already; the new ones. People hear."""
    if not WorksheetPermissions.of(actor, is_asked=False).arrange:
        raise NotAllowedError("arrange")
    chosen = list(organisations)
    open_now = DataRequest.objects.open().filter(
        programme=programme, organisation__in=chosen, sheet=sheet, section=section
    )
    waiting = set(open_now.values_list("organisation_id", flat=True))
    made = [
        DataRequest.objects.create(
            programme=programme, organisation=organisation, sheet=sheet, section=section,
            wanted=wanted, due_on=due_on, asked_by=actor,
        )
        for organisation in chosen
        if organisation.pk not in waiting
    ]  # fmt: skip
    for request in made:
        _tell(request)
    if made:
        record(
            actor=actor,
            action="data_request.made",
            target=programme,
            label=wanted,
            due_on=due_on.isoformat(),
            counts=len(made),
        )
    return made


@transaction.atomic
def remind_agencies() -> int:
    """Tell agencies whose day is near or past, at most every three days; how many requests."""
    now, today = timezone.now(), timezone.localdate()
    due = (
        DataRequest.objects.open()
        .filter(due_on__lte=today + REMIND_BEFORE)
        .filter(Q(reminded_at=None) | Q(reminded_at__lte=now - REMIND_EVERY))
        .filter(asked_at__lte=now - timedelta(days=1))
        .select_for_update(of=("self",), skip_locked=True)
    )
    rows = list(due)
    for request in rows:
        _tell(request, is_reminder=True)
        request.reminded_at = now
        request.save(update_fields=["reminded_at"])
    return len(rows)


def _tell(request: DataRequest, *, is_reminder: bool = False) -> None:
    notify(
        User.objects.filter(organisation_id=request.organisation_id, is_active=True),
        "masterplan/data_asked",
        {"data_request": request, "is_reminder": is_reminder},
        kind="data",
        path="/masterplan/permintaan/",
        topic="Permintaan data",
        reference=f"data-request-{request.pk}",
    )
