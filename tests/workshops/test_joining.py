"""Two entries of one person become one, without breaking what is unique or sealed."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    card,
    facilitator_of,
    guest,
    present,
)
from tests.workshops.people import link_of, together
from tobasmart.audit.models import AuditEntry
from workshops.choices import Phase
from workshops.models import (
    Attendance,
    Certificate,
    Feedback,
    Forum,
    ForumEvent,
    Participant,
    Post,
    Record,
    Seat,
    Vote,
)
from workshops.services import claims, posts
from workshops.services.seats import RefusedError

pytestmark = pytest.mark.django_db
ADDRESS = "tamu@usaha.example"


def seat(forum, row):
    Seat.objects.create(forum=forum, participant=row)
    Forum.objects.filter(pk=forum.pk).update(seat_count=Seat.objects.filter(forum=forum).count())


def vote(forum, row, post, dots):
    Vote.objects.create(forum=forum, participant=row, post=post, dots=dots)
    post.refresh_from_db()
    post.dot_count += dots
    post.save()
    voters = Vote.objects.filter(forum=forum).values("participant").distinct().count()
    Forum.objects.filter(pk=forum.pk).update(voter_count=voters)


def sealed(forum, by):
    now = timezone.now()
    Forum.objects.filter(pk=forum.pk).update(sealed_at=now)
    return Record.objects.create(
        forum=forum, number=f"BA/{forum.pk}", content={}, sha256="0" * 64, created_by=by,
        sealed_by=by, sealed_at=now,
    )  # fmt: skip


def test_entries_of_one_person_become_one_without_doubles():
    session, person = SessionFactory(), UserFactory()
    other_day = SessionFactory(workshop=session.workshop)
    forum = ForumFactory(session=session, phase=Phase.COLLECT)
    own, row = present(session, user=person), guest(session, phone="0812", email=ADDRESS)
    Attendance.objects.create(session=other_day, participant=row, at=timezone.now(), method="phone")
    for each in (own, row):
        seat(forum, each)
        Feedback.objects.create(session=session, participant=each, usefulness=1, clarity=1, heard=1)
    post = card(forum, row, text="Kartu tamu")

    stays = claims.claim(row, actor=person, key=row.guest_key)

    assert (stays.pk, stays.user, stays.phone) == (own.pk, person, "0812")
    assert not Participant.objects.filter(pk=row.pk).exists()
    assert Attendance.objects.filter(participant=stays).count() == 2
    assert Attendance.objects.count() == 2
    assert Feedback.objects.count() == Seat.objects.count() == 1
    post.refresh_from_db()
    assert post.author == stays
    forum.refresh_from_db()
    assert forum.seat_count == 1
    entry = AuditEntry.objects.get()
    assert entry.data["counts"] == {"attendances": 1, "posts": 1}
    kinds = (
        ForumEvent.objects.filter(forum=forum).order_by("version").values_list("kind", flat=True)
    )
    assert list(kinds) == ["seats", "votes", "board"]


def test_claiming_revives_a_cancelled_registration():
    session, person = SessionFactory(), UserFactory()
    own = ParticipantFactory(workshop=session.workshop, user=person, is_cancelled=True)
    row = guest(session)

    stays = claims.claim(row, actor=person, key=row.guest_key)

    assert (stays.pk, stays.is_cancelled) == (own.pk, False)


def voted_twice(phase):
    """Somebody who voted as a guest (3 and 2 dots) and with an account (4 dots on the first)."""
    forum = ForumFactory(phase=phase)
    person = UserFactory()
    own, row = present(forum.session, user=person), guest(forum.session)
    first, second = card(forum), card(forum)
    for each in (own, row):
        seat(forum, each)
    vote(forum, own, first, 4)
    vote(forum, row, first, 3)
    vote(forum, row, second, 2)
    return forum, person, row, first, second


def test_while_votes_may_change_nobody_has_more_than_the_limit():
    forum, person, row, first, second = voted_twice(Phase.VOTE)

    stays = claims.claim(row, actor=person, key=row.guest_key)

    assert list(Vote.objects.values_list("participant", "post", "dots")) == [
        (stays.pk, first.pk, 4)
    ]
    for post, dots in ((first, 4), (second, 0)):
        post.refresh_from_db()
        assert post.dot_count == dots
    forum.refresh_from_db()
    assert forum.voter_count == 1


def test_once_the_vote_is_over_its_result_stays_as_the_hall_saw_it():
    _, person, row, first, second = voted_twice(Phase.SUMMARY)

    claims.claim(row, actor=person, key=row.guest_key)

    assert dict(Vote.objects.values_list("post", "dots")) == {first.pk: 7, second.pk: 2}
    for post, dots in ((first, 7), (second, 2)):
        post.refresh_from_db()
        assert post.dot_count == dots


def test_entry_behind_a_sealed_record_is_the_one_that_stays(admin):
    session, person = SessionFactory(), UserFactory()
    forum = ForumFactory(session=session)
    own, row = present(session, user=person), guest(session)
    seat(forum, row)
    post = card(forum, row)
    sealed(forum, admin)

    stays = claims.claim(row, actor=person, key=row.guest_key)

    assert (stays.pk, stays.user) == (row.pk, person)
    assert not Participant.objects.filter(pk=own.pk).exists()
    post.refresh_from_db()
    assert post.author_id == row.pk


def test_two_entries_behind_sealed_records_stay_two(admin, client_of):
    session, person = SessionFactory(), UserFactory()
    forum = ForumFactory(session=session)
    own, row = present(session, user=person), guest(session)
    for each in (own, row):
        seat(forum, each)
    sealed(forum, admin)

    answer = client_of(person).post(link_of(row))

    assert answer.status_code == 409
    assert "berita acara" in answer.content.decode()
    row.refresh_from_db()
    assert (row.user, Seat.objects.count()) == (None, 2)
    assert AuditEntry.objects.count() == 0


def test_certificate_of_the_entry_that_goes_is_revoked_not_lost():
    session, person = SessionFactory(), UserFactory()
    own, row = present(session, user=person), guest(session)
    for number, each in enumerate((own, row)):
        Certificate.objects.create(
            workshop=session.workshop, participant=each, number=str(number), content={"name": "x"},
            sha256="0" * 64,
        )  # fmt: skip

    stays = claims.claim(row, actor=person, key=row.guest_key)

    assert Certificate.objects.filter(participant=stays).count() == 2
    assert Certificate.objects.get(revoked_at=None).number == "0"


def test_every_table_that_names_a_participant_is_thought_of():
    """A new relation has to be moved by ``services.joining``, or a claim would lose or break it."""
    handled = {
        "Attendance", "Feedback", "Seat", "Post", "Vote", "Signer", "Certificate",
    }  # fmt: skip
    relations = Participant._meta.get_fields(include_hidden=True)
    found = {
        row.related_model.__name__ for row in relations if row.auto_created and row.is_relation
    }

    assert found == handled


def test_desk_joins_a_guest_with_an_entry_on_the_list(client_of):
    forum = ForumFactory()
    session = forum.session
    listed = ParticipantFactory(workshop=session.workshop, number=700, user=None)
    row = guest(session, number=701)
    seat(forum, row)
    card(forum, row)
    url = reverse("workshops:participant_merge", args=[session.workshop.slug, 701])

    answer = client_of(facilitator_of(forum)).post(url, {"number": "700"})

    assert answer["Location"].endswith("/peserta/700/")
    assert Post.objects.get().author == listed
    assert listed.attendances.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["number"]) == ("participant.merged", 701)


@pytest.mark.parametrize(
    ("number", "status"), [("", 422), ("abc", 422), ("999", 422), ("701", 422), ("700", 302)]
)
def test_desk_joins_only_with_somebody_else_on_the_list(number, status, client_of, admin):
    session = SessionFactory()
    ParticipantFactory(workshop=session.workshop, number=700)
    guest(session, number=701)
    ParticipantFactory(number=999)
    url = reverse("workshops:participant_merge", args=[session.workshop.slug, 701])

    answer = client_of(admin).post(url, {"number": number})

    assert answer.status_code == status
    assert Participant.objects.filter(workshop=session.workshop).count() == (
        1 if status == 302 else 2
    )


def test_account_is_never_joined_away_and_strangers_join_nothing(admin):
    session = SessionFactory()
    owned, row = present(session, user=UserFactory()), guest(session)
    pairs = [(owned, row, admin), (row, row, admin), (row, owned, UserFactory())]
    for goes, into, actor in pairs:
        with pytest.raises(NotAllowedError):
            claims.merge_participants(goes, into=into, actor=actor)

    assert Participant.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_claim_while_both_phones_write_loses_no_card_and_waits_for_nobody():
    forum, person = ForumFactory(phase=Phase.COLLECT), UserFactory()
    own, row = present(forum.session, user=person), guest(forum.session)
    for each in (own, row):
        seat(forum, each)
    stored = []

    def write(author):
        for _ in range(12):
            key = uuid.uuid4()
            posts.add_post(forum, author=author, text="Kartu", key=key)
            stored.append(key)

    raised = together(
        lambda: write(own),
        lambda: write(row),
        lambda: claims.claim(row, actor=person, key=row.guest_key),
    )

    # Once its entry is gone, the guest's phone has to sign in.
    assert {type(error) for error in raised} <= {RefusedError}
    assert set(Post.objects.values_list("key", flat=True)) == set(stored)
    assert set(Post.objects.values_list("author", flat=True)) == {own.pk}
    forum.refresh_from_db()
    assert (forum.post_count, forum.seat_count) == (len(stored), 1)
