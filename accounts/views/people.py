"""People and their grants (/kelola/pengguna/)."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.choices import Role
from accounts.forms import GrantForm, InviteForm
from accounts.models import Grant, User
from accounts.querysets import PEOPLE_GROUPS
from accounts.views.guard import admin_only

PAGE_SIZE = 50
LAST_ADMIN = "Portal memerlukan sedikitnya satu admin. Beri peran admin kepada orang lain dahulu."


@require_safe
@admin_only
def people_list(request: HttpRequest) -> HttpResponse:
    """Everyone with an account; one group of them, such as those who wait for approval."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    group = request.GET.get("kelompok", "")
    people = User.objects.for_list().in_group(group)
    for word in words.split()[:5]:
        people = people.filter(display_name__icontains=word) | people.filter(email__icontains=word)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("hal"))
    context = {
        "page": page,
        "words": words,
        "group": group if group in PEOPLE_GROUPS else "",
        "groups": User.objects.group_counts(),
    }
    return render(request, "accounts/people_list.html", context)


@require_safe
@admin_only
def person_detail(request: HttpRequest, username: str) -> HttpResponse:
    return _person_page(request, username, GrantForm())


def _person_page(
    request: HttpRequest, username: str, form: GrantForm, status: int = 200
) -> HttpResponse:
    person = get_object_or_404(User.objects.for_list(), username=username)
    context = {
        "person": person,
        "grant_form": form,
        "is_invited": User.objects.invited().filter(pk=person.pk).exists(),
        "absences": person.absences.upcoming().select_related("replacement"),
        "is_reviewer": person.is_active and person.has_role(Role.REVIEWER),
        "removal": getattr(person, "removal_request", None),
    }
    return render(request, "accounts/person_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person_invite(request: HttpRequest) -> HttpResponse:
    """Make an account; the invited person gets the mail that lets them set a password."""
    form = InviteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "accounts/person_invite.html", {"form": form}, status=status)
    person = services.invite_person(actor=request.user, **form.cleaned_data)
    messages.success(request, "Undangan dikirim ke surel orang tersebut.")
    return redirect("accounts:person_detail", person.username)


@require_POST
@admin_only
def person_reinvite(request: HttpRequest, username: str) -> HttpResponse:
    """Send the invitation once more to a person who has never signed in."""
    person = get_object_or_404(User, username=username)
    if services.invite_again(person, actor=request.user):
        messages.success(request, "Undangan dikirim lagi.")
    else:
        messages.error(request, "Orang ini sudah pernah masuk, jadi tidak memerlukan undangan.")
    return redirect("accounts:person_detail", username)


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
    person = get_object_or_404(User, username=username)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _person_page(request, username, form, status=422)
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
