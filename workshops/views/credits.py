"""\"Saya, kredit\": whether I want to be named with the ideas my cards became part of."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from submissions.transitions import NotAllowedError
from workshops.choices import CreditAnswer
from workshops.services import credits as services

ANSWERS = {"setuju": CreditAnswer.ACCEPTED, "tidak": CreditAnswer.DECLINED}
DONE = {
    CreditAnswer.ACCEPTED: "Anda disebut pada gagasan ini dan menjadi rekan penyusunnya.",
    CreditAnswer.DECLINED: "Anda tidak disebut pada gagasan ini.",
}


@require_safe
def credit_list(request: HttpRequest) -> HttpResponse:
    """All questions, the open ones first."""
    page = Paginator(services.credits_of(request.user), 25).get_page(request.GET.get("hal"))
    return render(request, "workshops/credit_list.html", {"page": page})


@require_POST
def credit_answer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Agree or decline; an answer may be changed later."""
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        return redirect("workshops:credit_list")
    try:
        services.answer_credit(actor=request.user, key=key, answer=answer)
    except NotAllowedError as error:
        raise PermissionDenied("writer") from error
    messages.success(request, DONE[answer])
    return redirect("workshops:credit_list")
