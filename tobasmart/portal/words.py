"""Pages of words: about, help, contact, and the texts that have versions (privacy, terms)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from submissions.choices import IdeaStatus
from tobasmart.ui.terms import glossary

# What each status means for who handed the idea in. Source: design.md 6.2.
STATUS_MEANINGS = [
    (IdeaStatus.DRAFT, "Hanya Anda dan rekan penyusun yang dapat membaca."),
    (IdeaStatus.SUBMITTED, "Terkirim. Menunggu peninjau; belum tampil untuk umum."),
    (IdeaStatus.IN_REVIEW, "Sedang dinilai; sejak ini tampil untuk umum."),
    (IdeaStatus.NEEDS_REVISION, "Ada catatan. Perbaiki sebelum tenggat, lalu kirim lagi."),
    (IdeaStatus.APPROVED, "Masuk ke draf masterplan."),
    (IdeaStatus.DEFERRED, "Belum dapat dilanjutkan sekarang. Alasannya tertulis."),
    (IdeaStatus.REJECTED, "Tidak dilanjutkan. Alasan tertulis di halaman gagasan."),
    (IdeaStatus.MERGED, "Disatukan dengan gagasan lain. Nama Anda tetap tercantum."),
    (IdeaStatus.WITHDRAWN, "Ditarik oleh pengusul."),
]


@dataclass(frozen=True)
class Edition:
    """One wording of a text. Its template is never changed once it was in force."""

    version: str
    valid_from: date
    change: str  # what is different from the one before, for people


@dataclass(frozen=True)
class VersionedText:
    name: str
    title: str
    editions: tuple[Edition, ...]  # newest first

    @property
    def current(self) -> Edition:
        return self.editions[0]

    def edition(self, version: str) -> Edition:
        """Raises ``Http404`` for a version that never was."""
        for item in self.editions:
            if item.version == version:
                return item
        raise Http404(version)


PRIVACY = VersionedText(
    "privacy",
    "Kebijakan privasi",
    (
        Edition(
            "2026-11-24",
            date(2026, 11, 24),
            "Menambah hak unduh dan hapus data, jangka penyimpanan, dan daftar yang disimpan.",
        ),
        Edition("2026-11", date(2026, 11, 1), "Naskah pertama."),
    ),
)
TERMS = VersionedText(
    "terms",
    "Ketentuan penggunaan",
    (Edition("2026-11-24", date(2026, 11, 24), "Naskah pertama."),),
)


@require_safe
@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of words without versions: about, how it works, accessibility."""
    return render(request, f"portal/pages/{name}.html")


@require_safe
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How to write an idea, what the statuses mean, and the words of the portal explained."""
    context = {"statuses": STATUS_MEANINGS, "terms": glossary()}
    return render(request, "portal/pages/help.html", context)


@require_safe
@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask; what the operator has not filled in is said to be missing."""
    context = {
        "office": settings.CONTACT_OFFICE,
        "address": settings.CONTACT_ADDRESS,
        "hours": settings.CONTACT_HOURS,
        "email": settings.CONTACT_EMAIL,
        "phone": settings.CONTACT_PHONE,
    }
    return render(request, "portal/pages/contact.html", context)


@require_safe
@login_not_required
def privacy(request: HttpRequest, version: str = "") -> HttpResponse:
    return _text(request, PRIVACY, version)


@require_safe
@login_not_required
def terms(request: HttpRequest, version: str = "") -> HttpResponse:
    return _text(request, TERMS, version)


def _text(request: HttpRequest, text: VersionedText, version: str) -> HttpResponse:
    edition = text.edition(version) if version else text.current
    context = {
        "text": text,
        "edition": edition,
        "is_current": edition == text.current,
        "wording": f"portal/pages/{text.name}/{edition.version}.html",
        "url_name": f"portal:{text.name}",
    }
    return render(request, "portal/pages/versioned.html", context)
