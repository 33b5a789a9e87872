"""The discussion of an idea as one reader sees it, in one query whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation, User
from submissions.models import Comment, CommentReport, Idea
from submissions.permissions import IdeaPermissions
from submissions.querysets import Reader
from submissions.reading import is_own_side
from submissions.thread_sql import THREAD_SQL

PAGE_SIZE = 25
# More of one conversation stands on the page of its first comment.
ANSWERS_SHOWN = 3
OFFICIAL_SHOWN = 10
TEAM = "Tim peninjau"
_FIELDS = (
    "pk", "creation_key", "parent_id", "author_id", "role_shown", "text", "is_official",
    "created_at", "hidden_at", "hidden_reason", "author__display_name", "author__username",
    "author__organisation__name", "author__organisation__short_name", "official_agency__name",
    "idea__code", "idea_id",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One comment, ready to show."""

    key: UUID
    who: str
    initials: str
    role: str
    organisation: str
    at: datetime
    text: str  # empty where this reader must not read it
    is_hidden: bool
    hidden_reason: str
    is_own: bool
    speaks_for: str  # of an official answer
    merged_from: str  # the code of the merged idea it was written for
    is_reported: bool = False
    answers: list["Entry"] = field(default_factory=list)
    answer_count: int = 0

    @property
    def older_answers(self) -> int:
        return self.answer_count - len(self.answers)


@dataclass(frozen=True)
class Voice:
    """In whose name a person may answer officially; without an agency the review team's."""

    agency: Organisation | None

    @property
    def name(self) -> str:
        return self.agency.name if self.agency else TEAM


@dataclass(frozen=True)
class Thread:
    official: list[Entry]
    entries: list[Entry]
    page: int
    pages: int
    is_supported: bool
    is_followed: bool
    voice: Voice | None

    @property
    def older(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def newer(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def thread_of(
    idea: Idea, reader: Reader, allowed: IdeaPermissions, *, page: int | None = None
) -> Thread:
    """A page of conversations, oldest first; without ``page`` the last one, with the newest.

    Official answers stand before them on every page. Comments on merged ideas are among them.
    """
    values = {
        "idea": idea.pk,
        "reader": reader.pk,
        "page": page or None,
        "moderates": allowed.moderate,
        "size": PAGE_SIZE,
        "answers": ANSWERS_SHOWN,
        "official": OFFICIAL_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(THREAD_SQL, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    known, pages = rows[0], max(1, -(-(rows[0]["number"] or 0) // PAGE_SIZE))
    found = _grouped((row for row in rows if row["pk"]), idea, reader, allowed)
    return Thread(
        official=[entry for entry in found if entry.speaks_for],
        entries=[entry for entry in found if not entry.speaks_for],
        page=min(max(page or pages, 1), pages),
        pages=pages,
        is_supported=known["is_supported"],
        is_followed=known["is_followed"],
        voice=official_voice(reader, idea, allowed),
    )


def conversation_of(
    root: Comment, idea: Idea, reader: Reader, allowed: IdeaPermissions, *, start: int, stop: int
) -> Entry:
    """One comment with its answers number ``start`` to ``stop``, oldest first."""
    answers = Comment.objects.filter(parent=root).order_by("created_at", "pk")[start:stop]
    wanted = Comment.objects.filter(Q(pk=root.pk) | Q(pk__in=answers.values("pk")))
    rows = list(wanted.order_by("created_at", "pk").values(*_FIELDS, **_reports(allowed)))
    entry = _entry(next(row for row in rows if row["pk"] == root.pk), idea, reader, allowed)
    entry.answers = [_entry(row, idea, reader, allowed) for row in rows if row["pk"] != root.pk]
    return entry


def role_shown(user: User, idea: Idea) -> str:
    """What a person is in this discussion; kept with the comment as it is now."""
    if user.pk == idea.author_id or user in idea.co_authors.all():
        return "Pengusul"
    if user.has_role_for(Role.REVIEWER, dimension_id=idea.dimension_id):
        return str(Role.REVIEWER.label)
    for role in (Role.ADMIN, Role.FACILITATOR):
        if user.has_role(role):
            return str(role.label)
    own = user.organisation
    if own is None:
        return str(Role.PARTICIPANT.label)
    if own.kind == OrganisationKind.OPD:
        return f"OPD {own.short_name}".strip()[:40]
    return str(OrganisationKind(own.kind).label)


def official_voice(user: Reader, idea: Idea, allowed: IdeaPermissions) -> Voice | None:
    """The owner agency's people speak for it; nobody of the own side speaks for the review team."""
    if not allowed.answer_officially or not user.is_authenticated:
        return None
    version = idea.public_version
    own = user.organisation_id
    if version and own is not None and version.owner_agency_id == own:
        return Voice(version.owner_agency)
    return None if is_own_side(user, idea) else Voice(None)


def _grouped(
    rows: Iterable[dict[str, Any]], idea: Idea, reader: Reader, allowed: IdeaPermissions
) -> list[Entry]:
    roots: dict[int, Entry] = {}
    answers = []
    for row in rows:
        if row["parent_id"] is None:
            roots[row["pk"]] = _entry(row, idea, reader, allowed)
        else:
            answers.append(row)
    for row in answers:
        root = roots[row["parent_id"]]
        root.answer_count = row["siblings"]
        root.answers.append(_entry(row, idea, reader, allowed))
    return list(roots.values())


def _reports(allowed: IdeaPermissions) -> dict[str, Exists]:
    """Whether a report is open, for who may settle it."""
    if not allowed.moderate:
        return {}
    open_ones = CommentReport.objects.filter(comment=OuterRef("pk"), settled_at=None)
    return {"is_reported": Exists(open_ones)}


def _entry(row: dict[str, Any], idea: Idea, reader: Reader, allowed: IdeaPermissions) -> Entry:
    who = row["author__display_name"] or row["author__username"]
    is_own = reader.pk == row["author_id"]
    is_hidden = row["hidden_at"] is not None
    name = row["author__organisation__short_name"] or row["author__organisation__name"] or ""
    return Entry(
        key=row["creation_key"],
        who=who,
        initials="".join(word[0] for word in who.split()[:2]).upper(),
        role=row["role_shown"],
        organisation="" if name and row["role_shown"].endswith(name) else name,
        at=row["created_at"],
        text=row["text"] if not is_hidden or is_own or allowed.moderate else "",
        is_hidden=is_hidden,
        hidden_reason=row["hidden_reason"],
        is_own=is_own,
        speaks_for=(row["official_agency__name"] or TEAM) if row["is_official"] else "",
        merged_from=row["idea__code"] if row["idea_id"] != idea.pk else "",
        is_reported=row.get("is_reported", False),
    )
