"""Writes of the outline: titles, on and off, order among brothers."""

from django.db import transaction

from accounts.models import User
from masterplan.models import Section
from masterplan.permissions import MasterplanPermissions
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import changes_of, record


@transaction.atomic
def change_section(form, *, actor: User) -> Section:  # type: ignore[no-untyped-def]
    """Store a valid ``SectionForm``."""
    if not MasterplanPermissions.of(actor).compile:
        raise NotAllowedError("outline")
    section: Section = form.save()
    record(actor=actor, action="outline.section_changed", target=section, changes=changes_of(form))
    return section


@transaction.atomic
def move_section(section: Section, *, actor: User, up: bool) -> None:
    """Change places with the brother above or below, each with all that hangs on it.

    Positions stay those of one walk through the whole tree. At the end nothing happens.
    """
    if not MasterplanPermissions.of(actor).compile:
        raise NotAllowedError("outline")
    rows = list(
        Section.objects.select_for_update(of=("self",))
        .filter(programme_id=section.programme_id)
        .order_by("position")
    )
    children: dict[int | None, list[Section]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    brothers = children[section.parent_id]
    place = next(n for n, row in enumerate(brothers) if row.pk == section.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(brothers) or brothers[other].level != brothers[place].level:
        return
    brothers[place], brothers[other] = brothers[other], brothers[place]
    for position, row in enumerate(_walk(children, None), 1):
        row.position = position
    Section.objects.bulk_update(rows, ["position"])
    record(actor=actor, action="outline.section_moved", target=section)


def _walk(children: dict[int | None, list[Section]], parent: int | None) -> list[Section]:
    return [
        row for child in children.get(parent, []) for row in (child, *_walk(children, child.pk))
    ]
