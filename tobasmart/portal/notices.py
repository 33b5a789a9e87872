"""What a person is told: the list, opening a notice, and how soon mail is wanted."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from tobasmart.audit.services import record
from tobasmart.notifications.models import Notice
from tobasmart.notifications.services import mark_read, set_paces
from tobasmart.portal.notice_forms import PacesForm

PAGE_SIZE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Everything the person was told, unread first."""
    notices = Notice.objects.shown_to(request.user)
    page = Paginator(notices.unread_first(), PAGE_SIZE).get_page(request.GET.get("hal"))
    return render(request, "portal/notices.html", {"page": page})


@require_POST
def notice_open(request: HttpRequest) -> HttpResponse:
    """Mark a notice as read and go where it points to."""
    number = request.POST.get("kabar", "")
    own = Notice.objects.shown_to(request.user)
    notice = own.filter(pk=int(number)).first() if number.isascii() and number.isdecimal() else None
    if notice is None or not url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        raise Http404
    mark_read(own.filter(pk=notice.pk))
    return redirect(notice.path)


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    mark_read(Notice.objects.shown_to(request.user))
    messages.success(request, "Semua kabar ditandai sudah dibaca.")
    return redirect("portal:notice_list")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """For each kind: mail at once, in a daily or weekly digest, or none."""
    form = PacesForm(request.POST or None, person=request.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/notice_settings.html", {"form": form}, status=status)
    person = cast(User, request.user)
    if changed := set_paces(person, form.cleaned_data):
        record(actor=person, action="notices.paces_set", target=person, kinds=changed)
    messages.success(request, "Pilihan disimpan dan berlaku untuk kabar berikutnya.")
    return redirect("portal:notice_settings")
