"""Spreading ideas over reviewers: a plan to look at first, then the same plan carried out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.choices import Role
from accounts.models import User
from submissions.forms.desk import BalanceForm
from submissions.models import Idea
from submissions.services.assigning import assign_pairs
from submissions.services.balancing import Plan, plan_assignments
from submissions.views.desk.nav import check_desk

USUAL = {"each": 2, "cap": 20}


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_plan(request: HttpRequest) -> HttpResponse:
    """GET shows who would get how many and which ideas get too few; POST carries it out."""
    check_desk(request)
    if request.method == "POST":
        return _carry_out(request)
    reviewers = list(User.objects.with_role(Role.REVIEWER).order_by("display_name", "pk"))
    form = BalanceForm(request.GET if "each" in request.GET else None, reviewers=reviewers)
    if not form.is_bound:
        form = BalanceForm(reviewers=reviewers, initial=USUAL)
        return render(request, "submissions/assignment_plan.html", {"form": form})
    if not form.is_valid():
        return render(request, "submissions/assignment_plan.html", {"form": form}, status=422)
    plan = plan_assignments(**form.cleaned_data)
    context = {"form": form, "plan": plan, "pairs": _written(plan)}
    return render(request, "submissions/assignment_plan.html", context)


def _written(plan: Plan) -> str:
    """The plan as the form carries it: what was looked at is what is carried out."""
    return " ".join(f"{idea.code}:{person.username}" for idea, person in plan.pairs)


def _carry_out(request: HttpRequest) -> HttpResponse:
    """Each pair is checked again, so a plan that was changed on the way assigns nobody unfit."""
    written = [pair.partition(":") for pair in request.POST.get("pairs", "").split()[:5000]]
    ideas = {
        idea.code: idea
        for idea in Idea.objects.visible_to(request.user).filter(
            code__in={code for code, _, _ in written}
        )
    }
    names = {name for _, _, name in written}
    people = {
        person.username: person
        for person in User.objects.filter(username__in=names).select_related("organisation")
    }
    pairs = [
        (ideas[code], people[name]) for code, _, name in written if code in ideas and name in people
    ]
    made = assign_pairs(pairs, actor=request.user)
    if made:
        messages.success(request, f"{len(made)} penugasan dibuat. Para peninjau diberi tahu.")
    else:
        messages.info(request, "Tidak ada penugasan baru.")
    return redirect("submissions:review_list")
