"""The road of one build: claim, gather, press, store. The ``Build`` row is the truth.

A claim is one conditional UPDATE; the finishing UPDATE checks status and attempt, so a process
that was thought dead cannot publish beside its successor.
"""

import dataclasses
import json
import logging
import threading
from datetime import date
from decimal import Decimal
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from masterplan.book.content import gather
from masterplan.book.fragments import plan
from masterplan.book.press import Pressed, find_culprit, input_hash, press
from masterplan.book.shapes import Book
from masterplan.choices import BuildStatus, BuildStep
from masterplan.models import Build
from masterplan.querysets import MAX_ATTEMPTS
from tobasmart.audit.services import record

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
TOO_LONG = "Penyusunan melewati batas waktu 3 menit. Coba lagi; bila berulang, hubungi pengelola."
BROKEN_IDEA = (
    "Halaman gagasan {code} tidak dapat disusun. Minta pengusul memperbaiki teks gagasan itu, atau"
    " sembunyikan, lalu susun lagi."
)
BROKEN = "Penyusunan gagal di tahap {step}. Berkas terakhir tetap aman. Coba susun lagi."
FAILED_CHECK = (
    "Berkas yang tersusun tidak lolos pemeriksaan ({problem}). Berkas terakhir tetap aman."
)
GAVE_UP = (
    "Penyusunan terhenti tiga kali sebelum selesai. Berkas terakhir tetap aman. Coba susun lagi;"
    " bila berulang, hubungi pengelola."
)


class LostClaimError(Exception):
    """Another process has taken this build over."""


def run(build_id: int) -> bool:
    """Make the PDF of one build; False when there is nothing to claim."""
    attempt = _claim(build_id)
    if attempt is None:
        return False
    build = Build.objects.select_related("edition__programme").get(pk=build_id)
    with _Heartbeat(build_id, attempt):
        try:
            _make(build, attempt)
        except LostClaimError:
            logger.warning("build %s was taken over", build_id)
        except SoftTimeLimitExceeded:
            mark_failed(build_id, attempt, TOO_LONG)
        except Exception:
            logger.exception("build %s failed", build_id)
            mark_failed(build_id, attempt, BROKEN.format(step=_step_label(build_id)))
    return True


def give_up_stale() -> int:
    """Fail builds whose process died for the third time; how many."""
    stale = Build.objects.stale().filter(attempt__gte=MAX_ATTEMPTS)
    return stale.update(status=BuildStatus.FAILED, error=GAVE_UP, finished_at=timezone.now())


def mark_failed(build_id: int, attempt: int, error: str, *, idea: str = "") -> None:
    """End a running build with a sentence for people; the edition is free again."""
    mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
    mine.update(
        status=BuildStatus.FAILED, error=error[:500], error_idea=idea, finished_at=timezone.now()
    )


def _claim(build_id: int) -> int | None:
    now = timezone.now()
    taken = (
        Build.objects.claimable()
        .filter(pk=build_id)
        .update(
            status=BuildStatus.RUNNING,
            attempt=F("attempt") + 1,
            started_at=now,
            heartbeat_at=now,
            step=BuildStep.GATHER,
            step_done=0,
            step_total=0,
        )
    )
    if not taken:
        return None
    return Build.objects.values_list("attempt", flat=True).get(pk=build_id)


def _make(build: Build, attempt: int) -> None:
    book = gather(build.edition)
    _tell(
        build.pk,
        attempt,
        BuildStep.LAYOUT,
        idea_count=len(book.ideas),
        **_expected_pages(build, book),
    )

    def on_page(page: int) -> None:
        _tell(build.pk, attempt, BuildStep.LAYOUT, step_done=page)

    try:
        pressed = press(book, on_page)
    except (LostClaimError, SoftTimeLimitExceeded):
        raise
    except Exception:
        logger.exception("build %s: layout failed", build.pk)
        code = find_culprit(plan(book)) or ""
        text = BROKEN_IDEA.format(code=code) if code else BROKEN.format(step=BuildStep.LAYOUT.label)
        mark_failed(build.pk, attempt, text, idea=code)
        return
    if pressed.problems:
        logger.error("build %s: %s", build.pk, "; ".join(pressed.problems))
        mark_failed(build.pk, attempt, FAILED_CHECK.format(problem=pressed.problems[0]))
        return
    _store(build, attempt, book, pressed)


def _expected_pages(build: Build, book: Book) -> dict[str, Any]:
    """The last file's pages, corrected by the change in ideas: an estimate, and shown as one."""
    last = Build.objects.finished().filter(edition=build.edition).first()
    pages = last.page_count + len(book.ideas) - last.idea_count if last else len(book.ideas) + 25
    return {"step_total": max(pages, 1), "total_is_estimate": True}


def _tell(build_id: int, attempt: int, step: BuildStep, **fields: Any) -> None:
    mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
    if not mine.update(step=step, heartbeat_at=timezone.now(), **fields):
        raise LostClaimError


def _store(build: Build, attempt: int, book: Book, pressed: Pressed) -> None:
    """File first, named by its hash; then one transaction makes it the newest."""
    _tell(
        build.pk,
        attempt,
        BuildStep.STORE,
        step_done=pressed.page_count,
        step_total=pressed.page_count,
    )
    name = f"masterplan/{build.edition.slug}/{pressed.sha256}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(pressed.data))
    with transaction.atomic():
        mine = Build.objects.filter(pk=build.pk, status=BuildStatus.RUNNING, attempt=attempt)
        done = mine.update(
            status=BuildStatus.DONE,
            finished_at=timezone.now(),
            file=name,
            sha256=pressed.sha256,
            size_bytes=len(pressed.data),
            page_count=pressed.page_count,
            input_hash=input_hash(book),
            contents=as_json(book),
            warnings=list(pressed.warnings)[:50],
            error="",
        )
        if not done:
            raise LostClaimError
        record(
            actor=build.requested_by, action="masterplan.built", target=build, sha256=pressed.sha256
        )


def as_json(book: Book) -> dict[str, Any]:
    """The frozen contents: what was printed, as plain values."""

    def plain(value: object) -> str:
        if isinstance(value, (Decimal, date)):
            return str(value)
        raise TypeError(type(value).__name__)

    loaded: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(book), default=plain))
    return loaded


def _step_label(build_id: int) -> str:
    return Build.objects.get(pk=build_id).get_step_display() or BuildStep.GATHER.label


class _Heartbeat(threading.Thread):
    """Says every few seconds that this process lives, also while one page takes long."""

    def __init__(self, build_id: int, attempt: int) -> None:
        super().__init__(daemon=True)
        self.build_id, self.attempt = build_id, attempt
        self.over = threading.Event()

    def __enter__(self) -> "_Heartbeat":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join(HEARTBEAT_SECONDS)

    def run(self) -> None:
        try:
            while not self.over.wait(HEARTBEAT_SECONDS):
                mine = Build.objects.filter(
                    pk=self.build_id, status=BuildStatus.RUNNING, attempt=self.attempt
                )
                mine.update(heartbeat_at=timezone.now())
        except Exception:
            # Without heartbeat the sweeper takes over, which is what a lost database calls for.
            logger.exception("heartbeat of build %s stopped", self.build_id)
        finally:
            connection.close()
