"""Fragments of running builds, a few at a time, by as many workers as there are."""

import logging
import time

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from masterplan.book.compiling import render, settle
from masterplan.book.limits import TooSlow, limited
from masterplan.book.planning import source_of
from masterplan.book.progress import BROKEN, BROKEN_IDEA, Heartbeat, LostClaimError, mark_failed
from masterplan.choices import BuildStep, FragmentState
from masterplan.models import Build, BuildFragment, CachedFragment
from masterplan.querysets import MAX_ATTEMPTS
from tobasmart.press.errors import Unlinkable
from tobasmart.press.inside import ContractBroken
from tobasmart.press.store import Store

logger = logging.getLogger(__name__)

BATCH = 6
TURN_SECONDS = 60  # then the rest goes back to the queue, behind whatever else waits there


class NeedsOnePiece(Exception):
    """A fragment holds what the linker does not know."""


def lay_out(build_id: int, store: Store, *, is_worker: bool) -> bool:
    """Render fragments until none can be claimed or the turn is over; whether any is left to claim.

    Raises ``NeedsOnePiece``, and ``LostClaimError`` when the build has ended meanwhile.
    """
    if is_worker:
        settle()
    began = time.monotonic()
    while time.monotonic() - began < TURN_SECONDS:
        rows = claim_rows(build_id)
        if not rows:
            return False
        with Heartbeat.of_fragments([row.pk for row in rows]):
            for row in rows:
                _lay_out(row, store, is_worker=is_worker)
    return BuildFragment.objects.filter(build_id=build_id).claimable().exists()


def claim_rows(build_id: int, count: int = BATCH) -> list[BuildFragment]:
    """Take up to ``count`` fragments of a build; two workers never get the same."""
    with transaction.atomic():
        build = Build.objects.laying_out().filter(pk=build_id)
        rows = list(
            BuildFragment.objects.filter(build__in=build)
            .claimable()
            .select_for_update(skip_locked=True, of=("self",))[:count]
        )
        BuildFragment.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=FragmentState.CLAIMED, attempt=F("attempt") + 1, heartbeat_at=timezone.now()
        )
    for row in rows:
        row.attempt += 1
    return rows


def _lay_out(row: BuildFragment, store: Store, *, is_worker: bool) -> None:
    if not BuildFragment.objects.filter(pk=row.pk, attempt=row.attempt).exists():
        raise LostClaimError
    source, pictures = source_of(row)
    try:
        with limited(is_worker=is_worker):
            fragment = render(source, pictures)
    except (Unlinkable, ContractBroken) as error:
        raise NeedsOnePiece(str(error)) from error
    except TooSlow:
        _give_back(row, "too slow")
        return
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("fragment %s of build %s", row.key, row.build_id)
        fail(row)
        raise LostClaimError from None
    size = store.save(row.key, fragment)
    keep_record(row.key, fragment.meta.page_count, size)
    _finish(row, fragment.meta.page_count)


def keep_record(key: str, pages: int, size: int) -> None:
    CachedFragment.objects.update_or_create(
        key=key, defaults={"page_count": pages, "size_bytes": size, "used_at": timezone.now()}
    )


def _finish(row: BuildFragment, pages: int) -> None:
    """The file is stored: say so, unless the build has ended or another worker was faster."""
    mine = BuildFragment.objects.filter(pk=row.pk, state=FragmentState.CLAIMED, attempt=row.attempt)
    with transaction.atomic():
        if not mine.update(state=FragmentState.DONE, html=""):
            raise LostClaimError
        counted = pages if row.recipe["kind"] not in ("head", "sheet") else 0
        Build.objects.laying_out().filter(pk=row.build_id).update(
            step_done=F("step_done") + 1,
            pages_done=F("pages_done") + counted,
            heartbeat_at=timezone.now(),
        )


def _give_back(row: BuildFragment, why: str) -> None:
    """Another try later, on a machine less busy; after the third the build ends."""
    logger.warning("fragment %s of build %s: %s", row.key, row.build_id, why)
    if row.attempt >= MAX_ATTEMPTS:
        fail(row)
        raise LostClaimError
    BuildFragment.objects.filter(pk=row.pk, attempt=row.attempt).update(state=FragmentState.MISSING)


def fail(row: BuildFragment) -> None:
    """End the build and name the idea, where the fragment is one."""
    text = (
        BROKEN_IDEA.format(code=row.idea_code)
        if row.idea_code
        else BROKEN.format(step=BuildStep.LAYOUT.label)
    )
    attempt = Build.objects.values_list("attempt", flat=True).get(pk=row.build_id)
    mark_failed(row.build_id, attempt, text, idea=row.idea_code)


def give_up_exhausted() -> int:
    """End builds with a fragment that killed its process three times; how many."""
    rows = BuildFragment.objects.exhausted().order_by("build_id", "pk").distinct("build_id")
    done = 0
    for row in rows:
        fail(row)
        done += 1
    return done
