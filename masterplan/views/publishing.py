"""Readiness, waivers, "Terbitkan", frozen stages, and the public pages of editions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from masterplan.book.changes import changes_between
from masterplan.book.frozen import from_json
from masterplan.forms.publishing import FreezeForm, PublishForm, WaiverForm
from masterplan.models import Build, Edition, Waiver
from masterplan.permissions import MasterplanPermissions
from masterplan.readiness import MENDS, lacking, readiness_of
from masterplan.services import publishing as services
from masterplan.views.builds import current_edition
from submissions.models import Idea
from submissions.transitions import NotAllowedError

LACKS = {
    "budget": "approved_version__budgets__isnull", "years": "approved_version__end_year__isnull",
    "indicator": "approved_version__indicators__isnull",
    "agency": "approved_version__owner_agency__isnull",
}  # fmt: skip
TITLES = {
    "biaya": "Gagasan tanpa perkiraan biaya", "waktu": "Gagasan tanpa tahun pelaksanaan",
    "indikator": "Gagasan tanpa ukuran keberhasilan",
    "penanggung-jawab": "Gagasan tanpa perangkat daerah",
}  # fmt: skip
PAGE_SIZE = 50


def _admin(request: HttpRequest) -> None:
    if not MasterplanPermissions.of(request.user).compile:
        raise PermissionDenied("admin")


@require_safe
def publish_page(request: HttpRequest) -> HttpResponse:
    """What publication waits for, and the form that confirms it."""
    _admin(request)
    return _publish_page(request, PublishForm(), status=200)


def _publish_page(request: HttpRequest, form: PublishForm, *, status: int) -> HttpResponse:
    edition = current_edition()
    groups = readiness_of(edition.programme, edition_id=edition.pk)
    context = {
        "edition": edition, "groups": groups, "waiting": lacking(groups), "form": form,
        "waiver_form": WaiverForm(auto_id=False),
        "freeze": FreezeForm(),
        "build": Build.objects.finished().filter(edition=edition).first(),
        "active": Build.objects.active().filter(edition=edition).first(),
    }  # fmt: skip
    return render(request, "masterplan/publish.html", context, status=status)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Typed confirmation; the edition is published once its final file is stored."""
    _admin(request)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            services.request_publication(
                current_edition(), actor=request.user, typed_name=form.cleaned_data["name"]
            )
        except services.WrongNameError:
            form.add_error("name", "Nama tidak cocok. Ketik nama edisi persis seperti di atas.")
        except services.NotReadyError as error:
            form.add_error(None, f"Masih ada {len(error.labels)} syarat yang belum terpenuhi.")
        except services.BusyError:
            form.add_error(None, "Penyusunan lain sedang berjalan. Tunggu sampai selesai.")
        else:
            messages.success(request, "Berkas terbitan disusun; edisi terbit begitu selesai.")
            return redirect("masterplan:compile_page")
    return _publish_page(request, form, status=422)


@require_POST
def waive(request: HttpRequest) -> HttpResponse:
    """Publish without one requirement, for a printed reason; or take that back."""
    _admin(request)
    edition, code = current_edition(), request.POST.get("requirement", "")
    if "urungkan" in request.POST:
        waiver = get_object_or_404(Waiver, edition=edition, requirement=code)
        services.take_waiver_back(waiver, actor=request.user)
        return redirect("masterplan:publish_page")
    form = WaiverForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Tulis alasan mengesampingkan syarat, paling banyak 300 karakter.")
        return redirect("masterplan:publish_page")
    try:
        services.waive(edition, actor=request.user, requirement=code, **form.cleaned_data)
    except (KeyError, NotAllowedError) as error:
        raise Http404 from error
    messages.success(request, "Syarat dikesampingkan; alasannya dicetak di lampiran.")
    return redirect("masterplan:publish_page")


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the newest draft as it stands, as the result of a BimTek stage."""
    _admin(request)
    form, build = FreezeForm(request.POST), Build.objects.finished().first()
    if not form.is_valid() or build is None:
        messages.error(request, "Pilih tahap BimTek; draf harus sudah pernah disusun.")
        return redirect("masterplan:publish_page")
    frozen = services.freeze_stage(
        build, actor=request.user, workshop=form.cleaned_data["workshop"]
    )
    messages.success(request, f"Draf dibekukan sebagai hasil {frozen.workshop}.")
    return redirect("masterplan:publish_page")


@require_safe
def lacking_list(request: HttpRequest) -> HttpResponse:
    """Approved ideas that lack what the readiness list names, with links that mend them."""
    if not MasterplanPermissions.of(request.user).read_drafts:
        raise PermissionDenied("admin")
    wanted = request.GET.get("kurang", "")
    field = next((LACKS[code] for code, word in MENDS.items() if word == wanted), None)
    if field is None:
        raise Http404
    rows = Idea.objects.in_force().filter(programme=current_edition().programme, **{field: True})
    rows = rows.select_related("approved_version", "dimension").order_by("code").distinct()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    context = {"page": page, "title": TITLES[wanted]}
    return render(request, "masterplan/lacking_list.html", context)


@require_safe
@login_not_required
def edition_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of changes of a published edition against the one before it."""
    edition = get_object_or_404(
        Edition.objects.select_related("published_build").exclude(published_at=None), slug=slug
    )
    before = (
        Edition.objects.select_related("published_build")
        .filter(programme_id=edition.programme_id, number__lt=edition.number)
        .order_by("-number")
        .first()
    )
    old = from_json(before.published_build.contents) if before else None
    changes = changes_between(old, from_json(edition.published_build.contents))
    context = {"edition": edition, "before": before, "changes": changes}
    return render(request, "masterplan/edition_changes.html", context)


@require_safe
@login_not_required
def verify_edition(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR on the cover leads to: hash, day, pages, and whether a newer edition is out."""
    edition = get_object_or_404(
        Edition.objects.select_related("published_build", "programme").exclude(published_at=None),
        token=token,
    )
    newer = (
        Edition.objects.filter(programme_id=edition.programme_id, number__gt=edition.number)
        .order_by("-number")
        .first()
    )
    context = {"edition": edition, "build": edition.published_build, "newer": newer}
    return render(request, "masterplan/verify_edition.html", context)
