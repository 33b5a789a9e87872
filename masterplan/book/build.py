"""The road of one build: plan, lay out, link, check, store. The ``Build`` row is the truth.

A claim is one conditional UPDATE; the finishing UPDATE checks status and attempt, so a process
that was thought dead cannot publish beside its successor.
"""

import hashlib
import logging
import tempfile
from pathlib import Path
from typing import BinaryIO

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from masterplan.book import progress
from masterplan.book.content import gather
from masterplan.book.fragments import plan
from masterplan.book.frozen import as_json
from masterplan.book.laying import NeedsOnePiece, give_up_exhausted, lay_out
from masterplan.book.planning import expected_of, prepare, volume_from, warnings_of
from masterplan.book.press import find_culprit, press
from masterplan.book.progress import (
    BROKEN,
    BROKEN_IDEA,
    FAILED_CHECK,
    GAVE_UP,
    TOO_LONG,
    TOO_MANY,
    Heartbeat,
    LostClaimError,
    mark_failed,
    tell,
)
from masterplan.book.publish import publish_edition
from masterplan.book.verify import problems
from masterplan.choices import BuildStatus, BuildStep
from masterplan.models import Build, BuildFragment, CachedFragment
from masterplan.querysets import MAX_ATTEMPTS
from tobasmart.audit.services import record
from tobasmart.press.errors import BrokenFragment, DeadLink, Unlinkable
from tobasmart.press.inside import ContractBroken
from tobasmart.press.link import link
from tobasmart.press.store import Store
from tobasmart.queue import enqueue

logger = logging.getLogger(__name__)

FRAGMENTS_TASK, BUILD_TASK = "masterplan.fragments", "masterplan.build"
ONE_PIECE_IDEAS = 300
FRAGMENTS_OF_A_TASK = 6
MAX_TASKS = 64  # sent at once; each asks for more as long as there is something left
TELL_EVERY = 50


class FailedCheck(Exception):
    """The finished file is not what it should be; the text says why."""


