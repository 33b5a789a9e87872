"""Scores and notes: small forms of their own, so that nothing written is lost."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from submissions import transitions
from submissions.choices import IdeaField
from submissions.forms.desk import NoteForm
from submissions.forms.scores import INCOMPLETE, ScoreForm
from submissions.models import Idea
from submissions.services.notes import save_note
from submissions.services.scoring import ScoreError, rubric_of, score_idea
from submissions.views.desk.deciding import run
from submissions.views.desk.nav import Walk, desk_idea, is_full_screen, to_idea
from submissions.views.desk.page import judging, render_page
from submissions.views.fetch import get_idea


@require_POST
def review_score(request: HttpRequest, address: str) -> HttpResponse:
    """Store the scores and open the next idea; the script saves them in passing and stays."""
    idea = desk_idea(request, address)
    form = ScoreForm(request.POST, rubric=rubric_of(idea.programme))
    if request.htmx:
        return _score_in_passing(request, idea, form)
    if form.is_valid() and form.scores() is None:
        form.add_error(None, INCOMPLETE)
    if not form.is_valid():
        return render_page(request, idea, bound={"score_form": form}, status=422)
    walk = Walk(request, idea)

    def then() -> HttpResponse:
        messages.success(request, f"Nilai {idea.code} disimpan.")
        return walk.on()

    try:
        return run(
            request,
            idea,
            lambda: score_idea(idea, actor=request.user, scores=form.scores()),
            then,
        )
    except ScoreError as error:
        messages.error(request, str(error))
        return render_page(request, idea, bound={"score_form": form}, status=422)


def _score_in_passing(request: HttpRequest, idea: Idea, form: ScoreForm) -> HttpResponse:
    """Answer with the state only: saved with its mean, or how many scores are still missing."""
    state = "open"
    if form.is_valid() and form.scores() is not None:
        try:
            score_idea(idea, actor=request.user, scores=form.scores())
            state = "saved"
        except (transitions.TransitionError, ScoreError):
            state = "changed"
        except transitions.NotAllowedError as error:
            raise PermissionDenied("reviewer") from error
    idea = get_idea(request, idea.address)
    context = judging(request, idea) | {"state": state, "given": form.given}
    return render(request, "submissions/_score_state.html", context)


@require_POST
def review_note(request: HttpRequest, address: str) -> HttpResponse:
    """Keep a note at one part at once; it goes out with a revision request."""
    idea = desk_idea(request, address)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        context = {"note_bound": {form.data.get("field", ""): form.data.get("text", "")}}
        return render_page(request, idea, more=context, status=422)
    field, text = IdeaField(form.cleaned_data["field"]), form.cleaned_data["text"]

    def then() -> HttpResponse:
        if request.htmx:
            context = judging(request, idea) | {"part": field, "label": field.label.lower()}
            context["is_full"] = is_full_screen(request)
            return render(request, "submissions/_note_saved.html", context)
        where = field.label.lower()
        word = "disimpan" if text else "dihapus"
        messages.success(request, f"Catatan untuk {where} {word}.")
        return to_idea(request, address, anchor=f"#catatan-{field}")

    return run(
        request,
        idea,
        lambda: save_note(idea, actor=request.user, field=field, text=text),
        then,
    )
