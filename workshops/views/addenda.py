"""An addendum: the only way to add to a sealed record."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from workshops.forms.records import AddendumForm
from workshops.models import Forum, Record
from workshops.permissions import ForumPermissions
from workshops.services.records import write_addendum
from workshops.views.records import record_context
from workshops.views.running import attempt, record_of, run_forum


@require_http_methods(["GET", "HEAD", "POST"])
def addendum(request: HttpRequest, code: str) -> HttpResponse:
    """The addendum that waits for its seal, or a form for the next one."""
    forum = run_forum(request, code)
    first = record_of(forum)
    if first is None or not first.sealed_at:
        messages.info(request, "Berita acara belum disegel, jadi adendum belum perlu.")
        return redirect("workshops:record", code)
    if not ForumPermissions.of(request.user, forum).amend:
        raise PermissionDenied("facilitator")
    latest = _latest(forum)
    waiting = latest if latest and not latest.sealed_at else None
    form = _form(request, forum, first, waiting)
    if request.method == "POST" and form.is_valid() and _write(request, forum, form):
        return redirect("workshops:addendum", code)
    context = {"forum": forum, "first": first, "form": form}
    if waiting:
        context |= record_context(request, waiting)
    status = 422 if form.is_bound else 200
    return render(request, "workshops/record_addendum.html", context, status=status)


def _latest(forum: Forum) -> Record | None:
    rows = Record.objects.filter(forum=forum, addendum_number__gt=0)
    latest = rows.prefetch_related("signers").order_by("-addendum_number").first()
    if latest:
        latest.forum = forum
    return latest


def _form(
    request: HttpRequest, forum: Forum, first: Record, waiting: Record | None
) -> AddendumForm:
    number = Record.objects.filter(forum=forum, sealed_at__isnull=False).count()
    initial = {"number": f"{first.number}-AD{number}"[:60], "place": first.place}
    if waiting:
        initial = {name: getattr(waiting, name) for name in ("number", "place", "reason", "text")}
    return AddendumForm(
        request.POST or None, forum=forum, record=waiting, actor=request.user, initial=initial
    )


def _write(request: HttpRequest, forum: Forum, form: AddendumForm) -> bool:
    data = form.cleaned_data
    return attempt(
        request,
        lambda: write_addendum(
            forum, actor=request.user, number=data["number"], place=data["place"],
            text=data["text"], reason=data["reason"], signers=form.signers(),
        ),
        done="Adendum disimpan. Minta tanda tangan, lalu segel.",
    )  # fmt: skip
