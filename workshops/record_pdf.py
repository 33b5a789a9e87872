"""The printed berita acara: the same rows give the same bytes; PDF/UA-1."""

from datetime import date
from functools import lru_cache

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from tobasmart.printing.render import render_pdf
from tobasmart.printing.styles import drawings
from workshops.models import Attendance, Record
from workshops.record_words import in_fours, said_of
from workshops.records import content_of
from workshops.sealing import sha256_of

STYLES = ("tokens.css", "base.css", "record.css")
DRAFT_STYLES = (*STYLES, "record_draft.css")


def verification_url(record: Record) -> str:
    """The public page, as the QR code holds it."""
    return settings.PORTAL_ADDRESS + reverse("workshops:verification", args=[record.token])


def record_pdf(record: Record, *, with_annex: bool) -> bytes:
    """A4; with "RANCANGAN" across each page until it is sealed.

    ``with_annex``: the internal file, with the names of the attendance list and the minutes. The
    public one has neither.
    """
    content = record.content if record.sealed_at else content_of(record)
    assert content is not None  # noqa: S101  (a sealed record has its content: a database rule)
    sha256 = record.sha256 or sha256_of(content)
    said = said_of(record, content)
    html = render_to_string(
        "workshops/print/addendum.html" if record.is_addendum else "workshops/print/record.html",
        said
        | {
            "record": record,
            "groups": in_fours(sha256),
            "address": verification_url(record),
            "shown_address": verification_url(record).partition("://")[2],
            "people": _people(record) if with_annex and not record.is_addendum else None,
        },
    )
    day = timezone.localdate(record.sealed_at) if record.sealed_at else None
    title = f"{'Adendum berita' if record.is_addendum else 'Berita'} acara {record.number}"
    return _rendered(html, title, sha256, said["facts"]["region"], day, verification_url(record))


def _people(record: Record) -> list[Attendance]:
    """Who sat in the forum, by number, with the names they have now."""
    forum = record.forum
    rows = Attendance.objects.filter(
        session=forum.session_id, participant__seats__forum=forum
    ).for_sheet()
    return list(rows)


@lru_cache(maxsize=24)
def _rendered(
    html: str, title: str, sha256: str, region: str, sealed_on: date | None, address: str
) -> bytes:
    """Printed once in each process for the same words: a public page may be asked for often."""
    return render_pdf(
        html,
        stylesheets=STYLES if sealed_on else DRAFT_STYLES,
        resources=drawings() | {"app:img/qr.svg": (_qr(address), "image/svg+xml")},
        title=title,
        identifier=bytes.fromhex(sha256)[:16],
        author=f"Pemerintah {region}",
        created=sealed_on,
    ).data


def _qr(address: str) -> bytes:
    drawing = segno.make(address, error="m", micro=False)
    text: str = drawing.svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff")
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
