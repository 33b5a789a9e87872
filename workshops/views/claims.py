"""A guest's entry comes to an account by a link that was mailed to the address the guest left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from submissions.transitions import NotAllowedError
from workshops import claim_link
from workshops.forms.registration import ClaimForm
from workshops.services import claims
from workshops.views.people_guard import get_workshop

SEALED = (
    "Kedua data Anda sudah tercantum dalam berita acara, jadi tidak dapat digabungkan."
    " Hubungi panitia bila ada yang keliru."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def claim_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the link. The answer is the same whether the address is known or not."""
    workshop = get_workshop(slug)
    form = ClaimForm(request.POST or None)
    if request.method != "POST":
        return render(request, "workshops/participant_claim_ask.html", {
            "workshop": workshop, "form": ClaimForm(),
        })  # fmt: skip
    if not form.is_valid():
        context = {"workshop": workshop, "form": form}
        return render(request, "workshops/participant_claim_ask.html", context, status=422)
    claims.ask_for_link(workshop, email=form.cleaned_data["email"])
    context = {"workshop": workshop, "is_asked": True, "days": claim_link.LINK_AGE.days}
    return render(request, "workshops/participant_claim_ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def claim_open(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The page behind the link: which entry it is, and the button that takes it over."""
    workshop = get_workshop(slug)
    guest = claim_link.guest_of(token, workshop)
    context: dict[str, object] = {"workshop": workshop, "guest": guest}
    if guest is None:
        return render(request, "workshops/participant_claim.html", context, status=410)
    if request.method != "POST":
        return render(request, "workshops/participant_claim.html", context)
    try:
        claims.claim(guest, actor=request.user, key=guest.guest_key)
    except NotAllowedError as error:
        refusal = SEALED if str(error) == "sealed" else ""
        context = {"workshop": workshop, "guest": guest if refusal else None, "refusal": refusal}
        return render(request, "workshops/participant_claim.html", context, status=409)
    messages.success(request, "Keikutsertaan Anda tersimpan di akun ini.")
    return redirect("workshops:own_workshops")
