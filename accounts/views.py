"""Pages of the admin for people, organisations and grants (/kelola/)."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.choices import Role
from accounts.forms import GrantForm, InviteForm, OrganisationForm
from accounts.models import Grant, Organisation, User
from tobasmart.audit.services import record

PAGE_SIZE = 50
LAST_ADMIN = "Portal memerlukan sedikitnya satu admin. Beri peran admin kepada orang lain dahulu."

View = Callable[..., HttpResponse]


def admin_only(view: View) -> View:
    """Refuse everyone without the admin grant."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_admin:
            raise PermissionDenied("admin")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@admin_only
def people_list(request: HttpRequest) -> HttpResponse:
    """Everyone with an account; those who wait for approval first on demand."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = User.objects.for_list()
    waiting = User.objects.pending().count()
    if request.GET.get("menunggu"):
        people = people.pending()
    for word in words.split()[:5]:
        people = people.filter(display_name__icontains=word) | people.filter(email__icontains=word)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("hal"))
    return render(
        request, "accounts/people_list.html", {"page": page, "words": words, "waiting": waiting}
    )


@require_safe
@admin_only
def person_detail(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User.objects.for_list(), username=username)
    return render(
        request, "accounts/person_detail.html", {"person": person, "grant_form": GrantForm()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person_invite(request: HttpRequest) -> HttpResponse:
    """Make an account; the invited person gets the mail that lets them set a password."""
    form = InviteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "accounts/person_invite.html", {"form": form}, status=status)
    person = services.invite_person(actor=request.user, **form.cleaned_data)
    mail = ResetPasswordForm({"email": person.email})
    if mail.is_valid():
        mail.save(request)
    messages.success(request, "Undangan dikirim ke surel orang tersebut.")
    return redirect("accounts:person_detail", person.username)


@require_POST
@admin_only
def person_approve(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username)
    if request.POST.get("action") == "refuse":
        services.refuse_membership(person, actor=request.user)
        messages.success(request, "Permintaan ditolak. Akunnya tetap ada tanpa perangkat daerah.")
    else:
        services.approve_membership(person, actor=request.user)
        messages.success(request, "Akun disetujui.")
    return redirect("accounts:person_detail", username)


@require_POST
@admin_only
def person_active(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username)
    is_active = request.POST.get("active") == "1"
    try:
        services.set_active(person, actor=request.user, is_active=is_active)
    except services.LastAdminError:
        messages.error(request, "Cabut peran admin orang ini sebelum menonaktifkan akunnya.")
    else:
        messages.success(request, "Akun diaktifkan." if is_active else "Akun dinonaktifkan.")
    return redirect("accounts:person_detail", username)


@require_POST
@admin_only
def person_unlock(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User, username=username)
    services.record_unlock(person, actor=request.user)
    get_adapter(request).forget_failed_logins(request, person)
    messages.success(request, "Akun dibuka. Kata sandi yang benar langsung berlaku lagi.")
    return redirect("accounts:person_detail", username)


@require_POST
@admin_only
def grant_give(request: HttpRequest, username: str) -> HttpResponse:
    person = get_object_or_404(User.objects.for_list(), username=username)
    form = GrantForm(request.POST)
    if not form.is_valid():
        context = {"person": person, "grant_form": form}
        return render(request, "accounts/person_detail.html", context, status=422)
    data = form.cleaned_data
    services.give_role(person, actor=request.user, **(data | {"role": Role(data["role"])}))
    messages.success(request, "Peran diberikan dan langsung berlaku.")
    return redirect("accounts:person_detail", username)


@require_POST
@admin_only
def grant_take(request: HttpRequest, username: str, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=pk, user__username=username)
    try:
        services.take_role(grant, actor=request.user)
    except services.LastAdminError:
        messages.error(request, LAST_ADMIN)
    else:
        messages.success(request, "Peran dicabut dan langsung berakhir.")
    return redirect("accounts:person_detail", username)


@require_safe
@admin_only
def organisation_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Organisation.objects.by_name().prefetch_related("aliases")
    if words:
        by_alias = Organisation.objects.filter(aliases__name__icontains=words).values("pk")
        found = found.filter(name__icontains=words) | found.filter(pk__in=by_alias)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal"))
    return render(request, "accounts/organisation_list.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def organisation_edit(request: HttpRequest, key: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, key=key)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "organisation": organisation}
        status = 422 if request.method == "POST" else 200
        return render(request, "accounts/organisation_edit.html", context, status=status)
    with transaction.atomic():
        form.save()
        record(
            actor=request.user, action="organisation.changed", target=organisation,
            fields=form.changed_data,
        )  # fmt: skip
    messages.success(request, "Organisasi disimpan.")
    return redirect("accounts:organisation_list")
