"""Organisations: the list and their data."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.forms import OrganisationForm
from accounts.models import Organisation
from accounts.views.guard import admin_only

PAGE_SIZE = 50


@require_safe
@admin_only
def organisation_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Organisation.objects.by_name().prefetch_related("aliases")
    if words:
        by_alias = Organisation.objects.filter(aliases__name__icontains=words).values("pk")
        found = found.filter(name__icontains=words) | found.filter(pk__in=by_alias)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("hal"))
    return render(request, "accounts/organisation_list.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def organisation_edit(request: HttpRequest, key: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, key=key)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "organisation": organisation}
        status = 422 if request.method == "POST" else 200
        return render(request, "accounts/organisation_edit.html", context, status=status)
    services.change_organisation(form, actor=request.user)
    messages.success(request, "Organisasi disimpan.")
    return redirect("accounts:organisation_list")
