"""The ``Build`` row while it runs. Every write checks that the build is still its writer's."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from masterplan.choices import ACTIVE, BuildStatus, BuildStep
from masterplan.models import Build, BuildFragment

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
TOO_MANY = (
    "Isi masterplan memuat bagian yang belum dikenal perangkai ({reason}), dan cara sekali jalan"
    " hanya untuk {limit} gagasan. Berkas terakhir tetap aman. Hubungi pengelola."
)


class LostClaimError(Exception):
    """The build was cancelled, or another process has taken it over."""


def claim(build_id: int) -> int | None:
    """Take a waiting or orphaned build; the number of this try, None when there is nothing."""
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
            pages_done=0,
            is_one_piece=False,
            one_piece_reason="",
        )
    )
    if not taken:
        return None
    BuildFragment.objects.filter(build_id=build_id).delete()
    return Build.objects.values_list("attempt", flat=True).get(pk=build_id)


def claim_link(build_id: int) -> int | None:
    """Take the link step once the last fragment is done: one conditional UPDATE."""
    left = BuildFragment.objects.filter(build_id=build_id).unfinished()
    if left.exists():
        return None
    taken = (
        Build.objects.laying_out()
        .filter(pk=build_id)
        .update(step=BuildStep.LINK, step_done=0, heartbeat_at=timezone.now())
    )
    return Build.objects.values_list("attempt", flat=True).get(pk=build_id) if taken else None


def tell(build_id: int, attempt: int, step: BuildStep, **fields: Any) -> None:
    """Write progress; raises ``LostClaimError`` when the build is not ours any more."""
    mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
    if not mine.update(step=step, heartbeat_at=timezone.now(), **fields):
        raise LostClaimError


def mark_failed(build_id: int, attempt: int, error: str, *, idea: str = "") -> None:
    """End a running build with a sentence for people; the edition is free again."""
    mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
    ended = mine.update(
        status=BuildStatus.FAILED,
        error=error[:500],
        error_idea=idea,
        finished_at=timezone.now(),
        plan={},
    )
    if ended:
        BuildFragment.objects.filter(build_id=build_id).delete()


def cancel(build_id: int) -> bool:
    """End an active build at once; workers notice before their next fragment."""
    with transaction.atomic():
        active = Build.objects.filter(pk=build_id, status__in=ACTIVE)
        ended = active.update(status=BuildStatus.CANCELLED, finished_at=timezone.now(), plan={})
        if ended:
            BuildFragment.objects.filter(build_id=build_id).delete()
    return bool(ended)


def step_label(build_id: int) -> str:
    return Build.objects.get(pk=build_id).get_step_display() or BuildStep.GATHER.label


class Heartbeat(threading.Thread):
    """Says every few seconds that this process lives, also while one page takes long."""

    def __init__(self, beat: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._beat = beat
        self._over = threading.Event()

    @classmethod
    def of_build(cls, build_id: int, attempt: int) -> "Heartbeat":
        def beat() -> None:
            mine = Build.objects.filter(pk=build_id, status=BuildStatus.RUNNING, attempt=attempt)
            mine.update(heartbeat_at=timezone.now())

        return cls(beat)

    @classmethod
    def of_fragments(cls, rows: list[int]) -> "Heartbeat":
        return cls(
            lambda: BuildFragment.objects.filter(pk__in=rows).update(heartbeat_at=timezone.now())
        )

    def __enter__(self) -> "Heartbeat":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join(HEARTBEAT_SECONDS)

    def run(self) -> None:
        try:
            while not self._over.wait(HEARTBEAT_SECONDS):
                self._beat()
        except Exception:
            # Without heartbeat the sweeper takes over, which is what a lost database calls for.
            logger.exception("a heartbeat stopped")
        finally:
            connection.close()
