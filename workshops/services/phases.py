"""The way of a forum from phase to phase, its clock, and what is shown to everyone.

Time running out changes nothing by itself: the pages say "Waktu habis", and the facilitator opens
the next phase when the table is ready. A paused clock stops nobody from writing or voting: what
may be done follows from the phase alone.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from tobasmart.audit.services import record
from workshops import publishing
from workshops.choices import STEPS, Phase
from workshops.models import Forum
from workshops.services.board_refusals import NotNowError, opened, was_done

EXTENSION = timedelta(minutes=5)
# A phase that is opened again was closed too early: there is time to finish a sentence.
LEAST_AFTER_REOPENING = timedelta(minutes=2)
CHANGED = "Fase sudah berganti menjadi {phase}. Periksa dulu, lalu lanjutkan dari sana."
TOO_LATE = "Fase sebelumnya hanya dapat dibuka lagi dalam dua menit setelah ditutup."
UNTIMED = "Tidak ada fase yang sedang berjalan, jadi jamnya tidak dapat diubah."
ALWAYS_SHOWN = "Sejak fase Kelompokkan semua kartu selalu tampil."
NO_RESULTS = "Hasil suara baru ada sejak fase Beri suara."
_CLOCK = ["phase_ends_at", "paused_seconds"]
_PHASE = ["phase", "phase_before", "phase_since", "shows_posts", "shows_results", *_CLOCK]


class PhaseChangedError(NotNowError):
    """The button was shown in another phase than the one the forum is in now."""


@transaction.atomic
def open_next_phase(forum: Forum, *, actor: User, shown: str, key: uuid.UUID) -> Forum:
    """Close the phase the form was ``shown`` in and open the one after it, with its own time.

    From Kelompokkan on everyone reads the cards. When Beri suara closes, the dots stay as they are
    and are shown. The same ``key`` again changes nothing. Raises ``PhaseChangedError``.
    """
    row, is_done = _begin(forum, actor, shown, key)
    new = row.next_phase
    if is_done or new is None:
        return row
    old, now = row.phase, timezone.now()
    row.phase, row.phase_before, row.phase_since = new, old, now
    row.phase_ends_at = now + _time_for(row, new) if new in STEPS else None
    row.paused_seconds = None
    if new == Phase.GROUP:
        row.shows_posts = True
    elif new in {Phase.VOTE, Phase.SUMMARY}:
        row.shows_results = new == Phase.SUMMARY
    return _store(row, actor, "forum.phase_opened", key, source=old, to=new)


@transaction.atomic
def reopen_phase(forum: Forum, *, actor: User, shown: str, key: uuid.UUID) -> Forum:
    """Go back to the phase before, within two minutes of its close; two minutes on the clock.

    Votes go on unseen: results that the close has shown are hidden again.
    """
    row, is_done = _begin(forum, actor, shown, key)
    if is_done:
        return row
    if not row.may_be_reopened:
        raise NotNowError(TOO_LATE)
    old, now = row.phase, timezone.now()
    row.phase, row.phase_before, row.phase_since = row.phase_before, "", now
    row.phase_ends_at, row.paused_seconds = now + LEAST_AFTER_REOPENING, None
    if row.phase == Phase.VOTE:
        row.shows_results = False
    return _store(row, actor, "forum.phase_reopened", key, source=old, to=row.phase)


@transaction.atomic
def extend_phase(forum: Forum, *, actor: User, shown: str, key: uuid.UUID) -> Forum:
    """Five minutes more, also when the clock stands at zero or is paused."""
    row, is_done = _begin_timed(forum, actor, shown, key)
    if is_done:
        return row
    if row.paused_seconds is not None:
        row.paused_seconds += int(EXTENSION.total_seconds())
    else:
        now = timezone.now()
        row.phase_ends_at = max(row.phase_ends_at or now, now) + EXTENSION
    return _store(row, actor, "forum.clock_extended", key, kind="clock")


@transaction.atomic
def pause_phase(forum: Forum, *, actor: User, shown: str, key: uuid.UUID) -> Forum:
    """Stop the clock. A clock that stands already stays as it is."""
    row, is_done = _begin_timed(forum, actor, shown, key)
    if is_done or row.is_paused:
        return row
    row.paused_seconds, row.phase_ends_at = row.seconds_left or 0, None
    return _store(row, actor, "forum.clock_paused", key, kind="clock")


@transaction.atomic
def resume_phase(forum: Forum, *, actor: User, shown: str, key: uuid.UUID) -> Forum:
    """Let a paused clock go on from where it stopped."""
    row, is_done = _begin_timed(forum, actor, shown, key)
    if is_done or row.paused_seconds is None:
        return row
    row.phase_ends_at = timezone.now() + timedelta(seconds=row.paused_seconds)
    row.paused_seconds = None
    return _store(row, actor, "forum.clock_resumed", key, kind="clock")


@transaction.atomic
def show_posts(forum: Forum, *, actor: User, is_on: bool, shown: str, key: uuid.UUID) -> Forum:
    """Show every card to everyone while cards are collected, or let each write in private."""
    row, is_done = _begin(forum, actor, shown, key)
    if row.phase not in {Phase.WAITING, Phase.COLLECT}:
        raise NotNowError(ALWAYS_SHOWN)
    if is_done or row.shows_posts == is_on:
        return row
    row.shows_posts = is_on
    action = "forum.posts_shown" if is_on else "forum.posts_hidden"
    return _store(row, actor, action, key, kind="show")


@transaction.atomic
def show_results(forum: Forum, *, actor: User, is_on: bool, shown: str, key: uuid.UUID) -> Forum:
    """Show how many dots each card has, or hide it again."""
    row, is_done = _begin(forum, actor, shown, key)
    if row.phase not in {Phase.VOTE, Phase.SUMMARY, Phase.CLOSED}:
        raise NotNowError(NO_RESULTS)
    if is_done or row.shows_results == is_on:
        return row
    row.shows_results = is_on
    action = "forum.results_shown" if is_on else "forum.results_hidden"
    return _store(row, actor, action, key, kind="show")


def _begin(forum: Forum, actor: User, shown: str, key: uuid.UUID) -> tuple[Forum, bool]:
    """The locked row, and whether this very form was sent before."""
    row, _allowed = opened(forum, actor)
    if was_done(row, key):
        return row, True
    if row.phase != shown:
        raise PhaseChangedError(CHANGED.format(phase=Phase(row.phase).label))
    return row, False


def _begin_timed(forum: Forum, actor: User, shown: str, key: uuid.UUID) -> tuple[Forum, bool]:
    row, is_done = _begin(forum, actor, shown, key)
    if not is_done and row.phase not in STEPS:
        raise NotNowError(UNTIMED)
    return row, is_done


def _time_for(row: Forum, phase: Phase) -> timedelta:
    minutes = {
        Phase.COLLECT: row.collect_minutes,
        Phase.GROUP: row.group_minutes,
        Phase.VOTE: row.vote_minutes,
        Phase.SUMMARY: row.summary_minutes,
    }
    return timedelta(minutes=minutes[phase])


def _store(
    row: Forum, actor: User, action: str, key: uuid.UUID, *, kind: str = "phase", **data: str
) -> Forum:
    """Save, leave one audit entry, tell everyone who watches."""
    row.save(update_fields=_CLOCK if kind == "clock" else _PHASE)
    record(actor=actor, action=action, target=row, key=str(key), **data)
    if kind == "show":
        told = {"posts_shown": row.shows_posts, "results_shown": row.shows_results}
        publishing.publish(row, kind, told)
    else:
        publishing.publish(row, kind, publishing.clock_of(row))
    return row
