"""Berita acara for those who run the forum: prepare, preview, bring up to date."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.forms.records import SignersForm
from workshops.models import Forum, Record
from workshops.permissions import ForumPermissions
from workshops.record_words import in_fours, said_of
from workshops.records import content_of, suggested_number
from workshops.sealing import sha256_of
from workshops.services import records as services
from workshops.services.sealing import missing_signatures
from workshops.services.signing import may_lead, why_not_signed
from workshops.views.running import attempt, record_of, run_forum


@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """What the record says now, who has signed, and the next step."""
    forum = run_forum(request, code)
    held = record_of(forum)
    context = {"forum": forum, "allowed": ForumPermissions.of(request.user, forum)}
    if held:
        context |= record_context(request, held)
        addenda = Record.objects.filter(forum=forum, addendum_number__gt=0)
        context["addenda"] = list(addenda.prefetch_related("signers"))
    return render(request, "workshops/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_prepare(request: HttpRequest, code: str) -> HttpResponse:
    """Number, place and the four signers; the system fills in the rest."""
    forum = run_forum(request, code)
    held = record_of(forum)
    if held and held.sealed_at:
        messages.info(request, "Berita acara ini sudah disegel.")
        return redirect("workshops:record", code)
    form = SignersForm(
        request.POST or None,
        forum=forum,
        record=held,
        actor=request.user,
        initial=_initial(forum, held),
    )
    if request.method == "POST" and form.is_valid():
        if _prepare(request, forum, form):
            return redirect("workshops:record", code)
        return _prepare_page(request, forum, form, status=409)
    return _prepare_page(request, forum, form, status=422 if form.is_bound else 200)


@require_POST
def record_refresh(request: HttpRequest, code: str) -> HttpResponse:
    """Copy agreed list, people and agenda again."""
    forum = run_forum(request, code)
    attempt(
        request,
        lambda: services.refresh_record(forum, actor=request.user),
        done="Isi berita acara diperbarui.",
    )
    return redirect("workshops:record", code)


def record_context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What a page that shows a record or addendum needs; a sealed one says what was sealed."""
    forum: Forum = record.forum
    content = record.content if record.sealed_at else content_of(record)
    sha256 = record.sha256 or sha256_of(content)
    signers = said_of(record, content)["signers"]
    for signer in signers:
        signer["is_valid"] = bool(signer["method"]) and signer["sha256"] == sha256
    return said_of(record, content) | {
        "forum": forum,
        "record": record,
        "sha256": sha256,
        "groups": in_fours(sha256),
        "signers": signers,
        "missing": [] if record.sealed_at else missing_signatures(record, sha256),
        "refusal": "" if record.sealed_at else why_not_signed(record, forum),
        "leads": not record.sealed_at and may_lead(request.user, record, forum),
        "sign_qr": sign_qr(record),
    }


def sign_qr(record: Record) -> str:
    """The signing page as a drawing, so that a signer at the table need not type it."""
    address = settings.PORTAL_ADDRESS + reverse("workshops:record_sign", args=[record.token])
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=3, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return mark_safe(drawing)  # noqa: S308  (made by segno from our own address)


def _initial(forum: Forum, held: Record | None) -> dict[str, str]:
    if held:
        return {"number": held.number, "place": held.place}
    session = forum.session
    place = ", ".join(part for part in (forum.room or session.room, session.workshop.venue) if part)
    return {"number": suggested_number(forum), "place": place}


def _prepare(request: HttpRequest, forum: Forum, form: SignersForm) -> bool:
    data = form.cleaned_data
    return attempt(
        request,
        lambda: services.prepare_record(
            forum, actor=request.user, number=data["number"], place=data["place"],
            signers=form.signers(),
        ),
        done="Berita acara disiapkan. Periksa isinya, lalu minta tanda tangan.",
    )  # fmt: skip


def _prepare_page(
    request: HttpRequest, forum: Forum, form: SignersForm, *, status: int
) -> HttpResponse:
    context = {"forum": forum, "form": form}
    return render(request, "workshops/record_prepare.html", context, status=status)
