"""Give a person's ideas to a colleague (/kelola/pengguna/…/serah/): choose, look, commit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from submissions.choices import IdeaStatus
from submissions.models import Idea
from submissions.services.hand_over import ReceiverError, check_receiver, hand_over_ideas

SHOWN_PEOPLE = 20
# Above this an admin hands over all or comes a second time.
MAX_IDEAS = 500


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, username: str) -> HttpResponse:
    """GET: who and which, then what would happen. POST: do it."""
    admin: Any = request.user
    if not admin.is_admin:
        raise PermissionDenied("admin")
    person = get_object_or_404(User.objects.select_related("organisation"), username=username)
    values = request.POST if request.method == "POST" else request.GET
    ideas = list(_ideas_of(person)[:MAX_IDEAS])
    chosen = _chosen(values, ideas)
    receiver = _receiver(values)
    problem = _problem(person, receiver, chosen)
    if request.method == "POST" and not problem and receiver:
        keeps = values.get("tetap") == "1"
        done = hand_over_ideas(
            chosen, actor=admin, source=person, to=receiver, keep_co_author=keeps
        )
        messages.success(request, f"{len(done)} gagasan diserahkan.")
        return redirect("accounts:person_detail", username)
    context = {
        "person": person,
        "ideas": ideas,
        "chosen": {idea.pk for idea in chosen},
        "chosen_ideas": chosen,
        "receiver": receiver,
        "problem": problem if "kepada" in values else "",
        "is_preview": bool(receiver and chosen and not problem),
        "keeps": values.get("tetap") == "1",
        "words": values.get("cari", "")[:80],
        "colleagues": _colleagues(person, values.get("cari", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/hand_over.html", context, status=status)


def _ideas_of(person: User) -> QuerySet[Idea]:
    """Ideas they are the author of; merged ones follow their leading idea."""
    own = Idea.objects.filter(author=person).exclude(status=IdeaStatus.MERGED)
    return own.for_list().order_by("code", "pk")


def _chosen(values: QueryDict, ideas: list[Idea]) -> list[Idea]:
    if values.get("semua") == "1":
        return ideas
    ticked = set(values.getlist("gagasan"))
    return [idea for idea in ideas if idea.address in ticked]


def _receiver(values: QueryDict) -> User | None:
    name = values.get("kepada", "").replace("\x00", "")
    found = User.objects.select_related("organisation").filter(username=name)
    return found.first() if name else None


def _problem(person: User, receiver: User | None, chosen: list[Idea]) -> str:
    if receiver is None:
        return "Pilih penerima."
    if not chosen:
        return "Pilih sedikitnya satu gagasan."
    try:
        check_receiver(receiver, source=person)
    except ReceiverError as error:
        return str(error)
    return ""


def _colleagues(person: User, words: str) -> QuerySet[User]:
    """Who could take the ideas: the same organisation first, then by name."""
    words = words.replace("\x00", "").strip()[:80]
    same = When(organisation_id=person.organisation_id, then=Value(0))
    people = User.objects.filter(is_active=True, grants__isnull=False).exclude(pk=person.pk)
    if words:
        people = people.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    elif person.organisation_id:
        people = people.filter(organisation_id=person.organisation_id)
    distance = Case(same, default=Value(1), output_field=IntegerField())
    return (
        people.select_related("organisation")
        .annotate(distance=distance)
        .order_by("distance", Lower("display_name"), "pk")
        .distinct()[:SHOWN_PEOPLE]
    )
