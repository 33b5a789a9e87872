"""What the workshops keep of one person: a copy, and what a removal leaves (UU 27/2022).

After a removal stay: the numbered entry with its organisation, days present, cards and votes, so
that every count and every sealed record stays true; nothing of it says who it was. A signer's name
inside a sealed berita acara stays, too: it is an official document they signed themselves, and its
hash would no longer match.
"""

from typing import Any

import pgtrigger
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from tobasmart.notifications.models import Outbox
from workshops.choices import CheckInMethod
from workshops.models import (
    Attendance,
    Certificate,
    Feedback,
    Participant,
    Post,
    Signer,
    Vote,
)
from workshops.models.people import new_card_code, new_guest_key

NAMELESS = "Peserta dihapus"
_NO_REASON = "keterangan dihapus"


def own_rows(person: User) -> dict[str, list[dict[str, Any]]]:
    """JSON-able rows by subject, in a fixed number of queries; nothing of others."""
    return {
        "bimtek": _participations(person),
        "kartu": _posts(person),
        "suara": [
            {"forum": str(row.forum.code), "kartu": row.post.heading, "titik": row.dots}
            for row in Vote.objects.filter(participant__user=person)
            .select_related("forum", "post")
            .order_by("pk")
        ],
        "umpan_balik": _feedback(person),
        "sertifikat": [
            {
                "nomor": row.number,
                "isi": row.content,
                "sha256": row.sha256,
                "terbit": _when(row.issued_at),
                "dicabut": _when(row.revoked_at),
            }
            for row in Certificate.objects.filter(participant__user=person).order_by("pk")
        ],
        "tanda_tangan": [
            {
                "berita_acara": str(row.record),
                "sebagai": row.get_role_display(),
                "nama": row.name,
                "jabatan": row.job_title,
                "pada": _when(row.signed_at),
            }
            for row in _signatures(person).select_related("record").order_by("pk")
        ],
    }


@transaction.atomic
def forget_person(person: User) -> int:
    """Make the person's entries nameless; how many there were. The caller leaves the audit entry.

    Rows behind sealed records lose a reason that may name the person, so the rule that keeps them
    is lifted for that one statement; nothing a record's hash rests on is touched.
    """
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).filter(user=person)
    mine = list(rows.order_by("pk"))
    addresses = {row.email for row in mine if row.email} | {person.email}
    Outbox.objects.filter(address__in=addresses).delete()
    for row in mine:
        row.name, row.card_code, row.guest_key = NAMELESS, new_card_code(), new_guest_key()
        row.phone = row.email = row.job_title = row.gender = row.organisation_name = ""
        row.save()
    with pgtrigger.ignore("workshops.Attendance:attendance_of_sealed_record"):
        late = Attendance.objects.filter(participant__in=mine).exclude(reason="")
        late.filter(method=CheckInMethod.LATE).update(reason=_NO_REASON)
        late.exclude(method=CheckInMethod.LATE).update(reason="")
    for certificate in Certificate.objects.filter(participant__in=mine):
        certificate.content |= {"name": "", "organisation": ""}
        if certificate.revoked_at:
            certificate.revoked_reason = _NO_REASON
        certificate.save(update_fields=["content", "revoked_reason"])
    _signatures(person).filter(record__sealed_at=None).update(
        name=NAMELESS, job_title="", organisation_name=""
    )
    return len(mine)


def _signatures(person: User) -> Any:
    return Signer.objects.filter(user=person) | Signer.objects.filter(participant__user=person)


def _participations(person: User) -> list[dict[str, Any]]:
    rows = Participant.objects.filter(user=person).select_related("workshop", "organisation")
    there: dict[int, list[dict[str, Any]]] = {}
    for row in (
        Attendance.objects.filter(participant__user=person)
        .select_related("session")
        .order_by("at", "pk")
    ):
        there.setdefault(row.participant_id, []).append(
            {
                "sesi": row.session.key,
                "pada": _when(row.at),
                "cara": row.get_method_display(),
                "alasan": row.reason,
            }
        )
    return [
        {
            "bimtek": str(row.workshop),
            "nomor": row.number_text,
            "nama": row.name,
            "organisasi": str(row.organisation or row.organisation_name),
            "jabatan": row.job_title,
            "jenis_kelamin": row.gender,
            "ponsel": row.phone,
            "surel": row.email,
            "asal": row.get_origin_display(),
            "batal": row.is_cancelled,
            "naskah_persetujuan": row.consent_version,
            "didaftarkan_pada": _when(row.created_at),
            "hadir": there.get(row.pk, []),
        }
        for row in rows.order_by("created_at", "pk")
    ]


def _posts(person: User) -> list[dict[str, Any]]:
    rows = Post.objects.filter(author__user=person).select_related("forum", "forum__dimension")
    return [
        {
            "forum": row.forum.code,
            "dimensi": row.forum.dimension.name,
            "nomor": row.number,
            "jenis": row.get_kind_display(),
            "teks": row.text,
            "keadaan": row.get_state_display(),
            "alasan_disembunyikan": row.hidden_reason,
            "menjadi": [str(source.idea) for source in row.sources.all()],
            "pada": _when(row.created_at),
        }
        for row in rows.prefetch_related("sources__idea").order_by("created_at", "pk")
    ]


def _feedback(person: User) -> list[dict[str, Any]]:
    rows = Feedback.objects.filter(participant__user=person).select_related("session")
    return [
        {
            "sesi": row.session.key,
            "bermanfaat": row.usefulness,
            "mudah_diikuti": row.clarity,
            "didengar": row.heard,
            "saran": row.text,
            "pada": _when(row.created_at),
        }
        for row in rows.order_by("created_at", "pk")
    ]


def _when(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
