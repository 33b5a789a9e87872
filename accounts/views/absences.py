"""Days away: a reviewer's own (/saya/cuti/), and anyone's for an admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.choices import Role
from accounts.forms import AbsenceForm
from accounts.models import Absence, User
from accounts.services import AbsenceError
from accounts.views.guard import admin_only


@require_http_methods(["GET", "HEAD", "POST"])
def own_absences(request: HttpRequest) -> HttpResponse:
    """The days a reviewer is away, and who takes their turn."""
    if not request.user.has_role(Role.REVIEWER):
        raise PermissionDenied("reviewer")
    return _page(request, request.user, reverse("accounts:own_absences"))


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person_absences(request: HttpRequest, username: str) -> HttpResponse:
    """The same for somebody else, such as one who fell ill."""
    person = get_object_or_404(User.objects.with_role(Role.REVIEWER), username=username)
    return _page(request, person, reverse("accounts:person_absences", args=[username]))


@require_POST
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take days away back, one's own or, as an admin, anyone's."""
    absences = Absence.objects.select_related("person", "replacement")
    if not request.user.is_admin:
        absences = absences.filter(person=request.user)
    absence = get_object_or_404(absences, pk=pk)
    services.remove_absence(absence, actor=request.user)
    messages.success(request, "Catatan cuti dihapus.")
    if absence.person_id == request.user.pk and request.user.has_role(Role.REVIEWER):
        return redirect("accounts:own_absences")
    return redirect("accounts:person_detail", absence.person.username)


def _page(request: HttpRequest, person: User, url: str) -> HttpResponse:
    form = AbsenceForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_absence(person, actor=request.user, **form.cleaned_data)
        except AbsenceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Cuti dicatat.")
            return redirect(url)
    context = {
        "form": form,
        "person": person,
        "is_own": person.pk == request.user.pk,
        "absences": person.absences.upcoming().select_related("replacement"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/absences.html", context, status=status)
