"""A person's own workshops: days present, certificates, cards and the ideas that came of them."""

from dataclasses import dataclass, field

from accounts.models import User
from workshops.models import Attendance, Certificate, IdeaSource, Participant, Post, Session
from workshops.services import feedback

MAX_CARDS = 200


@dataclass
class Participation:
    """``asks`` are sessions whose feedback is open and not yet given."""

    participant: Participant
    attendances: list[Attendance] = field(default_factory=list)
    certificate: Certificate | None = None
    posts: list["OwnPost"] = field(default_factory=list)
    asks: list[Session] = field(default_factory=list)


@dataclass
class OwnPost:
    """A card, and the idea it became part of."""

    post: Post
    source: IdeaSource | None = None


def participations_of(person: User) -> list[Participation]:
    """The newest workshop first; six queries for any number of rows."""
    own_rows = Participant.objects.filter(user=person, is_rehearsal=False).select_related(
        "workshop", "organisation"
    )
    ordered = own_rows.order_by("-workshop__starts_on", "-workshop__pk")
    found = {row.pk: Participation(row) for row in ordered}
    given = set(person.participations.values_list("pk", "feedback__session"))
    for there in (
        Attendance.objects.filter(participant__in=found)
        .select_related("session")
        .order_by("session__starts_at", "pk")
    ):
        own = found[there.participant_id]
        own.attendances.append(there)
        if feedback.is_open(there.session) and (own.participant.pk, there.session_id) not in given:
            own.asks.append(there.session)
    for certificate in Certificate.objects.filter(participant__in=found, revoked_at=None):
        found[certificate.participant_id].certificate = certificate
    _add_posts(found)
    return list(found.values())


def _add_posts(found: dict[int, Participation]) -> None:
    """A card in a group became what its leading card became, unless it has an idea of its own."""
    posts = Post.objects.filter(author__in=found).select_related(
        "forum__dimension", "forum__session"
    )
    mine = list(posts.order_by("forum_id", "number")[:MAX_CARDS])
    wanted = {post.pk for post in mine} | {post.lead_id for post in mine if post.lead_id}
    sources = {
        row.post_id: row
        for row in IdeaSource.objects.filter(post__in=wanted).select_related(
            "idea__current_version"
        )
    }
    for post in mine:
        source = sources.get(post.pk) or sources.get(post.lead_id or 0)
        found[post.author_id].posts.append(OwnPost(post, source))
