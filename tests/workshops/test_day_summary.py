"""The end of the day: figures and lists of every forum, for who led, in few queries."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.choices import OrganisationKind, Role, Scope
from accounts.models import Grant
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    card,
    facilitator_of,
    guest,
    seated,
)
from workshops.choices import MarkKind, PostState
from workshops.models import MinuteMark, Post, Record, Seat, Vote
from workshops.summary import summaries_of, totals_of

pytestmark = pytest.mark.django_db
QUERIES = 10


def filled():
    """One forum with three people, five cards (two in a group, one hidden), votes and marks."""
    forum = ForumFactory(question="Apa gagasan Anda?")
    opd, media = (seated(forum, kind=kind) for kind in (OrganisationKind.OPD, "media"))
    umkm = guest(forum.session)
    Seat.objects.create(forum=forum, participant=umkm)
    lead, member, second, hidden, stub = (
        card(forum, who, text=text)
        for who, text in [
            (umkm, "Bank sampah"), (opd, "Pilah sampah"), (opd, "Kompos desa"),
            (opd, "Tidak sopan"), (opd, "Pindah"),
        ]
    )  # fmt: skip
    Post.objects.filter(pk=member.pk).update(lead=lead)
    Post.objects.filter(pk=hidden.pk).update(state=PostState.HIDDEN, hidden_reason="Kasar")
    Post.objects.filter(pk=stub.pk).update(state=PostState.MOVED)
    Post.objects.filter(pk=lead.pk).update(is_agreed=True, dot_count=3, title="Bank sampah desa")
    Post.objects.filter(pk=second.pk).update(is_agreed=True, dot_count=4)
    Vote.objects.create(forum=forum, participant=opd, post=lead, dots=3)
    Vote.objects.create(forum=forum, participant=media, post=second, dots=4)
    MinuteMark.objects.create(
        forum=forum, position=1, kind=MarkKind.DECISION, text="Disepakati satu titik setor"
    )
    MinuteMark.objects.create(
        forum=forum, position=2, kind=MarkKind.FOLLOW_UP, text="Hitung biaya",
        who="Dinas Lingkungan", due_on=date(2027, 4, 1),
    )  # fmt: skip
    return forum


def test_figures_and_lists_of_a_forum():
    row = summaries_of(filled().session)[0]

    assert (row.present, row.opd, row.umkm, row.others) == (3, 1, 1, 1)
    assert (row.posts, row.groups, row.dots) == (3, 1, 7)
    assert [post.heading for post in row.agreed] == ["Kompos desa", "Bank sampah desa"]
    assert [mark.text for mark in row.decisions] == ["Disepakati satu titik setor"]
    assert [mark.who for mark in row.follow_ups] == ["Dinas Lingkungan"]


def test_totals_are_the_sums():
    forum = filled()
    other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="ECO"), code="EK99")
    card(other, seated(other, kind=OrganisationKind.OPD))

    totals = totals_of(summaries_of(forum.session))

    assert (totals["present"], totals["opd"], totals["posts"], totals["dots"]) == (4, 2, 4, 7)


def test_the_page_shows_it_without_names_of_people(client_of):
    forum = filled()
    Record.objects.create(
        forum=forum, number="BA/7/2027", created_by=UserFactory(), sealed_by=UserFactory(),
        sealed_at=timezone.now(), content={}, sha256="0" * 64,
    )  # fmt: skip
    browser = client_of(facilitator_of(forum))

    page = browser.get(f"/forum-saya/{forum.session.key}/ringkasan/").content.decode()

    text = " ".join(page.split())
    assert "BA/7/2027" in text
    assert "Bank sampah desa" in text
    assert "(Kelompok UMKM Balige, 3 titik)" in text
    assert "Hitung biaya" in text
    assert "(Dinas Lingkungan, sampai 1 April 2027)" in text
    assert "Tidak sopan" not in text
    assert "Peserta Nama" not in text
    assert "data-print" in page


def test_a_session_without_forums_says_so(admin, client_of):
    session = SessionFactory()

    page = client_of(admin).get(f"/forum-saya/{session.key}/ringkasan/").content.decode()

    assert "Sesi ini tidak punya forum." in page


def test_only_who_led_and_admins_read_it(client, client_of):
    forum = filled()
    url = f"/forum-saya/{forum.session.key}/ringkasan/"
    desk = UserFactory()
    Grant.objects.create(
        user=desk, role=Role.DESK, scope=Scope.SESSION, session_key=forum.session.key
    )
    others = [
        UserFactory(), UserFactory(roles=["reviewer"]), UserFactory(roles=["observer"]), desk,
        facilitator_of(ForumFactory(code="LN98")),
    ]  # fmt: skip

    assert client.get(url)["Location"].startswith("/masuk/")
    assert [client_of(person).get(url).status_code for person in others] == [403] * 5
    assert client_of(facilitator_of(forum)).get(url).status_code == 200
    assert client_of(UserFactory(roles=["admin"])).get(url).status_code == 200
    assert client_of(others[0]).get("/forum-saya/tidak-ada/ringkasan/").status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_it_costs_the_same_for_many(many, client_of, django_assert_num_queries):
    first = filled()
    for code in ("ECO", "BRA", "GOV")[: many - 1]:
        forum = ForumFactory(session=first.session, dimension=DimensionFactory(code=code))
        post = card(forum)
        Post.objects.filter(pk=post.pk).update(is_agreed=True)
    browser = client_of(facilitator_of(first))

    with django_assert_num_queries(QUERIES):
        browser.get(f"/forum-saya/{first.session.key}/ringkasan/")
