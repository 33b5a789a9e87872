"""Pages of merging: candidates, side by side, old addresses, and who may."""

import pytest

from submissions.choices import IdeaStatus as S
from submissions.models import Idea, Merge
from submissions.transitions import withdraw_idea
from tests.factories import DimensionFactory, UserFactory, idea_in
from tests.submissions.test_merging import acts, leads, merged

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return UserFactory(roles=["reviewer"])


def test_old_addresses_lead_to_the_leading_idea_which_says_so(client, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    merged(idea, lead, reviewer)

    page = client.get(f"/gagasan/{idea.address}/", follow=True)

    assert page.redirect_chain == [(f"/gagasan/{lead.address}/?dari={idea.address}", 302)]
    text = page.content.decode()
    assert f"{idea.code} digabung ke dalam {lead.code}." in text
    assert "Gabungan dari" in text
    assert idea.proposer in text
    assert "?asli=1" not in text


def test_an_old_address_of_a_chain_takes_one_step(client, reviewer):
    first, second, third = (idea_in(S.IN_REVIEW) for _ in range(3))
    merged(first, second, reviewer)
    merged(second, third, reviewer)

    page = client.get(f"/gagasan/{first.address}/", follow=True)

    assert page.redirect_chain == [(f"/gagasan/{third.address}/?dari={first.address}", 302)]


@pytest.mark.parametrize("dari", ["env-999", "<script>alert(1)</script>"])
def test_the_notice_names_only_parts_of_the_family(dari, client, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    merged(idea, lead, reviewer)

    text = client.get(f"/gagasan/{lead.address}/", {"dari": dari}).content.decode()

    assert "digabung ke dalam" not in text
    assert "alert(1)" not in text


@pytest.mark.parametrize(
    ("who", "status"), [("author", 200), ("colleague", 200), ("reviewer", 200), ("other", 302)]
)
def test_desk_and_own_side_still_open_the_merged_idea(who, status, client_of, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    merged(idea, lead, reviewer)
    people = {
        "author": idea.author,
        "colleague": UserFactory(organisation=idea.author.organisation),
        "reviewer": reviewer,
        "other": UserFactory(),
    }

    page = client_of(people[who]).get(f"/gagasan/{idea.address}/", {"asli": 1})

    assert page.status_code == status
    if status == 200:
        assert f"{idea.code} digabung ke dalam" in page.content.decode()


def test_no_address_leads_where_the_reader_may_not_go(client, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.SUBMITTED)
    merged(idea, lead, reviewer)

    page = client.get(f"/gagasan/{idea.address}/")

    assert page.status_code == 200


def test_choosing_shows_similar_ones_that_can_be_merged(client_of, reviewer):
    idea, twin = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    withdraw_idea(gone := idea_in(S.SUBMITTED), actor=gone.author)
    merged(joined := idea_in(S.IN_REVIEW), twin, reviewer)

    page = client_of(reviewer).get(f"/tinjauan/{idea.address}/gabung/")

    assert page.status_code == 200
    assert page.context["similar"] == [twin]
    assert joined.status == S.IN_REVIEW


def test_choosing_finds_by_code(client_of, reviewer):
    idea = idea_in(S.IN_REVIEW)
    other = idea_in(
        S.IN_REVIEW,
        title="Kelas bahasa Inggris",
        dimension=DimensionFactory(code="SOC"),
    )

    page = client_of(reviewer).get(f"/tinjauan/{idea.address}/gabung/", {"q": other.code})

    assert page.context["found"] == [other]


def pair(idea, other):
    return f"/tinjauan/{idea.address}/gabung/{other.address}/"


def test_side_by_side_shows_both_and_escapes(client_of, reviewer):
    idea = idea_in(S.IN_REVIEW, title="<script>alert(1)</script>")
    other = idea_in(S.IN_REVIEW, solution="Setor <b>sampah</b> ke titik kumpul desa.")

    text = client_of(reviewer).get(pair(idea, other)).content.decode()

    assert "<script>alert" not in text
    assert "<b>sampah" not in text
    assert idea.proposer in text
    assert other.proposer in text
    assert "Yang tetap ada" in text


@pytest.mark.parametrize("chosen", ["idea", "other"])
def test_the_chosen_idea_leads(chosen, client_of, reviewer):
    idea, other = idea_in(S.IN_REVIEW), idea_in(S.APPROVED)
    lead, follower = (idea, other) if chosen == "idea" else (other, idea)
    browser = client_of(reviewer)

    answer = browser.post(pair(idea, other), {"lead": lead.code, "reason": "Isinya sama."})

    assert answer.status_code == 302
    assert answer["Location"] == f"/tinjauan/{lead.address}/"
    assert leads(follower, lead) == [lead.pk, None]
    assert Merge.objects.get().reason == "Isinya sama."
    again = browser.post(pair(idea, other), {"lead": lead.code, "reason": "Isinya sama."})
    assert again.status_code == 302
    assert acts(follower, lead) == ["idea.merged"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": "Isinya sama."}, "Pilih gagasan mana yang memimpin"),
        ({"lead": "ENV-001"}, "Tulis alasannya; semua pengusul akan membacanya"),
        ({"lead": "ENV-001", "reason": "x" * 501}, "Alasan paling banyak 500 karakter"),
    ],
)
def test_an_incomplete_merge_says_what_is_missing_and_keeps_the_text(
    data, sentence, client_of, reviewer
):
    idea, other = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    assert idea.code == "ENV-001"

    page = client_of(reviewer).post(pair(idea, other), data)

    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert data.get("reason", "") in text
    assert leads(idea, other) == [None, None]


@pytest.mark.parametrize("status", [S.MERGED, S.WITHDRAWN])
def test_what_cannot_be_merged_is_told(status, client_of, reviewer):
    idea, other = idea_in(S.IN_REVIEW), idea_in(status, reviewer=reviewer)

    page = client_of(reviewer).get(pair(idea, other), follow=True)

    assert page.redirect_chain == [(f"/tinjauan/{idea.address}/", 302)]
    assert f"{other.code} tidak dapat digabung sekarang" in page.content.decode()


def test_unmerging_needs_a_reason_and_comes_back_to_the_idea(client_of, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    merged(idea, lead, reviewer)
    browser = client_of(reviewer)
    url = f"/tinjauan/{idea.address}/pisah/"

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert leads(idea) == [lead.pk]
    answer = browser.post(url, {"reason": "Ternyata beda."})

    assert answer["Location"] == f"/tinjauan/{idea.address}/"
    assert leads(idea) == [None]
    assert browser.post(url, {"reason": "Lagi"}).status_code in {302, 403}
    assert acts(idea) == ["idea.merged", "idea.unmerged"]


@pytest.mark.parametrize("who", ["author", "participant", "facilitator", "observer"])
def test_only_the_desk_merges_and_unmerges(who, client_of, reviewer):
    idea, lead, other = (idea_in(S.IN_REVIEW) for _ in range(3))
    merged(idea, lead, reviewer)
    user = idea.author if who == "author" else UserFactory(roles=[who])
    browser = client_of(user)
    before = list(Idea.objects.order_by("pk").values())

    answers = [
        browser.get(f"/tinjauan/{other.address}/gabung/"),
        browser.get(pair(other, lead)),
        browser.post(pair(other, lead), {"lead": lead.code, "reason": "Saya mau."}),
        browser.post(f"/tinjauan/{idea.address}/pisah/", {"reason": "Saya mau."}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert list(Idea.objects.order_by("pk").values()) == before