def run(build_id: int, *, is_worker: bool = False) -> bool:
    """Begin a waiting build, or go on with one; False when there is nothing to do."""
    attempt = progress.claim(build_id)
    if attempt is not None:
        build = Build.objects.select_related("edition__programme").get(pk=build_id)
        with _ends_well(build_id, attempt):
            with Heartbeat.of_build(build_id, attempt):
                missing = prepare(build, attempt)
            for _ in range(min(missing // FRAGMENTS_OF_A_TASK, MAX_TASKS)):
                send(FRAGMENTS_TASK, build_id)
    return go_on(build_id, is_worker=is_worker) or attempt is not None


def go_on(build_id: int, *, is_worker: bool = False) -> bool:
    """Lay out what is missing; whoever finishes the last fragment links the file."""
    build = Build.objects.laying_out().filter(pk=build_id).first()
    if build is None:
        return False
    with _ends_well(build_id, build.attempt):
        try:
            if lay_out(build_id, store(), is_worker=is_worker):
                send(FRAGMENTS_TASK, build_id)
                return True
        except NeedsOnePiece as error:
            _one_piece(build_id, build.attempt, str(error))
            return True
        attempt = progress.claim_link(build_id)
        if attempt is not None:
            with Heartbeat.of_build(build_id, attempt):
                _finish(build_id, attempt)
    return True


def store() -> Store:
    """The fragments, in the storage that also keeps the files."""
    return Store(default_storage)


def send(task: str, build_id: int) -> None:
    with transaction.atomic():
        enqueue(task, build_id)


def give_up_stale() -> int:
    """Fail builds whose process died for the third time; how many."""
    stale = Build.objects.stale().filter(attempt__gte=MAX_ATTEMPTS)
    ended = stale.update(
        status=BuildStatus.FAILED, error=GAVE_UP, finished_at=timezone.now(), plan={}
    )
    return ended + give_up_exhausted()


class _ends_well:  # noqa: N801  (used like a function)
    """Turns whatever escapes into the end of the build."""

    def __init__(self, build_id: int, attempt: int) -> None:
        self.build_id, self.attempt = build_id, attempt

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if error is None:
            return False
        if isinstance(error, LostClaimError):
            logger.warning("build %s has ended or was taken over", self.build_id)
        elif isinstance(error, SoftTimeLimitExceeded):
            mark_failed(self.build_id, self.attempt, TOO_LONG)
        elif isinstance(error, Exception):
            logger.error("build %s failed", self.build_id, exc_info=error)
            label = progress.step_label(self.build_id)
            mark_failed(self.build_id, self.attempt, BROKEN.format(step=label))
        else:
            return False
        return True


def _finish(build_id: int, attempt: int) -> None:
    build = Build.objects.select_related("edition", "requested_by").get(pk=build_id)
    try:
        with tempfile.TemporaryFile() as file:
            pages, warnings = _linked(build, attempt, file)
            _publish(build, attempt, file, pages, warnings)
    except BrokenFragment as error:
        _plan_again(build_id, attempt, error.key)
    except (Unlinkable, DeadLink, ContractBroken) as error:
        _one_piece(build_id, attempt, str(error))
    except FailedCheck as error:
        logger.error("build %s: %s", build_id, error)
        mark_failed(build_id, attempt, FAILED_CHECK.format(problem=error))


def _linked(build: Build, attempt: int, file: BinaryIO) -> tuple[int, list[str]]:
    """Write and check the file; its pages and what is to be said of them."""
    volume = volume_from(build)

    def on_piece(done: int) -> None:
        if done % TELL_EVERY == 0:
            tell(build.pk, attempt, BuildStep.LINK, step_done=done)

    tell(build.pk, attempt, BuildStep.LINK, step_done=0, step_total=len(volume.pieces))
    linked = link(volume, store(), file, on_piece)
    done = len(volume.pieces)
    tell(build.pk, attempt, BuildStep.CHECK, step_done=done, pages_done=linked.page_count)
    found = problems(file, expected_of(build, linked.page_count))
    if found:
        raise FailedCheck(found[0])
    return linked.page_count, warnings_of(build, linked.remarks)


def _plan_again(build_id: int, attempt: int, key: str) -> None:
    """The storage lost a fragment: forget it and begin anew, with all others at hand."""
    logger.warning("build %s: fragment %s is lost", build_id, key)
    store().remove(key)
    CachedFragment.objects.filter(pk=key).delete()
    with transaction.atomic():
        mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
        mine.filter(attempt__lt=MAX_ATTEMPTS).update(status=BuildStatus.QUEUED)
        mine.update(status=BuildStatus.FAILED, error=GAVE_UP, finished_at=timezone.now(), plan={})
        enqueue(BUILD_TASK, build_id)


def _one_piece(build_id: int, attempt: int, reason: str) -> None:
    """The linker met what it does not know: print the book in one go, and say so."""
    build = Build.objects.select_related("edition__programme", "requested_by").get(pk=build_id)
    tell(build_id, attempt, BuildStep.LINK, is_one_piece=True, one_piece_reason=reason[:200])
    BuildFragment.objects.filter(build_id=build_id).delete()
    if build.idea_count > ONE_PIECE_IDEAS:
        mark_failed(build_id, attempt, TOO_MANY.format(reason=reason, limit=ONE_PIECE_IDEAS))
        return
    with Heartbeat.of_build(build_id, attempt):
        _press(build, attempt)


def _press(build: Build, attempt: int) -> None:
    book = gather(build.edition, is_final=build.is_final)

    def on_page(page: int) -> None:
        tell(build.pk, attempt, BuildStep.LINK, pages_done=page)

    try:
        pressed = press(book, on_page)
    except (LostClaimError, SoftTimeLimitExceeded):
        raise
    except Exception:
        logger.exception("build %s: one-piece layout failed", build.pk)
        code = find_culprit(plan(book)) or ""
        text = BROKEN_IDEA.format(code=code) if code else BROKEN.format(step=BuildStep.LINK.label)
        mark_failed(build.pk, attempt, text, idea=code)
        return
    if pressed.problems:
        raise FailedCheck(pressed.problems[0])
    build.contents = as_json(book)
    warnings = list(pressed.warnings)
    _publish(build, attempt, ContentFile(pressed.data), pressed.page_count, warnings)


def _publish(
    build: Build, attempt: int, file: BinaryIO | ContentFile, pages: int, warnings: list[str]
) -> None:
    """File first, named by its hash; then one transaction makes it the newest."""
    tell(build.pk, attempt, BuildStep.STORE)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.seek(0, 2)
    name = f"masterplan/{build.edition.slug}/{digest}.pdf"
    if not default_storage.exists(name):
        file.seek(0)
        name = default_storage.save(name, File(file, name=Path(name).name))
    with transaction.atomic():
        mine = Build.objects.filter(pk=build.pk, status=BuildStatus.RUNNING, attempt=attempt)
        done = mine.update(
            status=BuildStatus.DONE,
            finished_at=timezone.now(),
            file=name,
            sha256=digest,
            size_bytes=size,
            page_count=pages,
            pages_done=pages,
            contents=build.contents,
            warnings=warnings[:50],
            error="",
            plan={},
        )
        if not done:
            raise LostClaimError
        BuildFragment.objects.filter(build_id=build.pk).delete()
        record(actor=build.requested_by, action="masterplan.built", target=build, sha256=digest)
        if build.is_final:
            publish_edition(Build.objects.get(pk=build.pk))
