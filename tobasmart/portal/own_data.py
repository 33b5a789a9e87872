"""All the portal keeps of one person, as JSON-able values (UU 27/2022, the right to a copy)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.models import User
from submissions.models import Attachment, Comment, Follow, Idea, IdeaVersion, Review, Support
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Preference
from tobasmart.portal.audit_words import action_words
from workshops.services import personal_data

# Beyond this a person asks an admin; nobody has come near it.
MAX_ROWS = 20_000
_VERSION_HIDDEN = ("id", "idea", "submission_key", "frozen_at")


def own_data(person: User) -> dict[str, Any]:
    """The person's own rows and nothing of others, in a fixed number of queries."""
    preferences = Preference.objects.filter(person=person).values_list("kind", "pace")
    return {
        "dibuat_pada": _when(timezone.now()),
        "profil": _profile(person),
        "peran": _grants(person),
        "persetujuan": _consents(person),
        "gagasan": _ideas(person),
        "berkas": _files(person),
        "tanggapan": _comments(person),
        "dukungan": _marks(Support, person),
        "mengikuti": _marks(Follow, person),
        "tinjauan": _reviews(person),
        **personal_data.own_rows(person),
        "cuti": [
            {"mulai": absence.starts_on.isoformat(), "sampai": absence.ends_on.isoformat()}
            for absence in person.absences.order_by("starts_on", "pk")
        ],
        "pemberitahuan": _notices(person),
        "pilihan_surel": dict(preferences),
        "sesi_masuk": _sessions(person),
        "catatan_audit": [
            {"pada": _when(act.at), "tindakan": action_words(act.action), "objek": act.target_label}
            for act in AuditEntry.objects.filter(actor=person).order_by("at", "pk")[:MAX_ROWS]
        ],
    }


def _consents(person: User) -> list[dict[str, Any]]:
    return [
        {
            "untuk": consent.purpose,
            "naskah": consent.text_version,
            "asal": consent.source,
            "pada": _when(consent.given_at),
        }
        for consent in person.consents.order_by("given_at", "pk")
    ]


def _files(person: User) -> list[dict[str, Any]]:
    rows = Attachment.objects.filter(uploaded_by=person).select_related("idea")
    return [
        {
            "nama": row.name,
            "keterangan": row.caption,
            "ukuran_byte": row.size_bytes,
            "gagasan": str(row.idea),
            "pada": _when(row.created_at),
        }
        for row in rows.order_by("created_at", "pk")
    ]


def _comments(person: User) -> list[dict[str, Any]]:
    rows = Comment.objects.filter(author=person).select_related("idea")
    return [
        {
            "gagasan": str(row.idea),
            "teks": row.text,
            "pada": _when(row.created_at),
            "disembunyikan_karena": row.hidden_reason,
        }
        for row in rows.order_by("created_at", "pk")
    ]


def _reviews(person: User) -> list[dict[str, Any]]:
    rows = Review.objects.filter(reviewer=person).select_related("idea")
    return [
        {
            "gagasan": str(row.idea),
            "nilai": str(row.total) if row.total is not None else None,
            "tidak_menilai": row.is_abstained,
            "pada": _when(row.updated_at),
        }
        for row in rows.order_by("created_at", "pk")
    ]


def _notices(person: User) -> list[dict[str, Any]]:
    rows = Notice.objects.filter(recipient=person, visible_from__lte=timezone.now())
    return [
        {
            "judul": row.title,
            "teks": row.text,
            "pada": _when(row.visible_from),
            "dibaca": _when(row.read_at),
        }
        for row in rows.order_by("visible_from", "pk")[:MAX_ROWS]
    ]


def _sessions(person: User) -> list[dict[str, Any]]:
    return [
        {
            "alamat_ip": row.ip,
            "peramban": row.user_agent,
            "mulai": _when(row.created_at),
            "terakhir": _when(row.last_seen_at),
        }
        for row in UserSession.objects.filter(user=person).order_by("created_at", "pk")
    ]


def _profile(person: User) -> dict[str, Any]:
    return {
        "nama_pengguna": person.username,
        "nama_tampilan": person.display_name,
        "surel": person.email,
        "alamat_surel": list(
            EmailAddress.objects.filter(user=person).order_by("pk").values_list("email", flat=True)
        ),
        "organisasi": str(person.organisation or ""),
        "organisasi_diminta": str(person.requested_organisation or ""),
        "bergabung_pada": _when(person.date_joined),
        "terakhir_masuk": _when(person.last_login),
        # That there is one, never its secret.
        "kode_autentikator": Authenticator.objects.filter(
            user=person, type=Authenticator.Type.TOTP
        ).exists(),
    }


def _grants(person: User) -> list[dict[str, Any]]:
    return [
        {
            "peran": grant.get_role_display(),
            "cakupan": grant.get_scope_display(),
            "dimensi": grant.dimension.name if grant.dimension else "",
            "mulai": _when(grant.valid_from or grant.granted_at),
            "sampai": _when(grant.valid_until),
        }
        for grant in person.grants.select_related("dimension").order_by("granted_at", "pk")
    ]


def _ideas(person: User) -> list[dict[str, Any]]:
    """Ideas the person wrote or writes along, every version of them."""
    mine = Idea.objects.filter(author=person) | Idea.objects.filter(
        pk__in=person.co_authored_ideas.values("pk")
    )
    ideas = mine.select_related("dimension", "organisation").order_by("created_at", "pk")[:MAX_ROWS]
    versions: dict[int, list[dict[str, Any]]] = {}
    rows = IdeaVersion.objects.filter(idea__in=mine.values("pk")).order_by("idea_id", "number")
    for row in rows:
        versions.setdefault(row.idea_id, []).append(_version(row))
    return [
        {
            "kode": str(idea),
            "status": idea.get_status_display(),
            "dimensi": idea.dimension.name if idea.dimension else "",
            "organisasi": str(idea.organisation or ""),
            "sebagai": "pengusul" if idea.author_id == person.pk else "rekan penyusun",
            "dibuat_pada": _when(idea.created_at),
            "diajukan_pada": _when(idea.submitted_at),
            "versi": versions.get(idea.pk, []),
        }
        for idea in ideas
    ]


def _version(row: IdeaVersion) -> dict[str, Any]:
    """The version's own columns; links to other tables would name keys nobody can read."""
    fields = [
        field.name
        for field in row._meta.concrete_fields
        if not field.is_relation and field.name not in _VERSION_HIDDEN
    ]
    values = model_to_dict(row, fields=fields)
    kept = {name: value for name, value in values.items() if value not in ("", None)}
    return {"nomor": row.number, "dibuat_pada": _when(row.created_at), **kept}


def _marks(model: type[Support] | type[Follow], person: User) -> list[dict[str, Any]]:
    return [
        {"gagasan": str(row.idea), "pada": _when(row.created_at)}
        for row in model.objects.filter(person=person)
        .select_related("idea")
        .order_by("created_at", "pk")
    ]


def _when(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
