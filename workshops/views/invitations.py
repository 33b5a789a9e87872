"""Inviting organisations to a workshop (admin)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from workshops.forms.registration import SeatsForm
from workshops.models import Invitation, Workshop
from workshops.permissions import WorkshopPermissions
from workshops.services import invitations as rules
from workshops.views.people_guard import workshop_for

PAGE_SIZE = 50
NOBODY_CHOSEN = "Pilih dulu organisasi yang diundang."


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations with their seats; the chosen ones, or all OPD at once, are invited."""
    workshop, allowed = workshop_for(request, slug, "invite")
    if request.method != "POST":
        return _page(request, workshop, SeatsForm(), allowed)
    form = SeatsForm(request.POST)
    chosen = _chosen(request, workshop)
    if not chosen:
        form.add_error(None, NOBODY_CHOSEN)
    if not form.is_valid():
        return _page(request, workshop, form, allowed, status=422)
    new, told = rules.invite(
        workshop, actor=request.user, organisations=chosen, seats=form.cleaned_data["seats"]
    )
    messages.success(
        request, f"{new} organisasi baru diundang, {told} orang diberi tahu." if new
        else "Tidak ada organisasi baru. Jumlah kursi disimpan.",
    )  # fmt: skip
    return redirect(f"{reverse('workshops:invitation_list', args=[slug])}?{_query(request)}")


@require_POST
def invitation_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    workshop, _ = workshop_for(request, slug, "invite")
    key = request.POST.get("organisation", "").replace("\x00", "")
    organisation = get_object_or_404(Organisation, key=key)
    rules.withdraw_invitation(workshop, actor=request.user, organisation=organisation)
    messages.success(request, f"Undangan untuk {organisation.name} ditarik.")
    return redirect(f"{reverse('workshops:invitation_list', args=[slug])}?{_query(request)}")


def _chosen(request: HttpRequest, workshop: Workshop) -> list[Organisation]:
    """All OPD not yet invited, or the ticked ones."""
    if request.POST.get("action") == "all_opd":
        invited = Invitation.objects.filter(workshop=workshop).values("organisation")
        return list(Organisation.objects.agencies().exclude(pk__in=invited))
    keys = [key.replace("\x00", "") for key in request.POST.getlist("organisation")[:PAGE_SIZE]]
    return list(Organisation.objects.filter(key__in=keys, is_active=True))


def _found(request: HttpRequest, workshop: Workshop) -> QuerySet[Organisation]:
    """Organisations in use with ``seats`` and ``sent_at`` where they are invited."""
    own = Invitation.objects.filter(workshop=workshop, organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(is_active=True, is_sample=workshop.is_sample).annotate(
        seats=Subquery(own.values("seats")[:1]), sent_at=Subquery(own.values("sent_at")[:1])
    )
    kind = request.GET.get("jenis", "")
    if kind in OrganisationKind.values:
        rows = rows.filter(kind=kind)
    if request.GET.get("keadaan") in ("diundang", "belum"):
        rows = rows.filter(seats__isnull=request.GET["keadaan"] == "belum")
    for word in request.GET.get("q", "").replace("\x00", "")[:100].split()[:5]:
        rows = rows.filter(name__icontains=word) | rows.filter(short_name__icontains=word)
    return rows.by_name()


def _page(
    request: HttpRequest,
    workshop: Workshop,
    form: SeatsForm,
    allowed: WorkshopPermissions,
    *,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(_found(request, workshop), PAGE_SIZE).get_page(request.GET.get("hal"))
    invited = list(Invitation.objects.filter(workshop=workshop).values_list("seats", flat=True))
    context = {
        "workshop": workshop,
        "allowed": allowed,
        "form": form,
        "page": page,
        "kinds": OrganisationKind,
        "invited": len(invited),
        "seats": sum(invited),
        "ticked": request.POST.getlist("organisation"),
        "uninvited_agencies": _uninvited_agencies(workshop),
    }
    return render(request, "workshops/invitation_list.html", context, status=status)


def _uninvited_agencies(workshop: Workshop) -> int:
    invited = Invitation.objects.filter(workshop=workshop).values("organisation")
    return Organisation.objects.agencies().exclude(pk__in=invited).count()


def _query(request: HttpRequest) -> str:
    """Back to the same page of the list."""
    return request.GET.urlencode()
