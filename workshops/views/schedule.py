from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workshops.models import Workshop


@require_safe
@login_not_required
def workshop_list(request: HttpRequest) -> HttpResponse:
    """All BimTek stages in order."""
    return render(
        request, "workshops/workshop_list.html", {"workshops": Workshop.objects.for_list()}
    )


@require_safe
@login_not_required
def workshop_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Agenda, speakers and deliverable of one stage."""
    workshop = get_object_or_404(
        Workshop.objects.prefetch_related("agenda__dimensions", "speakers"), slug=slug
    )
    return render(request, "workshops/workshop_detail.html", {"workshop": workshop})
