"""A certificate of attendance: what it says, its printed page, what its public page may tell."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from tobasmart.printing.render import render_pdf
from tobasmart.printing.styles import drawings
from tobasmart.ui.formats import number as number_id
from tobasmart.ui.formats import period_id
from workshops.models import Certificate, Participant, Session, Workshop

STYLES = ("tokens.css", "base.css", "certificate.css")
# What the public page calls the states of a certificate.
VALID, REVOKED, SUPERSEDED, ERASED = "valid", "revoked", "superseded", "erased"


def number_of(workshop: Workshop, participant: Participant, *, again: int = 0) -> str:
    """``SERT/TAHAP-1/2021/037``; issued again after a revocation, with ``-2`` behind it."""
    stage = workshop.slug.upper()[:36]
    suffix = f"-{again + 1}" if again else ""
    return f"SERT/{stage}/{workshop.ends_on.year}/{participant.number_text}{suffix}"


def content_of(
    workshop: Workshop, participant: Participant, *, number: str, sessions: Sequence[Session]
) -> dict[str, Any]:
    """All that is printed and hashed: text and whole numbers only; days as ISO text."""
    minutes = sum(
        int((session.ends_at - session.starts_at).total_seconds()) // 60 for session in sessions
    )
    organisation = participant.organisation
    return {
        "kind": "certificate",
        "number": number,
        "name": participant.name,
        "organisation": organisation.name if organisation else participant.organisation_name,
        "workshop": str(workshop),
        "title": workshop.title,
        "venue": workshop.venue,
        "region": workshop.programme.region,
        "days": sorted({timezone.localdate(row.starts_at).isoformat() for row in sessions}),
        "sessions": [row.title for row in sessions],
        "minutes": minutes,
        "issued_on": timezone.localdate().isoformat(),
    }


def verification_url(certificate: Certificate) -> str:
    """The public page, as the QR code holds it."""
    path = reverse("workshops:verification", args=[certificate.token])
    return f"{settings.PORTAL_ADDRESS}{path}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """One landscape page; the same certificate gives the same bytes. PDF/UA-1."""
    content, address = certificate.content, verification_url(certificate)
    days = [date.fromisoformat(day) for day in content["days"]]
    issued_on = date.fromisoformat(content["issued_on"])
    html = render_to_string(
        "workshops/print/certificate.html",
        {
            "content": content,
            "days": period_id(days[0], days[-1]),
            "hours": number_id(content["minutes"] / 60, 1),
            "issued_on": issued_on,
            "address": address,
            "shown_address": address.partition("://")[2],
            "sha256": certificate.sha256,
        },
    )
    return render_pdf(
        html,
        stylesheets=STYLES,
        resources=drawings() | {"app:img/qr.svg": (_qr(address), "image/svg+xml")},
        title=f"Sertifikat {certificate.number}",
        identifier=bytes.fromhex(certificate.sha256)[:16],
        author=f"Pemerintah {content['region']}",
        created=issued_on,
    ).data


def verification_of(certificate: Certificate) -> dict[str, Any]:
    """What the public page may say of a certificate; the name only by its first letters.

    ``state``: "valid"; "revoked" with ``revoked_at`` and ``reason``; "superseded" with
    ``superseded_by``, the number in force; "erased" when its owner's data were removed on request.
    """
    newer = None
    if certificate.revoked_at:
        newer = Certificate.objects.filter(
            participant=certificate.participant_id, workshop=certificate.workshop_id,
            revoked_at=None,
        ).first()  # fmt: skip
    name = certificate.content.get("name", "")
    state = VALID if name else ERASED
    if certificate.revoked_at:
        state = SUPERSEDED if newer else REVOKED
    return {
        "number": certificate.number,
        "issued_at": certificate.issued_at,
        "sha256": certificate.sha256,
        "workshop": certificate.workshop,
        "name": masked(name),
        "organisation": certificate.content.get("organisation", ""),
        "days": [date.fromisoformat(day) for day in certificate.content["days"]],
        "minutes": certificate.content["minutes"],
        "state": state,
        "revoked_at": certificate.revoked_at,
        "reason": certificate.revoked_reason,
        "superseded_by": newer.number if newer else "",
    }


def masked(name: str) -> str:
    """``Rosmauli Siahaan`` → ``R••• S•••``: the number of letters is not told either."""
    return " ".join(f"{word[0]}•••" for word in name.split() if word)


def _qr(address: str) -> bytes:
    drawing = segno.make(address, error="m", micro=False)
    text: str = drawing.svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff")
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
