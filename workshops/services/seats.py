"""Sit down in a forum, and why a participant's act in it is refused."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from submissions.transitions import NotAllowedError
from workshops.choices import Phase
from workshops.models import Forum, Participant, Seat
from workshops.permissions import ForumPermissions
from workshops.publishing import ForumSealedError, locked, publish

# Sources: design.md 2.3 and 6.4; the others in the same tone.
SENTENCES = {
    "absent": "Anda belum tercatat hadir di sesi ini. Catat hadir dulu, lalu kirim lagi.",
    "unseated": "Anda belum duduk di forum ini. Tekan “Duduk di forum ini”, lalu kirim lagi.",
    "sealed": "Berita acara forum ini sudah disegel. Isinya tidak dapat diubah lagi.",
    "write early": "Fasilitator belum membuka forum. Kirim lagi setelah fase Kumpulkan dibuka.",
    "write late": "Fase Kumpulkan sudah ditutup, jadi kartu ini tidak masuk. Tulisannya masih ada.",
    "vote early": "Pemungutan suara belum dibuka. Tunggu fasilitator membukanya.",
    "vote late": "Pemungutan suara sudah ditutup, suara terakhir Anda tidak dihitung.",
    "dots": "Semua titik sudah terpakai. Kurangi dulu titik pada gagasan lain.",
    "card": "Kartu ini tidak ada di papan forum ini. Muat ulang halaman, lalu beri suara lagi.",
    "handled": "Kartu ini sudah digarap fasilitator, jadi tidak dapat diubah lagi.",
    "foreign": "Kartu ini sudah dikirim peserta lain. Salin tulisannya, lalu muat ulang halaman.",
    "not leading": "Hanya fasilitator forum ini yang dapat memasukkan kartu peserta lain.",
}


class RefusedError(NotAllowedError):
    """The act was refused and nothing changed; its text is a sentence, ``code`` names it."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


@transaction.atomic
def join_forum(forum: Forum, *, actor: Participant) -> Seat:
    """Sit down; twice is once. A seat in another forum of the session stays as it is."""
    seat = Seat.objects.filter(forum=forum, participant=actor).first()
    if seat is not None:
        return seat
    row = locked_for(forum, actor, "join")
    seat, is_new = Seat.objects.get_or_create(forum=row, participant=actor)
    if is_new:
        row.seat_count += 1
        row.save(update_fields=["seat_count"])
        publish(row, "seats", {"seats": row.seat_count})
    return seat


def locked_seat(forum: Forum, participant: Participant) -> Seat:
    """The participant's seat, locked: what one person sends goes one by one."""
    seat = Seat.objects.select_for_update().filter(forum=forum, participant=participant).first()
    if seat is not None:
        return seat
    check(forum, participant, "join")
    raise RefusedError("unseated")


def locked_for(forum: Forum, participant: Participant, act: str) -> Forum:
    """The locked forum, where ``participant`` may do ``act`` (a field of ``ForumPermissions``).

    Asked before the lock, so that the row is held shortly, and again where the phase has changed
    since. Raises ``RefusedError``.
    """
    check(forum, participant, act)
    try:
        row = locked(forum)
    except ForumSealedError as error:
        raise RefusedError("sealed") from error
    if row.phase != forum.phase:
        check(row, participant, act)
    return row


def check(forum: Forum, participant: Participant, act: str) -> None:
    """Raise ``RefusedError`` unless ``participant`` may do ``act`` in ``forum`` as it was read."""
    allowed = ForumPermissions.of(AnonymousUser(), forum, participant)
    if getattr(allowed, act):
        return
    if forum.sealed_at is not None:
        raise RefusedError("sealed")
    if not allowed.join:
        raise RefusedError("absent")
    order, own = list(Phase), Phase.VOTE if act == "vote" else Phase.COLLECT
    is_early = order.index(Phase(forum.phase)) < order.index(own)
    raise RefusedError(f"{act} {'early' if is_early else 'late'}")
