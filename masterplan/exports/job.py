"""The road of one export: claim, write beside, publish under its hash. The row is the truth."""

import hashlib
import logging
import tempfile
from typing import IO

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File
from django.db.models import F, Q
from django.utils import timezone

from masterplan.book.frozen import from_json
from masterplan.book.shapes import Book
from masterplan.choices import BuildStatus, ExportKind
from masterplan.exports.docx import write_docx
from masterplan.exports.opendata import write_csv, write_json
from masterplan.exports.xlsx import write_xlsx
from masterplan.models import ExportJob
from masterplan.querysets import MAX_ATTEMPTS, STALE_AFTER

logger = logging.getLogger(__name__)

SPOOL_BYTES = 8 << 20
BROKEN = "Berkas belum jadi. Coba lagi; bila berulang, hubungi pengelola."
TOO_LONG = "Pembuatan berkas melewati batas waktu. Coba lagi."
# An export says nothing while it writes; this is longer than the longest one took.
EXPORT_STALE_AFTER = STALE_AFTER * 6


def run(job_id: int) -> bool:
    """Make the file of one job; False when there is nothing to claim."""
    attempt = _claim(job_id)
    if attempt is None:
        return False
    job = ExportJob.objects.select_related("build__edition").get(pk=job_id)
    try:
        _make(job, attempt)
    except SoftTimeLimitExceeded:
        _fail(job_id, attempt, TOO_LONG)
    except Exception:
        logger.exception("export %s failed", job_id)
        _fail(job_id, attempt, BROKEN)
    return True


def claimable() -> "Q":
    """Waiting jobs, and running ones whose process is gone, with attempts left."""
    gone = Q(status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - EXPORT_STALE_AFTER)
    return (Q(status=BuildStatus.QUEUED) | gone) & Q(attempt__lt=MAX_ATTEMPTS)


def give_up_stale() -> int:
    """Fail jobs whose process died for the third time; how many."""
    gone = Q(status=BuildStatus.RUNNING, heartbeat_at__lt=timezone.now() - EXPORT_STALE_AFTER)
    stale = ExportJob.objects.filter(gone, attempt__gte=MAX_ATTEMPTS)
    return stale.update(status=BuildStatus.FAILED, error=BROKEN, finished_at=timezone.now())


def _claim(job_id: int) -> int | None:
    taken = ExportJob.objects.filter(claimable(), pk=job_id).update(
        status=BuildStatus.RUNNING, attempt=F("attempt") + 1, heartbeat_at=timezone.now()
    )
    if not taken:
        return None
    return ExportJob.objects.values_list("attempt", flat=True).get(pk=job_id)


def _make(job: ExportJob, attempt: int) -> None:
    book = from_json(job.build.contents)
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as file:
        write(job.kind, book, file, sha256=job.build.sha256)
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        name = f"masterplan-{job.build.edition.slug}-{digest[:12]}.{extension_of(job.kind)}"
        stored = job.file.storage.save(f"masterplan/exports/{job.key}/{name}", File(file))
    mine = ExportJob.objects.filter(pk=job.pk, status=BuildStatus.RUNNING, attempt=attempt)
    mine.update(
        status=BuildStatus.DONE,
        finished_at=timezone.now(),
        file=stored,
        size_bytes=size,
        sha256=digest,
        error="",
    )


def write(kind: str, book: Book, file: IO[bytes], *, sha256: str) -> None:
    """The book in one form; ``sha256`` is of the PDF it belongs to."""
    if kind == ExportKind.XLSX:
        write_xlsx(book, file)
    elif kind == ExportKind.DOCX:
        write_docx(book, file)
    elif kind == ExportKind.JSON:
        write_json(book, file, sha256=sha256)
    elif kind == ExportKind.CSV:
        write_csv(book, file, sha256=sha256)
    else:
        raise ValueError(f"no writer for {kind}")


def extension_of(kind: str) -> str:
    return "zip" if kind == ExportKind.CSV else kind


def _fail(job_id: int, attempt: int, error: str) -> None:
    mine = ExportJob.objects.filter(pk=job_id, status=BuildStatus.RUNNING, attempt=attempt)
    mine.update(status=BuildStatus.FAILED, error=error, finished_at=timezone.now())
