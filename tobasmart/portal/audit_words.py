"""The words of the audit list: acts, what they are about, and the parts of an entry's data."""

from typing import Any

from accounts.choices import ImportKind, Role
from submissions.choices import DecisionKind, DeferReason, IdeaStatus, RejectReason
from tobasmart.audit.models import AuditEntry
from tobasmart.portal import book_words, workshop_words
from workshops.choices import BoardActKind, CheckInMethod, CreditAnswer, MarkKind, Phase, SignerRole

# Every code that ``record`` is called with has its words here (tests/portal/test_audit.py).
ACTIONS = {
    "absence.added": "Mencatat cuti peninjau",
    "absence.removed": "Menghapus catatan cuti",
    "attachment.added": "Mengunggah berkas",
    "attachment.described": "Mengubah keterangan berkas",
    "attachment.removed": "Mengeluarkan berkas",
    "attachment.restored": "Mengembalikan berkas",
    "attendance.corrected": "Mencatat hadir susulan",
    "attendance.exported": "Mengunduh daftar hadir",
    "attendance.recorded": "Mencatat hadir di meja presensi",
    "attendance.removed": "Mengeluarkan dari daftar hadir",
    "attendance.undone": "Membatalkan catatan hadir sendiri",
    "attendance.walk_in": "Mendaftarkan dan mencatat hadir orang baru",
    "audit.exported": "Mengunduh catatan audit",
    "comment.hidden": "Menyembunyikan tanggapan",
    "comment.kept": "Menilai laporan: tanggapan tetap tampil",
    "comment.official": "Menulis jawaban resmi",
    "comment.reported": "Melaporkan tanggapan",
    "comment.shown": "Menampilkan lagi tanggapan",
    "comment.written": "Menulis tanggapan",
    "decision.dropped": "Membuang keputusan yang ditahan",
    "decision.held": "Menahan keputusan",
    "decision.released": "Melepas keputusan yang ditahan",
    "certificate.issued": "Menerbitkan sertifikat",
    "certificate.revoked": "Mencabut sertifikat",
    "data.downloaded": "Mengunduh data sendiri",
    "forum.act_undone": "Mengurungkan perubahan di papan",
    "forum.card_entered": "Memasukkan kartu peserta",
    "forum.card_agreed": "Mengubah daftar yang disepakati",
    "forum.card_hidden": "Menyembunyikan kartu",
    "forum.card_moved": "Memindahkan kartu ke forum lain",
    "forum.card_parked": "Memarkir kartu",
    "forum.card_pinned": "Menyematkan kartu",
    "forum.card_shown": "Menampilkan lagi kartu",
    "forum.card_split": "Mengeluarkan kartu dari kelompok",
    "forum.card_titled": "Mengganti judul kelompok",
    "forum.card_unparked": "Mengembalikan kartu dari parkir",
    "forum.card_unpinned": "Melepas sematan kartu",
    "forum.cards_merged": "Menggabungkan kartu",
    "forum.clock_extended": "Menambah waktu fase",
    "forum.clock_paused": "Menjeda waktu fase",
    "forum.clock_resumed": "Melanjutkan waktu fase",
    "forum.phase_opened": "Membuka fase forum",
    "forum.phase_reopened": "Membuka lagi fase forum",
    "forum.posts_hidden": "Menyembunyikan kartu selama ditulis",
    "forum.posts_shown": "Menampilkan semua kartu",
    "forum.promoted": "Menjadikan kartu gagasan",
    "forum.promotion_undone": "Mengurungkan gagasan dari kartu",
    "forum.results_hidden": "Menyembunyikan hasil suara",
    "forum.results_shown": "Menampilkan hasil suara",
    "grant.given": "Memberi peran",
    "grant.taken": "Mencabut peran",
    "idea.approved": "Menyetujui gagasan",
    "idea.assigned": "Menugaskan peninjau",
    "idea.co_author_added": "Menambah rekan penyusun",
    "idea.co_author_named": "Menyebut rekan penyusun",
    "idea.completing_agency_named": "Meminta perangkat daerah melengkapi data",
    "idea.conflict_declared": "Menyatakan benturan kepentingan",
    "idea.copied": "Menyalin gagasan menjadi draf",
    "idea.credit_answered": "Menjawab apakah ingin disebut",
    "idea.decision_undone": "Mengurungkan keputusan",
    "idea.deferred": "Menunda gagasan",
    "idea.draft_created": "Membuat draf",
    "idea.draft_deleted": "Menghapus draf",
    "idea.draft_saved": "Menyimpan draf",
    "idea.entered_from_paper": "Memasukkan gagasan dari kertas",
    "idea.followed": "Mengikuti gagasan",
    "idea.handed_over": "Menyerahkan gagasan kepada orang lain",
    "idea.hidden": "Menyembunyikan gagasan",
    "idea.in_review": "Mulai meninjau",
    "idea.merged": "Menggabungkan gagasan",
    "idea.moved": "Memindahkan dimensi",
    "idea.needs_revision": "Meminta perbaikan",
    "idea.note_removed": "Menghapus catatan tinjauan",
    "idea.noted": "Menulis catatan tinjauan",
    "idea.rejected": "Menolak gagasan",
    "idea.reopened": "Membuka lagi tinjauan",
    "idea.scored": "Memberi nilai",
    "idea.shared": "Mengubah berbagi draf",
    "idea.shown": "Menampilkan lagi gagasan",
    "idea.submitted": "Mengajukan gagasan",
    "idea.supported": "Mendukung gagasan",
    "idea.unassigned": "Membatalkan penugasan",
    "idea.unfollowed": "Berhenti mengikuti gagasan",
    "idea.unmerged": "Mengurungkan penggabungan",
    "idea.unsupported": "Mencabut dukungan",
    "idea.withdrawn": "Menarik gagasan",
    "import.applied": "Menjalankan impor",
    "invitation.sent": "Mengundang organisasi ke BimTek",
    "invitation.withdrawn": "Menarik undangan BimTek",
    "minutes.marked": "Menandai keputusan atau tindak lanjut",
    "minutes.saved": "Menulis notulen",
    "minutes.unmarked": "Menghapus tanda pada notulen",
    "notices.paces_set": "Mengatur surel pemberitahuan",
    "organisation.changed": "Mengubah organisasi",
    "organisation.created": "Menambah organisasi",
    "pack.loaded": "Memuat data daerah",
    "participant.cancelled": "Membatalkan pendaftaran BimTek",
    "participant.changed": "Mengubah data peserta",
    "participant.claimed": "Mengambil keikutsertaan tamu",
    "participant.confirmed": "Memastikan peserta",
    "participant.merged": "Menggabungkan peserta",
    "participant.registered": "Mendaftar BimTek",
    "programme.changed": "Mengubah program",
    "record.addendum_written": "Menulis adendum berita acara",
    "record.prepared": "Menyiapkan berita acara",
    "record.refreshed": "Memperbarui isi berita acara",
    "record.sealed": "Menyegel berita acara",
    "record.signature_cleared": "Membatalkan catatan tanda tangan",
    "record.signed": "Menandatangani berita acara",
    "record.signed_on_paper": "Mencatat tanda tangan di kertas",
    "rubric.changed": "Mengubah rubrik penilaian",
    "samples.removed": "Menghapus contoh",
    "user.activated": "Mengaktifkan akun",
    "user.approved": "Menyetujui keanggotaan",
    "user.deactivated": "Menonaktifkan akun",
    "user.imported": "Memperbarui pengguna lewat impor",
    "user.invited": "Mengundang pengguna",
    "user.invited_again": "Mengirim undangan lagi",
    "user.refused": "Menolak keanggotaan",
    "user.registered": "Mendaftar",
    "user.removal_asked": "Meminta penghapusan akun",
    "user.removal_taken_back": "Membatalkan permintaan penghapusan",
    "user.removed": "Menghapus akun atas permintaan",
    "user.unlocked": "Membuka kunci masuk",
    **book_words.ACTIONS,
    **workshop_words.ACTIONS,
}
# Kinds of acts, as the filter offers them.
GROUPS = {
    "idea.": "Gagasan",
    "attachment.": "Berkas",
    "comment.": "Tanggapan",
    "user.": "Pengguna",
    "grant.": "Peran",
    "organisation.": "Organisasi",
    "absence.": "Cuti peninjau",
    "import.": "Impor",
    "programme.": "Program",
    "rubric.": "Rubrik",
    "decision.": "Keputusan yang ditahan",
    "notices.": "Pemberitahuan",
    "masterplan.": "Dokumen",
    "forum.": "Forum",
    "minutes.": "Notulen",
    "record.": "Berita acara",
    "participant.": "Peserta BimTek",
    "invitation.": "Undangan BimTek",
    "certificate.": "Sertifikat",
    "attendance.": "Daftar hadir",
    "edition.": "Edisi",
    "worksheet.": "Lembar isian",
    "narrative.": "Naskah",
    "outline.": "Kerangka",
    "data_request.": "Permintaan data",
    "audit.": "Catatan audit",
    "data.": "Data pribadi",
    "pack.": "Data daerah",
    "samples.": "Contoh",
    "workshop.": "BimTek",
}
# Keys of an entry's data. People stand there by primary key and are named when shown.
_KEYS = {
    "version": "versi", "due_on": "tenggat", "reason_code": "alasan dari daftar",
    "dimension": "dimensi", "role": "peran", "valid_from": "berlaku sejak",
    "valid_until": "berlaku sampai", "into": "ke gagasan", "revision": "revisi",
    "organisation": "organisasi", "fields": "bagian", "person": "orang",
    "person_before": "pengusul sebelumnya", "replacement": "pengganti", "starts_on": "mulai",
    "ends_on": "sampai", "kind": "jenis", "new": "baru", "changed": "diperbarui", "same": "sama",
    "refused": "ditolak", "stays_co_author": "tetap rekan penyusun", "ideas": "gagasan",
    "format": "bentuk", "filters": "saringan", "rows": "baris", "display_name": "nama tampilan",
    "name": "nama", "is_active": "dipakai", "short_name": "singkatan", "basis": "dasar",
    "asked_at": "diminta pada", "drafts_given": "draf diserahkan", "reviewer": "peninjau",
    "drafts_deleted": "draf dihapus", "is_shared": "dibagikan", "sample": "contoh",
    "counts": "jumlah", "pages": "halaman", "total": "nilai", "before": "nilai sebelumnya",
    "is_abstained": "tidak menilai", "field": "bagian", "removal": "penghapusan",
    "fund_source": "sumber dana", "document_title": "judul dokumen", "start_year": "tahun mulai",
    "end_year": "tahun selesai", "intake_opens_at": "pengajuan dibuka",
    "intake_closes_at": "pengajuan ditutup", "take_up_days": "hari kerja sampai dibaca",
    "decision_days": "hari kerja sampai diputuskan", "revision_days": "hari kerja perbaikan",
    "district": "kecamatan", "short_until": "jangka pendek sampai",
    "long_until": "jangka panjang sampai", "min_approved": "gagasan disetujui paling sedikit",
    "to_forum": "ke forum", "seats": "kursi", "sessions": "paling sedikit sesi",
    "number": "nomor sebelumnya", "participations": "keikutsertaan", "attendances": "kehadiran",
    "posts": "kartu", "feedback": "umpan balik", "certificates": "sertifikat",
    "forum": "forum", "answer": "jawaban", "sha256": "sidik",
    "session": "sesi", "at": "waktu hadir", "method": "cara",
    **workshop_words.KEYS,
}  # fmt: skip
PEOPLE = frozenset({"person", "person_before", "replacement", "reviewer"})
_VALUES: dict[str, str] = {
    **dict(CheckInMethod.choices),
    **dict(RejectReason.choices),
    **dict(DeferReason.choices),
    **dict(DecisionKind.choices),
    **dict(IdeaStatus.choices),
    **dict(Role.choices),
    **dict(ImportKind.choices),
    **dict(MarkKind.choices),
    **dict(SignerRole.choices),
    **dict(CreditAnswer.choices),
    **dict(Phase.choices),
    **dict(BoardActKind.choices),
}
# The key of a form and the cards of an act say nothing to people.
_OWN_COLUMNS = {"source", "to", "reason", "changes", "key", "cards"}
_SCORES = {"total", "before", "scores", "mean", "spread"}
NAMELESS = "pengguna dihapus"


