"""What the desk says after a tap, on the page and to a device that was without network."""

from submissions.transitions import NotAllowedError
from tobasmart.ui.formats import time_id
from workshops.models import Attendance
from workshops.services.attendance import CheckInClosedError, SealedError
from workshops.services.desk import NotOwnMistakeError

SHUT = "Presensi sesi ini belum dibuka atau sudah ditutup. Yang terlewat dicatat lewat koreksi."
SEALED = (
    "Berita acara forum peserta ini sudah disegel."
    " Daftar hadirnya hanya dapat diperbaiki lewat adendum."
)
REFUSALS: dict[type[Exception], str] = {
    CheckInClosedError: SHUT,
    SealedError: SEALED,
    NotOwnMistakeError: (
        "Hanya catatan yang Anda buat hari ini dapat dibatalkan di sini."
        " Pakai koreksi dengan alasan."
    ),
    NotAllowedError: "Peserta ini tidak ada dalam daftar sesi ini.",
}


CORRECTION_REFUSALS = REFUSALS | {
    CheckInClosedError: "Sesi ini belum dibuka, jadi belum ada yang dapat dikoreksi.",
}


def refusal_words(error: Exception, among: dict[type[Exception], str] = REFUSALS) -> str:
    """The sentence for one of ``among``."""
    return next(text for kind, text in among.items() if isinstance(error, kind))


def recorded_words(row: Attendance, *, is_new: bool) -> str:
    who = f"Nomor {row.participant.number_text}, {row.participant.name},"
    if is_new:
        return f"{who} tercatat hadir pukul {time_id(row.at)}."
    return f"{who} sudah tercatat hadir pukul {time_id(row.at)}."
