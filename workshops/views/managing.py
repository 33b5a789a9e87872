"""What an admin changes of a workshop (/bimtek/…/kelola/): one page, and a form for each part."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.guard import admin_only
from dimensions.models import Programme
from submissions.transitions import NotAllowedError
from tobasmart.files.refusals import RefusedFile
from tobasmart.files.storage import DiskFull
from workshops.forms import schedule as forms
from workshops.models import (
    AgendaItem,
    Deliverable,
    Forum,
    Material,
    Session,
    Speaker,
    Workshop,
)
from workshops.publishing import ForumSealedError
from workshops.services import materials, schedule
from workshops.services.facilitators import staff_of

SEALED = "Berita acara forum ini sudah disahkan, jadi forumnya tidak dapat diubah lagi"
DISK_FULL = "Berkas belum tersimpan karena ruang server penuh. Coba lagi nanti."


@dataclass(frozen=True)
class Kind:
    """One kind of part: its rows, its form, and what people call it."""

    model: type[Model]
    form: type[Any] | None
    name: str
    owner: str = "workshop"


KINDS = {
    "sesi": Kind(Session, forms.SessionForm, "sesi"),
    "agenda": Kind(AgendaItem, forms.AgendaForm, "baris agenda"),
    "narasumber": Kind(Speaker, forms.SpeakerForm, "narasumber"),
    "luaran": Kind(Deliverable, forms.DeliverableForm, "luaran"),
    "forum": Kind(Forum, forms.ForumForm, "forum", "session__workshop"),
    "bahan": Kind(Material, None, "bahan"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def workshop_new(request: HttpRequest) -> HttpResponse:
    """A further stage of the current programme."""
    programme = get_object_or_404(Programme, is_current=True)
    form = forms.NewWorkshopForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, "BimTek baru")
    workshop = schedule.add_workshop(form, actor=request.user, programme=programme)
    messages.success(request, f"{workshop} dibuat. Tambahkan sesi dan agendanya.")
    return redirect("workshops:workshop_manage", workshop.slug)


@require_safe
@admin_only
def workshop_manage(request: HttpRequest, slug: str) -> HttpResponse:
    """All parts of a workshop, each with the way to change it."""
    workshop = get_object_or_404(
        Workshop.objects.for_page().prefetch_related("agenda__dimensions"), slug=slug
    )
    sessions = list(workshop.sessions.all())
    forums = Forum.objects.filter(session__in=sessions).select_related("session", "dimension")
    staff = staff_of(sessions)
    context = {
        "workshop": workshop,
        "sessions": [(row, staff[row.key]) for row in sessions],
        "forums": forums.order_by("session__starts_at", "dimension__position"),
    }
    return render(request, "workshops/manage_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def workshop_edit(request: HttpRequest, slug: str) -> HttpResponse:
    workshop = get_object_or_404(Workshop, slug=slug)
    form = forms.WorkshopForm(request.POST or None, instance=workshop)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, f"Data {workshop}", workshop)
    schedule.change_workshop(form, actor=request.user)
    return _done(request, workshop, "Data tersimpan.")


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def part_new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A new session, line, speaker, deliverable or forum."""
    workshop, what = _workshop_and_kind(slug, kind)
    part = what.model() if what.owner != "workshop" else what.model(workshop=workshop)
    initial = {"day": request.GET.get("hari", "")} if kind == "agenda" else {}
    form = what.form(request.POST or None, instance=part, workshop=workshop, initial=initial)
    if request.method == "POST" and form.is_valid():
        schedule.add_part(form, actor=request.user)
        return _done(request, workshop, f"{what.name.capitalize()} ditambahkan.")
    return _form_page(request, form, f"Tambah {what.name}", workshop)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def part_edit(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Change one part; what is refused comes back with the reason."""
    workshop, what = _workshop_and_kind(slug, kind)
    part = _part(workshop, what, pk)
    form = what.form(request.POST or None, instance=part, workshop=workshop)
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            schedule.change_part(form, actor=request.user)
        except (schedule.InUseError, ForumSealedError) as refusal:
            form.add_error(None, _sentence(refusal))
            status = 409
        else:
            return _done(request, workshop, f"{what.name.capitalize()} tersimpan.")
    more = {"part": part, "kind": kind, "kind_name": what.name}
    return _form_page(request, form, f"Ubah {what.name}", workshop, status=status, **more)


@require_POST
@admin_only
def part_remove(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take one part out, unless people already did something there."""
    workshop, what = _workshop_and_kind(slug, kind, with_form=False)
    part = what.model._default_manager.filter(**{what.owner: workshop}, pk=pk).first()
    if part is None:  # pressed twice
        return redirect("workshops:workshop_manage", slug)
    try:
        schedule.remove_part(part, actor=request.user)
    except (schedule.InUseError, ForumSealedError) as refusal:
        messages.error(request, f"{_sentence(refusal)}.")
        return redirect("workshops:workshop_manage", slug)
    return _done(request, workshop, f"{what.name.capitalize()} dihapus.")


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def material_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A paper: a file that is checked by its content, or a link."""
    workshop = get_object_or_404(Workshop, slug=slug)
    form = forms.MaterialForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, "Tambah bahan", workshop)
    try:
        _add_material(request, workshop, form.cleaned_data)
    except NotAllowedError:  # the same form is being stored at this moment
        return redirect("workshops:workshop_manage", slug)
    except (RefusedFile, DiskFull) as refusal:
        form.add_error("file", str(refusal) if isinstance(refusal, RefusedFile) else DISK_FULL)
        status = 422 if isinstance(refusal, RefusedFile) else 409
        return _form_page(request, form, "Tambah bahan", workshop, status=status)
    return _done(request, workshop, "Bahan ditambahkan.")


@require_POST
@admin_only
def deliverable_tick(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a deliverable is there, or that it is not."""
    deliverable = get_object_or_404(
        Deliverable.objects.select_related("workshop"), workshop__slug=slug, pk=pk
    )
    is_delivered = request.POST.get("on") == "1"
    schedule.tick_deliverable(deliverable, actor=request.user, is_delivered=is_delivered)
    said = "Luaran ditandai sudah diserahkan." if is_delivered else "Tanda luaran dibatalkan."
    return _done(request, deliverable.workshop, said)


def _add_material(request: HttpRequest, workshop: Workshop, data: dict[str, Any]) -> None:
    if data["link"]:
        materials.add_link(workshop, actor=request.user, title=data["title"], link=data["link"])
    else:
        named = {"title": data["title"], "file": data["file"], "key": data["key"]}
        materials.add_file(workshop, actor=request.user, **named)


def _workshop_and_kind(slug: str, kind: str, *, with_form: bool = True) -> tuple[Workshop, Any]:
    what = KINDS.get(kind)
    if what is None or (with_form and what.form is None):
        raise Http404
    return get_object_or_404(Workshop, slug=slug), what


def _part(workshop: Workshop, what: Kind, pk: int) -> Any:
    rows = what.model._default_manager.select_related(what.owner)
    return get_object_or_404(rows.filter(**{what.owner: workshop}), pk=pk)


def _sentence(refusal: Exception) -> str:
    return SEALED if isinstance(refusal, ForumSealedError) else str(refusal)


def _form_page(
    request: HttpRequest,
    form: Form | ModelForm,
    title: str,
    workshop: Workshop | None = None,
    *,
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "title": title, "workshop": workshop, **more}
    status = status or (422 if request.method == "POST" else 200)
    return render(request, "workshops/manage_form.html", context, status=status)


def _done(request: HttpRequest, workshop: Workshop, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("workshops:workshop_manage", workshop.slug)