def action_words(code: str) -> str:
    return ACTIONS.get(code, code)


def value_words(value: Any) -> str:
    """A value of an entry as text for people."""
    if value is None or value == "":
        return "kosong"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(value_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{_KEYS.get(k, k)} {value_words(v)}" for k, v in value.items())
    return _VALUES.get(str(value), str(value))


def people_in(entry: AuditEntry) -> set[int]:
    """Primary keys of the people an entry speaks of, beside who acted."""
    found = {entry.data.get(key) for key in PEOPLE}
    if entry.target_type == "accounts.user":
        found.add(entry.target_id)
    return {pk for pk in found if isinstance(pk, int)}


def before_of(entry: AuditEntry) -> str:
    return _side(entry, "source", 0)


def after_of(entry: AuditEntry) -> str:
    return _side(entry, "to", 1)


def details_of(entry: AuditEntry, names: dict[int, str], *, with_scores: bool) -> str:
    """What else the entry says: one line, people by their present names.

    Without scores for who may still score the idea: nobody sees others' before giving their own.
    """
    hidden = _OWN_COLUMNS if with_scores else _OWN_COLUMNS | _SCORES
    parts = []
    for key, value in entry.data.items():
        if key in hidden or value in ("", None):
            continue
        said = names.get(value, NAMELESS) if key in PEOPLE else value_words(value)
        parts.append(f"{_KEYS.get(key, key)}: {said}")
    return "; ".join(parts)


def _side(entry: AuditEntry, key: str, place: int) -> str:
    """The old or new side: of a move its status, of a change each field with its value."""
    if key in entry.data:
        return value_words(entry.data[key])
    changes = entry.data.get("changes")
    if not isinstance(changes, dict):
        return ""
    return "; ".join(
        f"{_KEYS.get(name, name)}: {value_words(pair[place])}"
        for name, pair in changes.items()
        if isinstance(pair, list) and len(pair) == 2
    )
