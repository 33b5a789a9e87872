"""A leading idea and the ideas merged into it, as one reader sees them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from submissions.choices import IdeaStatus
from submissions.models import Attachment, Comment, Idea, Support
from submissions.querysets import Reader
from submissions.reading import is_on_desk, is_own_side


@dataclass(frozen=True)
class Member:
    """``names`` credits all its people; ``may_open``: the reader may still see its own page."""

    idea: Idea
    names: tuple[str, ...]
    may_open: bool


@dataclass(frozen=True)
class Family:
    """``merged`` by code; ``names`` are all who are credited, the leading idea's first."""

    merged: tuple[Member, ...]
    names: tuple[str, ...]

    def code_of(self, address: str) -> str:
        """The code of the merged idea with this address; "" for any other word."""
        codes = {member.idea.address: member.idea.code for member in self.merged}
        return codes.get(address.lower()) or ""


@dataclass(frozen=True)
class Kept:
    """What a leading idea shows after a merge."""

    names: tuple[str, ...]
    supports: int  # each person once
    comments: int
    files: int


def merged_family(idea: Idea, reader: Reader) -> Family:
    """Who is part of this leading idea: one query without a family, three more with one."""
    # Most ideas have no family: ask in few words first, the rest is slow to put together.
    pks = list(Idea.objects.filter(merged_into=idea, is_hidden=False).values_list("pk", flat=True))
    if not pks:
        return Family((), ())
    merged = list(
        Idea.objects.filter(pk__in=pks)
        .select_related(
            "author__organisation", "organisation", "current_version", "approved_version",
            "draft_version", "merged_into",
        )
        .prefetch_related("co_authors__organisation")
        .order_by("code")
    )  # fmt: skip
    members = tuple(Member(row, credited(row), may_see_original(row, reader)) for row in merged)
    names = _once([*credited(idea), *(name for row in members for name in row.names)])
    return Family(members, names)


def credited(idea: Idea) -> tuple[str, ...]:
    """Proposer and co-authors by their organisation, else by the name they chose."""
    others = (
        person.organisation.name if person.organisation else person.display_name
        for person in sorted(idea.co_authors.all(), key=lambda person: person.pk)
    )
    return _once([idea.proposer, *others])


def kept_by_merging(idea: Idea, other: Idea) -> Kept:
    """What one idea will show once these two and all merged into them are one."""
    in_either = Q(idea__in=[idea, other]) | Q(idea__merged_into__in=[idea, other])
    family = Idea.objects.filter(
        Q(pk__in=[idea.pk, other.pk]) | Q(merged_into__in=[idea, other])
    ).select_related("organisation", "author")
    people = family.prefetch_related("co_authors__organisation").order_by("code")
    supports = Support.objects.filter(in_either).aggregate(n=Count("person", distinct=True))
    return Kept(
        names=_once([name for row in people for name in credited(row)]),
        supports=supports["n"],
        comments=Comment.objects.filter(in_either, hidden_at=None).count(),
        files=Attachment.objects.filter(in_either, version_links__isnull=False).distinct().count(),
    )


def leads_elsewhere(idea: Idea, reader: Reader) -> bool:
    """Whether a merged idea's address leads to its leading idea, which the reader may see."""
    if idea.status != IdeaStatus.MERGED:
        return False
    return Idea.objects.visible_to(reader).filter(merged_ideas=idea, is_hidden=False).exists()


def may_see_original(idea: Idea, reader: Reader) -> bool:
    """The desk and the own side still open a merged idea itself; everyone reads its leading one."""
    return is_on_desk(reader) or is_own_side(reader, idea)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
