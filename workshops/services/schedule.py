"""What an admin plans: workshops, sessions, agenda, speakers, papers, deliverables and forums.

A form has read the values and is saved here, field by field: what others change at the same moment
(a forum's phase, a session's rehearsal) is never written back.
"""

import random
import uuid
from typing import Any

from django import forms
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.choices import Scope
from accounts.models import Grant, User
from dimensions.models import Dimension, Programme
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import changes_of, record
from tobasmart.files import storage
from workshops import publishing
from workshops.choices import Phase
from workshops.models import (
    AgendaItem,
    Deliverable,
    Feedback,
    Forum,
    Material,
    Participant,
    Session,
    Speaker,
    Workshop,
)
from workshops.permissions import WorkshopPermissions

# Codes are read aloud and typed: without signs that look alike (design brief, section 1).
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_DIGITS = "23456789"
_FAR = 10_000  # above every position: lines wait here while their order changes

_WORDS: dict[type[models.Model], str] = {
    AgendaItem: "agenda",
    Deliverable: "deliverable",
    Forum: "forum",
    Material: "material",
    Session: "session",
    Speaker: "speaker",
}


class InUseError(Exception):
    """The change would touch what people already did; the message says it to them."""


@transaction.atomic
def add_workshop(form: forms.ModelForm, *, actor: User, programme: Programme) -> Workshop:
    """A new stage of the programme; its address follows from the stage."""
    if not actor.is_admin:
        raise NotAllowedError("admin")
    # One at a time, so that two clicks do not ask for the same address.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    stage = form.cleaned_data["stage"]
    known = Workshop.objects.filter(programme=programme, stage=stage, is_sample=False).first()
    if known:
        return known
    workshop: Workshop = form.instance
    workshop.programme, workshop.slug = programme, _free_slug(f"tahap-{stage}")
    workshop.save()
    record(actor=actor, action="workshop.created", target=workshop)
    return workshop


@transaction.atomic
def change_workshop(form: forms.ModelForm, *, actor: User) -> Workshop:
    workshop: Workshop = form.instance
    _require_manager(actor, workshop)
    if form.changed_data:
        workshop.save(update_fields=form.changed_data)
        record(actor=actor, action="workshop.changed", target=workshop, changes=changes_of(form))
    return workshop


@transaction.atomic
def add_part(form: forms.ModelForm, *, actor: User) -> Any:
    """A new line of the workshop on the form's instance. The same line again is the first one."""
    part, workshop = form.save(commit=False), workshop_of(form.instance)
    _require_manager(actor, workshop)
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if known := _same(form):
        return known
    _complete(part)
    part.save(force_insert=True)
    form.save_m2m()
    if isinstance(part, AgendaItem):
        _order_by_time(part)
    _note(actor, "added", part)
    return part


@transaction.atomic
def change_part(form: forms.ModelForm, *, actor: User) -> Any:
    """Save what the form changed. Raises ``InUseError``, ``publishing.ForumSealedError``."""
    part, workshop = form.save(commit=False), workshop_of(form.instance)
    _require_manager(actor, workshop)
    if not form.changed_data:
        return part
    Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if isinstance(part, Forum):
        return _change_forum(form, actor=actor)
    fields = [name for name in form.changed_data if name != "dimensions"]
    if isinstance(part, AgendaItem) and "day" in fields:
        part.position = _next_position(part)
        fields.append("position")
    if isinstance(part, Session) and {"starts_at", "ends_at"} & set(fields):
        fields.append("day")
    part.save(update_fields=fields)
    if "dimensions" in form.changed_data:
        form.save_m2m()
    if isinstance(part, AgendaItem):
        _order_by_time(part)
    if isinstance(part, Session):
        # Rights end with the session, so they follow its times.
        Grant.objects.filter(scope=Scope.SESSION, session_key=part.key).update(
            valid_from=part.rights_from, valid_until=part.rights_until
        )
    _note(actor, "changed", part, form=form)
    return part


@transaction.atomic
def remove_part(part: Any, *, actor: User) -> None:
    """Take a line out. Raises ``InUseError`` where something hangs on it."""
    workshop = workshop_of(part)
    _require_manager(actor, workshop)
    Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if isinstance(part, Forum):
        _require_untouched([publishing.locked(part)])
    if isinstance(part, Session):
        _require_empty(part)
        Grant.objects.filter(scope=Scope.SESSION, session_key=part.key).delete()
    if isinstance(part, Material) and part.key:
        storage.remove_after_commit([uuid.UUID(part.key)])
    _note(actor, "removed", part)
    part.delete()


@transaction.atomic
def tick_deliverable(deliverable: Deliverable, *, actor: User, is_delivered: bool) -> Deliverable:
    """Say that it is there, from today on, or that it is not. Twice the same changes nothing."""
    _require_manager(actor, deliverable.workshop)
    row = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if (row.delivered_on is not None) == is_delivered:
        return row
    row.delivered_on = timezone.localdate() if is_delivered else None
    row.save(update_fields=["delivered_on"])
    record(
        actor=actor,
        action="workshop.deliverable_ticked",
        target=deliverable.workshop,
        title=row.title,
        is_delivered=is_delivered,
    )
    return row


