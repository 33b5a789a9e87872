"""The participants' list, who is missing, and one entry at the desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from submissions.transitions import NotAllowedError
from workshops.forms.registration import MergeForm, ParticipantForm
from workshops.models import Participant, Session, Workshop
from workshops.participant_list import (
    PAGE_SIZE,
    STATES,
    Wanted,
    counts_of,
    missing_organisations,
    participants_of,
)
from workshops.services import claims
from workshops.services import participants as rules
from workshops.views.people_guard import workshop_for

NOT_FOUND = "Tidak ada peserta lain dengan nomor ini."
SEALED = "Kedua peserta sudah tercantum dalam berita acara, jadi tidak dapat digabungkan."


@require_safe
def participant_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everyone on the list with the days they were there."""
    workshop, allowed = workshop_for(request, slug, "see_people")
    wanted = Wanted.read(request.GET)
    counts = counts_of(workshop)
    context = {
        "workshop": workshop,
        "allowed": allowed,
        "wanted": wanted,
        "page": Paginator(participants_of(workshop, wanted), PAGE_SIZE).get_page(
            request.GET.get("hal")
        ),
        "counts": counts,
        "total": sum(row["total"] for row in counts),
        "present": sum(row["present"] for row in counts),
        "kinds": OrganisationKind,
        "states": _states(workshop),
        "organisations": Organisation.objects.filter(
            pk__in=Participant.objects.filter(workshop=workshop).values("organisation")
        ).by_name(),
    }
    return render(request, "workshops/participant_list.html", context)


@require_safe
def participant_missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Invited organisations of which nobody was there, at all or on one day."""
    workshop, allowed = workshop_for(request, slug, "see_people")
    days = _days(workshop)
    text = request.GET.get("hari", "")
    day = int(text) if text.isdecimal() and len(text) < 4 and int(text) in days else None
    rows = missing_organisations(workshop, day=day)
    context = {
        "workshop": workshop,
        "allowed": allowed,
        "days": days,
        "day": day,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal")),
        "invited": workshop.invitations.count(),
    }
    return render(request, "workshops/participant_missing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def participant_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Correct one entry; each change leaves which fields it was about."""
    workshop, _ = workshop_for(request, slug, "see_people")
    participant = _participant(workshop, number)
    if request.method != "POST":
        return _page(request, workshop, participant)
    form = ParticipantForm(request.POST, participant=participant)
    if not form.is_valid():
        return _page(request, workshop, participant, form=form, status=422)
    rules.edit_participant(participant, actor=request.user, **form.cleaned_data)
    messages.success(request, "Data peserta disimpan.")
    return redirect("workshops:participant_detail", slug, number)


@require_POST
def participant_confirm(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    workshop, _ = workshop_for(request, slug, "see_people")
    rules.confirm_participant(_participant(workshop, number), actor=request.user)
    messages.success(request, "Peserta dipastikan.")
    return redirect("workshops:participant_detail", slug, number)


@require_POST
def participant_merge(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A guest is somebody on the list already: one entry of the two stays."""
    workshop, _ = workshop_for(request, slug, "see_people")
    guest = _participant(workshop, number)
    form = MergeForm(request.POST)
    others = Participant.objects.filter(workshop=workshop, is_cancelled=False).exclude(pk=guest.pk)
    into = others.filter(number=form.cleaned_data["number"]).first() if form.is_valid() else None
    if form.is_valid() and into is None:
        form.add_error("number", NOT_FOUND)
    if not form.is_valid() or into is None:
        return _page(request, workshop, guest, merge_form=form, status=422)
    try:
        stays = claims.merge_participants(guest, into=into, actor=request.user)
    except NotAllowedError as error:
        sentence = SEALED if str(error) == "sealed" else "Peserta ini tidak dapat digabungkan."
        form.add_error(None, sentence)
        return _page(request, workshop, guest, merge_form=form, status=409)
    messages.success(request, f"Digabungkan menjadi peserta {stays.number_text}.")
    return redirect("workshops:participant_detail", slug, stays.number)


def _page(
    request: HttpRequest,
    workshop: Workshop,
    participant: Participant,
    *,
    form: ParticipantForm | None = None,
    merge_form: MergeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "participant": participant,
        "form": form or ParticipantForm(participant=participant),
        "merge_form": merge_form or MergeForm(),
        "attendances": participant.attendances.select_related("session").order_by("at"),
    }
    return render(request, "workshops/participant_detail.html", context, status=status)


def _participant(workshop: Workshop, number: int) -> Participant:
    rows = Participant.objects.select_related("organisation", "user", "session")
    return get_object_or_404(rows, workshop=workshop, number=number)


def _days(workshop: Workshop) -> list[int]:
    rows = Session.objects.filter(workshop=workshop).order_by("day").values_list("day", flat=True)
    return list(rows.distinct())


def _states(workshop: Workshop) -> list[tuple[str, str]]:
    """Codes of the filter with their words; one more for each day, where there are several."""
    days = _days(workshop)
    by_day = [(f"hadir:{day}", f"Hadir hari {day}") for day in days] if len(days) > 1 else []
    first, *rest = STATES.items()
    return [first, *by_day, *rest]
