"""A person asks for the removal of their account, and an admin carries it out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import RemovalRequest, User
from accounts.services import LastAdminError, ask_for_removal, take_back_removal_request
from tobasmart.portal.removal import remove_account, what_would_happen
from tobasmart.ui.fields import PlainTextField

PHRASE = "hapus akun saya"


class AskRemovalForm(forms.Form):
    """The person types what they want, so that no slip of the finger asks for it."""

    confirmation = forms.CharField(
        label=f"Ketik “{PHRASE}”",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": f"Ketik {PHRASE}"},
    )
    reason = PlainTextField(
        label="Alasan",
        max_length=300,
        too_long="Alasan paling banyak {limit} karakter, sekarang {length}",
        required=False,
        lines=2,
    )

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"].strip().lower()
        if typed != PHRASE:
            raise forms.ValidationError(f"Ketik persis: {PHRASE}")
        return typed


class RemoveForm(forms.Form):
    """The admin types whose account it is; without a request in the portal, also its basis."""

    username = forms.CharField(
        label="Nama pengguna",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ketik nama pengguna orang ini"},
    )
    basis = PlainTextField(
        label="Dasar permintaan",
        help_text="Misalnya: surat tanggal 12 November 2026. Jangan menulis nama orang.",
        max_length=200,
        too_long="Dasar permintaan paling banyak {limit} karakter, sekarang {length}",
        error_messages={"required": "Tulis bagaimana permintaan ini disampaikan"},
    )

    def __init__(self, *args: Any, person: User, has_request: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["username"].help_text = f"Ketik {person.username} untuk memastikan."
        if has_request:
            del self.fields["basis"]

    def clean_username(self) -> str:
        typed: str = self.cleaned_data["username"].strip()
        if typed != self.person.username:
            raise forms.ValidationError(f"Ketik persis: {self.person.username}")
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def own_removal(request: HttpRequest) -> HttpResponse:
    """What removal means, and the button that asks for it."""
    person: Any = request.user
    form = AskRemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_removal(person, reason=form.cleaned_data["reason"])
        messages.success(request, "Permintaan Anda diterima. Admin menjawab dalam 3 x 24 jam.")
        return redirect("portal:own_removal")
    asked = RemovalRequest.objects.filter(person=person).first()
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/own_removal.html", {"form": form, "asked": asked}, status=status)


@require_POST
def own_removal_take_back(request: HttpRequest) -> HttpResponse:
    take_back_removal_request(request.user)  # type: ignore[arg-type]
    messages.success(request, "Permintaan penghapusan dibatalkan. Akun Anda tetap ada.")
    return redirect("portal:own_removal")


@require_http_methods(["GET", "HEAD", "POST"])
def person_remove(request: HttpRequest, username: str) -> HttpResponse:
    """An admin carries out a request, after typing whose account it is."""
    admin: Any = request.user
    if not admin.is_admin:
        raise PermissionDenied("admin")
    person = get_object_or_404(User, username=username)
    asked = RemovalRequest.objects.filter(person=person).first()
    form = RemoveForm(request.POST or None, person=person, has_request=asked is not None)
    if request.method == "POST" and form.is_valid() and _carried_out(form, admin):
        messages.success(request, "Akun dihapus. Gagasannya tetap ada tanpa nama orang ini.")
        return redirect("accounts:people_list")
    context = {
        "form": form, "person": person, "asked": asked, "counts": what_would_happen(person),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/person_remove.html", context, status=status)


def _carried_out(form: RemoveForm, admin: User) -> bool:
    try:
        remove_account(form.person, actor=admin, basis=form.cleaned_data.get("basis", ""))
    except LastAdminError:
        form.add_error(None, "Ini satu-satunya admin. Beri peran admin kepada orang lain dahulu.")
        return False
    return True
