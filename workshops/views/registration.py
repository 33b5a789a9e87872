"""Registering oneself for a workshop, and the page of one's own participations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions.permissions import may_write_ideas
from submissions.transitions import NotAllowedError
from workshops.forms.registration import RegistrationForm
from workshops.models import Invitation, Participant, Workshop
from workshops.own import participations_of
from workshops.services import registration as rules
from workshops.views.people_guard import get_workshop

NO_ROLE = "Akun Anda belum punya peran di portal. Hubungi admin agar Anda dapat mendaftar."
REFUSALS = {
    "participant": NO_ROLE,
    "closed": "Pendaftaran sudah ditutup. Datang saja ke meja presensi pada hari BimTek.",
    "begun": "BimTek sudah dimulai, jadi pendaftaran tidak dapat diubah lagi. Hubungi panitia.",
    "present": "Kehadiran Anda sudah dicatat, jadi pendaftaran tidak dapat dibatalkan.",
    "own": "Anda tidak terdaftar pada BimTek ini.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """Register, or change what one said, until the workshop begins."""
    workshop = get_workshop(slug)
    if not may_write_ideas(request.user):
        raise PermissionDenied(NO_ROLE)
    own = _own(request, workshop)
    if request.method != "POST":
        return _page(request, workshop, own, _form(request, own))
    form = _form(request, own, request.POST)
    if not form.is_valid():
        return _page(request, workshop, own, form, status=422)
    try:
        if own:
            rules.change_registration(own, actor=request.user, details=form.details)
        else:
            rules.register(
                workshop, actor=request.user, details=form.details, key=form.cleaned_data["key"]
            )
    except NotAllowedError as error:
        return _refused(request, workshop, own, form, error)
    messages.success(request, "Perubahan disimpan." if own else "Anda terdaftar.")
    return redirect("workshops:registration", slug)


@require_POST
def registration_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    workshop = get_workshop(slug)
    rows = Participant.objects.filter(workshop=workshop, user=request.user)
    own = get_object_or_404(rows)
    try:
        rules.cancel_registration(own, actor=request.user)
    except NotAllowedError as error:
        return _refused(request, workshop, own, _form(request, own), error)
    messages.success(request, "Pendaftaran Anda dibatalkan. Anda dapat mendaftar lagi.")
    return redirect("workshops:registration", slug)


@require_safe
def own_workshops(request: HttpRequest) -> HttpResponse:
    """One's workshops: attendance, certificates, cards and what became of them."""
    context = {"participations": participations_of(request.user)}
    return render(request, "workshops/participant_own.html", context)


def _own(request: HttpRequest, workshop: Workshop) -> Participant | None:
    """The entry that holds; a rehearsal is no registration."""
    rows = Participant.objects.filter(workshop=workshop, user=request.user, is_cancelled=False)
    return rows.filter(is_rehearsal=False).select_related("organisation").first()


def _form(
    request: HttpRequest, own: Participant | None, data: object | None = None
) -> RegistrationForm:
    user = request.user
    return RegistrationForm(
        data, organisation=user.organisation, default_name=user.display_name, participant=own
    )


def _refused(
    request: HttpRequest,
    workshop: Workshop,
    own: Participant | None,
    form: RegistrationForm,
    error: NotAllowedError,
) -> HttpResponse:
    sentence = REFUSALS.get(str(error), "Pendaftaran tidak dapat disimpan. Muat ulang halaman ini.")
    return _page(request, workshop, own, form, status=409, refusal=sentence)


def _page(
    request: HttpRequest,
    workshop: Workshop,
    own: Participant | None,
    form: RegistrationForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    invited = Invitation.objects.filter(
        workshop=workshop, organisation=request.user.organisation_id
    )
    context = {
        "workshop": workshop,
        "own": own,
        "form": form,
        "refusal": refusal,
        "invitation": invited.first(),
        "is_open": rules.is_open(workshop),
        "has_begun": rules.has_begun(workshop),
    }
    return render(request, "workshops/registration.html", context, status=status)
