"""The public page behind the QR code of a berita acara, an addendum or a certificate."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workshops.certificate import verification_of
from workshops.models import Certificate, Record
from workshops.record_words import in_fours, plain_hash
from workshops.records import present_hash
from workshops.views.signing import pdf_answer


@require_safe
@login_not_required
def verification(request: HttpRequest, token: str) -> HttpResponse:
    """What a printed page has to say, and whether the rows behind it still do. Reads only."""
    record = _sealed().filter(token=token).first()
    if record:
        return render(request, "workshops/verification_record.html", _of_record(request, record))
    certificates = Certificate.objects.select_related("workshop__programme", "participant")
    certificate = certificates.filter(token=token).first()
    if certificate is None:
        return render(request, "workshops/verification_unknown.html", status=404)
    said = verification_of(certificate)
    context = {"certificate": said} | _compared(request, said["sha256"])
    return render(request, "workshops/verification_certificate.html", context)


@require_safe
@login_not_required
def verification_file(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The public file: without names of the attendance list and without the minutes."""
    record = get_object_or_404(_sealed(), token=token)
    if record.forum.session.is_rehearsal:
        raise Http404
    return pdf_answer(record, with_annex=False)


def _sealed() -> Any:
    return (
        Record.objects.filter(sealed_at__isnull=False)
        .select_related("forum__session__workshop__programme", "forum__dimension")
        .prefetch_related("signers", "items")
    )


def _of_record(request: HttpRequest, record: Record) -> dict[str, Any]:
    rows = Record.objects.filter(forum=record.forum_id, sealed_at__isnull=False)
    others = list(rows.exclude(pk=record.pk).order_by("addendum_number"))
    return {
        "record": record,
        "forum": record.forum,
        "signers": list(record.signers.all()),
        "matches": present_hash(record) == record.sha256,
        "first": next((row for row in others if not row.is_addendum), None),
        "addenda": [row for row in others if row.addendum_number > record.addendum_number],
    } | _compared(request, record.sha256)


def _compared(request: HttpRequest, sha256: str) -> dict[str, Any]:
    """A hash from a printed page, typed or pasted, beside the stored one."""
    pasted = request.GET.get("sidik", "").replace("\x00", "")[:200]
    return {
        "groups": in_fours(sha256),
        "pasted": pasted,
        "same": plain_hash(pasted) == sha256 if pasted.strip() else None,
    }
