"""Certificates of attendance: issued and revoked by those in charge, downloaded by their owners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions.transitions import NotAllowedError
from workshops.certificate import certificate_pdf
from workshops.door import GUEST_COOKIE, find_participant
from workshops.forms.certificates import IssueForm, RevokeForm
from workshops.models import Certificate, Workshop
from workshops.permissions import WorkshopPermissions
from workshops.services import certificates as rules
from workshops.views.people_guard import workshop_for

PAGE_SIZE = 50
EARLY = "Sertifikat dapat diterbitkan setelah sesi pertama selesai."


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who would get one at which number of sessions; issue for all of them; those issued."""
    workshop, _ = workshop_for(request, slug, "issue_certificates")
    total = workshop.sessions.count()
    form = IssueForm(request.POST or request.GET or None, total=total)
    if request.method != "POST":
        return _page(request, workshop, form, total)
    if not form.is_valid():
        return _page(request, workshop, form, total, status=422)
    try:
        issued = rules.issue_certificates(
            workshop, actor=request.user, sessions=form.cleaned_data["sesi"]
        )
    except NotAllowedError:
        form.add_error(None, EARLY)
        return _page(request, workshop, form, total, status=409)
    messages.success(
        request, f"{len(issued)} sertifikat diterbitkan." if issued
        else "Tidak ada peserta baru yang memenuhi syarat.",
    )  # fmt: skip
    return redirect("workshops:certificate_list", slug)


@require_safe
@login_not_required
def certificate_file(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF, for its owner (account or guest) and for those in charge; not by the token alone."""
    certificate = _certificate(token)
    if not _may_read(request, certificate):
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        raise PermissionDenied("Sertifikat ini hanya dibuka pemiliknya dan panitia.")
    if certificate.revoked_at or not certificate.content.get("name"):
        raise Http404
    answer = HttpResponse(certificate_pdf(certificate), content_type="application/pdf")
    name = slugify(certificate.number.replace("/", "-"))
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def certificate_revoke(request: HttpRequest, token: str) -> HttpResponse:
    certificate = _certificate(token)
    workshop = certificate.workshop
    if not WorkshopPermissions.of(request.user, workshop).issue_certificates:
        raise PermissionDenied("Sertifikat hanya dicabut panitia.")
    form = RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Tulis alasan pencabutan dalam satu kalimat.")
        return redirect("workshops:certificate_list", workshop.slug)
    rules.revoke_certificate(certificate, actor=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"Sertifikat {certificate.number} dicabut.")
    return redirect("workshops:certificate_list", workshop.slug)


def _certificate(token: str) -> Certificate:
    rows = Certificate.objects.select_related("workshop", "participant__session")
    return get_object_or_404(rows, token=token.replace("\x00", ""))


def _may_read(request: HttpRequest, certificate: Certificate) -> bool:
    owner, user = certificate.participant, request.user
    if user.is_authenticated:
        if owner.user_id == user.pk:
            return True
        return WorkshopPermissions.of(user, certificate.workshop).issue_certificates
    if owner.session is None:
        return False
    guest = find_participant(user, request.COOKIES.get(GUEST_COOKIE, ""), owner.session)
    return guest is not None and guest.pk == owner.pk


def _page(
    request: HttpRequest, workshop: Workshop, form: IssueForm, total: int, *, status: int = 200
) -> HttpResponse:
    sessions = form.sessions
    rows = Certificate.objects.filter(workshop=workshop).select_related("participant")
    context = {
        "workshop": workshop,
        "allowed": WorkshopPermissions.of(request.user, workshop),
        "form": form,
        "sessions": sessions,
        "total": total,
        "may_be_issued": rules.may_be_issued(workshop),
        "entitled": rules.entitled(workshop, sessions=sessions).count(),
        "waiting": rules.waiting(workshop, sessions=sessions).count(),
        "unconfirmed": rules.unconfirmed(workshop, sessions=sessions).count(),
        "page": Paginator(rows.order_by("participant__number", "pk"), PAGE_SIZE).get_page(
            request.GET.get("hal")
        ),
    }
    return render(request, "workshops/certificate_list.html", context, status=status)
