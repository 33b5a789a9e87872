"""What a person does with an idea of the own side, beside writing it."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dimensions.models import Programme
from submissions import services, transitions
from submissions.permissions import IdeaPermissions, IntakePermissions
from submissions.reading import version_for
from submissions.views.fetch import get_idea


@require_POST
def idea_withdraw(request: HttpRequest, address: str) -> HttpResponse:
    """Take a handed-in idea out."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).withdraw:
        raise PermissionDenied("writer")
    try:
        transitions.withdraw_idea(
            idea, actor=request.user, reason=request.POST.get("reason", "")[:500]
        )
    except (transitions.TransitionError, transitions.NotAllowedError):
        messages.error(request, "Status gagasan sudah berubah, jadi tidak dapat ditarik.")
    else:
        messages.success(request, "Gagasan ditarik.")
    return redirect(idea)


@require_POST
def idea_delete(request: HttpRequest, address: str) -> HttpResponse:
    """Remove an own draft."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).delete:
        raise PermissionDenied("writer")
    services.delete_draft(idea, actor=request.user)
    messages.success(request, "Draf dihapus.")
    return redirect("portal:mine")


@require_POST
def idea_share(request: HttpRequest, address: str) -> HttpResponse:
    """Open a draft to the own organisation, or close it again."""
    idea = get_idea(request, address)
    if not IdeaPermissions.of(request.user, idea).share:
        raise PermissionDenied("writer")
    services.share_draft(idea, actor=request.user, is_shared=request.POST.get("shared") == "1")
    messages.success(request, "Pengaturan berbagi disimpan.")
    return redirect(idea)


@require_POST
def idea_copy(request: HttpRequest, address: str) -> HttpResponse:
    """Begin a new draft with the text of an idea, as this reader may see it; without its files."""
    idea = get_idea(request, address)
    programme = Programme.objects.filter(is_current=True).first()
    if programme is None or not IntakePermissions.of(request.user, programme).write:
        raise PermissionDenied("participant")
    version = version_for(request.user, idea)
    if version is None:
        raise Http404
    draft = services.copy_idea(
        idea, actor=request.user, programme=programme, version=version, key=_key(request)
    )
    messages.success(request, "Salinan dibuat sebagai draf baru. Lampiran tidak ikut disalin.")
    return redirect("submissions:idea_edit", draft.address)


def _key(request: HttpRequest) -> uuid.UUID:
    """Made with the button: pressed many times, it makes one copy."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()
