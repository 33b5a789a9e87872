"""Ideas on paper: the empty form to print, and the page where an operator types what came in."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from dimensions.models import Dimension, District, Programme
from submissions import services
from submissions.blank_form import blank_form_pdf
from submissions.consent import CONSENT_VERSION
from submissions.forms.paper import PaperForm
from submissions.permissions import may_enter_paper
from submissions.text import IdeaText

FILE_NAME = "formulir-gagasan.pdf"


@require_safe
@login_not_required
def idea_blank_form(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    """The empty form on A4, for everyone."""
    programme = get_object_or_404(Programme, is_current=True)
    data = blank_form_pdf(
        programme.region,
        tuple((dimension.name, dimension.hint) for dimension in Dimension.objects.all()),
        tuple(District.objects.values_list("name", flat=True)),
        (programme.short_until, programme.end_year, programme.long_until),
    )
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{FILE_NAME}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def paper_entry(request: HttpRequest) -> HttpResponse:
    """One signed form; stored and handed in at once."""
    if not may_enter_paper(request.user):
        raise PermissionDenied("facilitator")
    programme = get_object_or_404(Programme, is_current=True)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        text=IdeaText(),
        revision=1,
    )
    if request.method != "POST":
        return render(request, "submissions/paper_entry.html", {"form": form})
    # Both are asked, so that all sentences stand on the page at once.
    complete = form.is_valid() & form.check_complete()
    if not complete:
        return render(request, "submissions/paper_entry.html", {"form": form}, status=422)
    return _hand_in(request, form)


def _hand_in(request: HttpRequest, form: PaperForm) -> HttpResponse:
    data = form.cleaned_data
    key: uuid.UUID = data["key"]
    idea = services.hand_in_from_paper(
        actor=request.user,
        programme=form.programme,
        text=form.text(),
        key=key,
        proposer_name=data["proposer_name"],
        organisation=data["organisation"],
        received_on=data["received_on"],
        consent_version=CONSENT_VERSION,
    )
    if request.POST.get("action") != "next":
        return redirect("submissions:idea_receipt", idea.address)
    url = reverse("submissions:idea_receipt", args=[idea.address])
    text = 'Gagasan {} tersimpan dan terkirim. <a href="{}">Cetak tanda terima</a>'
    messages.success(request, format_html(text, idea.code, url))
    return redirect("submissions:paper_entry")
