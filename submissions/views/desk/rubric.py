"""The rubric, by an admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dimensions.models import Programme
from submissions.forms.scores import RubricForm
from submissions.models import Criterion
from submissions.services.rubric import RubricFrozenError, is_frozen, save_rubric

FROZEN = "Penilaian sudah dimulai dengan kriteria ini, jadi tidak dapat diubah lagi."


@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: HttpRequest) -> HttpResponse:
    """Criteria with weights; shown as fixed once an idea was scored with them."""
    if not request.user.is_admin:
        raise PermissionDenied("admin")
    programme = get_object_or_404(Programme, is_current=True)
    criteria = list(Criterion.objects.filter(programme=programme))
    form = RubricForm(criteria, request.POST if request.method == "POST" else None)
    context = {"form": form, "criteria": criteria, "frozen": is_frozen(programme)}
    if request.method != "POST":
        return render(request, "submissions/rubric.html", context)
    if not form.is_valid() and not context["frozen"]:
        return render(request, "submissions/rubric.html", context, status=422)
    try:
        save_rubric(programme, actor=request.user, lines=form.lines())
    except RubricFrozenError:
        messages.error(request, FROZEN)
        return render(request, "submissions/rubric.html", context | {"frozen": True}, status=409)
    messages.success(request, "Kriteria penilaian disimpan.")
    return redirect("submissions:rubric")