def workshop_of(part: Any) -> Workshop:
    workshop: Workshop = part.session.workshop if isinstance(part, Forum) else part.workshop
    return workshop


def free_code(dimension: Dimension) -> str:
    """Two letters of the dimension and two digits that no forum has; other letters when all are
    used."""
    letters = "".join(sign for sign in dimension.slug.upper() if sign in CODE_LETTERS)
    letters = (letters * 2 + "AB")[:2]
    while True:
        every = [letters + one + two for one in CODE_DIGITS for two in CODE_DIGITS]
        used = set(Forum.objects.filter(code__in=every).values_list("code", flat=True))
        if free := [code for code in every if code not in used]:
            return random.choice(free)  # noqa: S311  (no secret: presence opens a forum)
        letters = "".join(random.choices(CODE_LETTERS, k=2))  # noqa: S311


def _complete(part: Any) -> None:
    """What follows from the rest: key, code, place in the order."""
    if isinstance(part, Session):
        part.key = _free_key(f"{part.workshop.slug}-hari-{part.day}")
    elif isinstance(part, Forum):
        # Forums of one dimension get their codes one after the other.
        Dimension.objects.select_for_update(no_key=True).get(pk=part.dimension_id)
        part.code = free_code(part.dimension)
    else:
        part.position = _next_position(part)


def _change_forum(form: forms.ModelForm, *, actor: User) -> Forum:
    """The forum's own words and numbers; those who watch it fetch it again."""
    forum = publishing.locked(form.instance)
    changed = {name: form.cleaned_data[name] for name in form.changed_data}
    voted = forum.phase in {Phase.VOTE, Phase.SUMMARY, Phase.CLOSED}
    if "dots" in changed and voted:
        raise InUseError("Titik suara tidak dapat diubah lagi karena pemungutan suara sudah dibuka")
    if "kind" in changed and forum.posts.exists():
        raise InUseError("Jenis forum tidak dapat diubah lagi karena sudah ada kartu")
    for name, value in changed.items():
        setattr(forum, name, value)
    forum.save(update_fields=list(changed))
    shown = {"posts_shown": forum.shows_posts, "results_shown": forum.shows_results}
    publishing.publish(forum, "show", shown)
    _note(actor, "changed", forum, form=form)
    return forum


def _same(form: forms.ModelForm) -> Any:
    """The row that says the same already: the button was pressed twice."""
    part = form.instance
    plain = [name for name in form.cleaned_data if name != "dimensions"]
    values = {name: getattr(part, name) for name in plain if hasattr(part, name)}
    if not isinstance(part, Forum):
        values["workshop"] = part.workshop
    return type(part)._default_manager.filter(**values).first()


def _next_position(part: AgendaItem | Deliverable | Speaker) -> int:
    of_day = {"day": part.day} if isinstance(part, AgendaItem) else {}
    rows: Any = type(part)._default_manager.filter(workshop=part.workshop, **of_day)
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _order_by_time(line: AgendaItem) -> None:
    """Put the lines of a day in the order of their times, if each has one."""
    day = AgendaItem.objects.filter(workshop=line.workshop, day=line.day)
    lines = list(day.order_by("position"))
    if any(row.starts_at is None for row in lines):
        return
    wanted = sorted(lines, key=lambda row: (row.starts_at, row.position))
    if wanted == lines:
        return
    for start in (_FAR, 1):
        for position, row in enumerate(wanted, start):
            row.position = position
            row.save(update_fields=["position"])


def _require_untouched(forums: list[Forum]) -> None:
    for forum in forums:
        touched = forum.phase != Phase.WAITING or forum.posts.exists() or forum.seats.exists()
        if touched or forum.records.exists() or hasattr(forum, "minutes"):
            raise InUseError(f"{forum} sudah berisi, jadi tidak dapat dihapus")


def _require_empty(session: Session) -> None:
    _require_untouched([publishing.locked(row) for row in session.forums.order_by("pk")])
    guests = Participant.objects.filter(session=session)
    used = session.attendances.exists() or Feedback.objects.filter(session=session).exists()
    if used or guests.exists():
        raise InUseError("Sesi ini sudah punya kehadiran, jadi tidak dapat dihapus")


def _require_manager(actor: User, workshop: Workshop) -> None:
    if not WorkshopPermissions.of(actor, workshop).manage:
        raise NotAllowedError("admin")


def _free_slug(wanted: str) -> str:
    return _free(wanted, set(Workshop.objects.values_list("slug", flat=True)))


def _free_key(wanted: str) -> str:
    taken = Session.objects.filter(key__startswith=wanted).values_list("key", flat=True)
    return _free(wanted, set(taken))


def _free(wanted: str, taken: set[str]) -> str:
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _note(actor: User, verb: str, part: Any, *, form: forms.ModelForm | None = None) -> None:
    """One entry with the workshop. A speaker's name is not written into what nobody can change."""
    said: dict[str, Any] = {"title": str(part)[:120]}
    if isinstance(part, Speaker):
        said = {"position": part.position}
    elif form is not None:
        said["changes"] = changes_of(form)
    code = f"workshop.{_WORDS[type(part)]}_{verb}"
    record(actor=actor, action=code, target=workshop_of(part), **said)
