"""The kinds of notices, with their words on the preferences page and the pace of their mail."""

from dataclasses import dataclass

from tobasmart.notifications.choices import Pace


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    pace: Pace


_ALL = (
    Kind("decision", "Keputusan dan permintaan perbaikan atas gagasan saya", Pace.NOW),
    Kind("progress", "Kemajuan gagasan saya", Pace.NOW),
    Kind("merge", "Penggabungan gagasan", Pace.NOW),
    Kind("talk", "Tanggapan pada gagasan saya atau yang saya ikuti", Pace.DAILY),
    Kind("official", "Jawaban resmi", Pace.NOW),
    Kind("followed", "Kemajuan gagasan yang saya ikuti", Pace.DAILY),
    Kind("moderation", "Tanggapan saya disembunyikan atau ditampilkan lagi", Pace.NOW),
    Kind("review", "Gagasan baru untuk ditinjau", Pace.DAILY),
    Kind("assignment", "Penugasan tinjauan", Pace.NOW),
    Kind("report", "Laporan tanggapan", Pace.NOW),
    Kind("workshop", "BimTek: undangan, tugas, dan hasil", Pace.NOW),
    Kind("data", "Permintaan data untuk masterplan", Pace.NOW),
    Kind("account", "Akun dan keanggotaan", Pace.NOW),
)
KINDS = {kind.code: kind for kind in _ALL}
