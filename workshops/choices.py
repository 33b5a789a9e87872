from django.db import models


class ForumKind(models.TextChoices):
    """What a forum gathers. SWOT posts fill Buku 1 (docs/workflow.md)."""

    IDEAS = "ideas", "Gagasan"
    SWOT = "swot", "SWOT"


class Phase(models.TextChoices):
    """The way of a forum; what may be done in it follows from the phase alone."""

    WAITING = "waiting", "Belum dibuka"
    COLLECT = "collect", "Kumpulkan"
    GROUP = "group", "Kelompokkan"
    VOTE = "vote", "Beri suara"
    SUMMARY = "summary", "Rangkum"
    CLOSED = "closed", "Ditutup"


# The phases people see as numbered steps.
STEPS = (Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY)


class PostKind(models.TextChoices):
    IDEA = "idea", "Gagasan"
    STRENGTH = "strength", "Kekuatan"
    WEAKNESS = "weakness", "Kelemahan"
    OPPORTUNITY = "opportunity", "Peluang"
    THREAT = "threat", "Ancaman"
    VISION = "vision", "Kata kunci visi"


KINDS_OF_FORUM = {
    ForumKind.IDEAS: (PostKind.IDEA,),
    ForumKind.SWOT: (
        PostKind.STRENGTH,
        PostKind.WEAKNESS,
        PostKind.OPPORTUNITY,
        PostKind.THREAT,
        PostKind.VISION,
    ),
}


class PostState(models.TextChoices):
    """Where a post is. ``moved`` is the stub left behind in the forum it came from."""

    OPEN = "open", "Di papan"
    PARKED = "parked", "Diparkir"
    HIDDEN = "hidden", "Disembunyikan"
    MOVED = "moved", "Dipindahkan"


# The ``hidden_reason`` of a card whose writer took it back; it is not for anyone to show again.
WITHDRAWN = "Ditarik penulisnya"


class BoardActKind(models.TextChoices):
    MERGE = "merge", "Menggabungkan kartu"
    PIN = "pin", "Menyematkan kartu"
    UNPIN = "unpin", "Melepas sematan"
    PARK = "park", "Memarkir kartu"
    UNPARK = "unpark", "Mengembalikan kartu dari parkir"
    HIDE = "hide", "Menyembunyikan kartu"
    SHOW = "show", "Menampilkan lagi kartu"
    MOVE = "move", "Memindahkan kartu ke forum lain"
    SPLIT = "split", "Mengeluarkan kartu dari kelompok"
    TITLE = "title", "Mengganti judul"
    AGREE = "agree", "Mengubah daftar yang disepakati"


class ParticipantOrigin(models.TextChoices):
    REGISTERED = "registered", "Mendaftar sendiri"
    INVITED = "invited", "Diundang"
    DESK = "desk", "Didaftarkan di meja"
    GUEST = "guest", "Tamu dengan kode aula"


class CheckInMethod(models.TextChoices):
    PHONE = "phone", "Ponsel sendiri"
    DESK = "desk", "Meja presensi"
    OFFLINE = "offline", "Meja presensi, luring"
    LATE = "late", "Koreksi susulan"


class MarkKind(models.TextChoices):
    DECISION = "decision", "Keputusan"
    FOLLOW_UP = "follow_up", "Tindak lanjut"


class SignerRole(models.TextChoices):
    """The four signers of a berita acara (design, flow 3.2)."""

    FACILITATOR = "facilitator", "Fasilitator"
    MINUTES_TAKER = "minutes_taker", "Notulis"
    OPD = "opd", "Wakil perangkat daerah"
    UMKM = "umkm", "Wakil UMKM dan masyarakat"


class SignMethod(models.TextChoices):
    PHONE = "phone", "Di ponsel sendiri"
    PAPER = "paper", "Di kertas"


class CreditAnswer(models.TextChoices):
    ASKED = "asked", "Menunggu jawaban"
    ACCEPTED = "accepted", "Setuju disebut"
    DECLINED = "declined", "Tidak ingin disebut"
