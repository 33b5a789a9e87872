"""Signing a record on the own phone, paper signatures, the seal, and the file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions.transitions import NotAllowedError
from workshops.door import participant_of
from workshops.models import Record, Signer
from workshops.permissions import is_facilitator
from workshops.record_pdf import record_pdf
from workshops.services import sealing as seal_services
from workshops.services import signing as services
from workshops.services.board_refusals import NotNowError
from workshops.views.records import record_context
from workshops.views.running import attempt, record_by

PDF = "application/pdf"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def record_sign(request: HttpRequest, token: str) -> HttpResponse:
    """A signer reads the record and confirms it; a guest by the cookie of the hall."""
    record = record_by(token)
    signer = own_signer(request, record)
    if signer is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if signer is None:
        raise PermissionDenied("signer")
    if request.method != "POST" or record.sealed_at:
        return _sign_page(request, record, signer)
    user = request.user if request.user.is_authenticated else None
    me = participant_of(request, record.forum.session)
    try:
        services.sign(record, user=user, participant=me, seen=request.POST.get("sha256", ""))
    except NotAllowedError as error:
        raise PermissionDenied("signer") from error
    except NotNowError as error:
        return _sign_page(request, record_by(token), signer, problem=error.sentence)
    messages.success(request, "Terima kasih. Persetujuan Anda tercatat.")
    return redirect("workshops:record_sign", token)


@require_POST
def record_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Note a signature on paper, or take the note back."""
    record = record_by(token)
    role, seen = request.POST.get("role", ""), request.POST.get("sha256", "")
    if request.POST.get("on") == "0":
        attempt(
            request,
            lambda: services.clear_signature(record, actor=request.user, role=role),
            done="Catatan tanda tangan dibatalkan.",
        )
    else:
        attempt(
            request,
            lambda: services.sign_on_paper(record, actor=request.user, role=role, seen=seen),
            done="Tanda tangan di kertas dicatat.",
        )
    return redirect(page_of(record))


@require_POST
def record_seal(request: HttpRequest, token: str) -> HttpResponse:
    """Close the forum and seal the record with the words on this page."""
    record = record_by(token)
    seen = request.POST.get("sha256", "")
    attempt(
        request,
        lambda: seal_services.seal(record, actor=request.user, seen=seen),
        done="Tersegel. Data di belakangnya tidak dapat diubah lagi.",
    )
    return redirect(page_of(record))


@require_safe
@never_cache
@login_not_required
def record_file(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF for those who run the forum and its signers; ``?lampiran=1`` with the annexes."""
    record = record_by(token)
    leads = request.user.is_authenticated and is_facilitator(request.user, record.forum)
    if not leads and own_signer(request, record) is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied("signer")
    with_annex = request.GET.get("lampiran") == "1" and not record.is_addendum
    return pdf_answer(record, with_annex=with_annex)


def pdf_answer(record: Record, *, with_annex: bool) -> HttpResponse:
    words = record.number.lower().replace("/", "-") or "rancangan"
    kept = "".join(sign for sign in words if sign.isascii() and (sign.isalnum() or sign == "-"))
    name = f"berita-acara-{kept}{'-internal' if with_annex else ''}.pdf"
    response = HttpResponse(record_pdf(record, with_annex=with_annex), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def own_signer(request: HttpRequest, record: Record) -> Signer | None:
    user = request.user if request.user.is_authenticated else None
    return services.signer_of(record, user, participant_of(request, record.forum.session))


def page_of(record: Record) -> str:
    """Where the facilitator goes on."""
    name = "workshops:addendum" if record.is_addendum else "workshops:record"
    return reverse(name, args=[record.forum.code.lower()])


def _sign_page(
    request: HttpRequest, record: Record, signer: Signer, *, problem: str = ""
) -> HttpResponse:
    context = record_context(request, record)
    context["me"] = next(row for row in context["signers"] if row["role"] == signer.role)
    context["problem"] = problem
    status = 409 if problem else 200
    return render(request, "workshops/record_sign.html", context, status=status)
