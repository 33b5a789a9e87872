"""A forum with people, cards, votes, minutes and a record, for tests of what follows from them."""

import uuid

from accounts.choices import OrganisationKind
from tests.factories.workshops import ForumFactory, card, facilitator_of, seated
from workshops.choices import MarkKind, Phase, SignerRole
from workshops.models import Vote
from workshops.records import present_hash
from workshops.services.minutes import add_mark
from workshops.services.records import SignerText, prepare_record, write_addendum
from workshops.services.sealing import seal
from workshops.services.signing import sign_on_paper

PAPER = ("Notulis", "Wakil OPD", "Wakil UMKM")


def discussed_forum(**changes):
    """A forum in Rangkum: two agreed cards of which one is a group, votes, a decision."""
    forum = ForumFactory(phase=Phase.SUMMARY, shows_posts=True, shows_results=True, **changes)
    one = seated(forum, kind=OrganisationKind.OPD)
    two, three = seated(forum, kind=OrganisationKind.UMKM), seated(forum)
    first = card(forum, one, text="Bayar parkir danau pakai kode", is_agreed=True, dot_count=4)
    card(forum, two, text="Parkir jangan tunai lagi", lead=first)
    second = card(forum, three, text="Bank keliling", is_agreed=True, dot_count=1)
    card(forum, three, text="Kotak saran")
    for person, post, dots in [(one, first, 1), (two, first, 3), (three, second, 1)]:
        Vote.objects.create(forum=forum, participant=person, post=post, dots=dots)
    forum.seat_count, forum.post_count, forum.voter_count = 3, 4, 3
    forum.save()
    return forum


def four_signers(facilitator, **changes):
    """The facilitator by account, the other three by name for paper."""
    first = SignerText(
        role=SignerRole.FACILITATOR, name="Ibu Fasilitator", user_id=facilitator.pk,
        organisation_name="Bapperida",
    )  # fmt: skip
    roles = (SignerRole.MINUTES_TAKER, SignerRole.OPD, SignerRole.UMKM)
    others = [
        changes.get(role) or SignerText(role=role.value, name=name)
        for role, name in zip(roles, PAPER, strict=True)
    ]
    return [first, *others]


def prepared(forum, facilitator, **changes):
    add_mark(forum, actor=facilitator, kind=MarkKind.DECISION, text="Mulai dari tiga dermaga.")
    return prepare_record(
        forum, actor=facilitator, number=f"BA/T1/{uuid.uuid4().hex[:6]}", place="Ruang 2, Balige",
        signers=four_signers(facilitator, **changes),
    )  # fmt: skip


def signed(record, facilitator):
    seen = present_hash(record)
    for signer in record.signers.all():
        sign_on_paper(record, actor=facilitator, role=signer.role, seen=seen)
    return seen


def sealed_forum(**changes):
    """(forum, record, facilitator) with everything signed on paper and sealed."""
    forum = discussed_forum(**changes)
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    record = seal(record, actor=facilitator, seen=signed(record, facilitator))
    forum.refresh_from_db()
    return forum, record, facilitator


def addendum_of(forum, facilitator, **changes):
    values = {
        "number": f"AD/{uuid.uuid4().hex[:6]}", "place": "Balige", "text": "Dermaga keempat ikut.",
        "reason": "Terlewat saat notulen ditulis.",
        "signers": four_signers(facilitator)[:2],
    }  # fmt: skip
    return write_addendum(forum, actor=facilitator, **(values | changes))
