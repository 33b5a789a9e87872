"""The counters of an idea that leads others: supports and comments of its whole family."""

from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from submissions.models import Comment, Idea, Support


def in_family(idea: Idea | OuterRef) -> Q:
    """Rows of the idea itself and of the ideas merged into it; ``merged_into`` names the root."""
    return Q(idea=idea) | Q(idea__merged_into=idea)


def number_of(rows: QuerySet[Any], each: str = "pk") -> Subquery:
    """How many different ``each`` there are, as a column. Not an aggregate: it must not group."""
    number = Func(F(each), template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(number=number).values("number"))


def recount(idea: Idea) -> None:
    """Write the counters anew: each person's support once, comments that are not hidden."""
    supports = Support.objects.filter(in_family(OuterRef("pk")))
    comments = Comment.objects.filter(in_family(OuterRef("pk")), hidden_at=None)
    Idea.objects.filter(pk=idea.pk).update(
        support_count=number_of(supports, "person"), comment_count=number_of(comments)
    )
    idea.refresh_from_db(fields=["support_count", "comment_count"])
