"""Cards and ballots from a phone, by plain forms and by its queue: refused, nothing is lost."""

import json
import re
import uuid

import pytest
from django.utils import timezone

from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    card,
    guest,
    present,
    seated,
)
from tests.workshops.phones import JSON, browser_of, form_of, read, url, words
from workshops.choices import WITHDRAWN, ForumKind, Phase, PostKind
from workshops.models import Forum, Post, Vote

pytestmark = pytest.mark.django_db


def test_a_plain_form_puts_a_card_and_leads_back():
    forum = ForumFactory()
    me = seated(forum)
    client, data = browser_of(me), form_of(me)

    for _ in range(3):
        answer = client.post(url(forum, "tulis"), data)
        assert answer["Location"] == f"{forum.get_absolute_url()}#kartu-saya"

    assert Post.objects.get().text == "QRIS di dermaga"
    assert "Kartu terkirim pukul" in read(client, forum.get_absolute_url())
    assert client.get(url(forum, "tulis"))["Location"] == forum.get_absolute_url()


def test_the_queue_is_answered_in_json():
    forum = ForumFactory()
    me = seated(forum)

    answer = browser_of(me).post(url(forum, "tulis"), form_of(me), headers=JSON)

    assert answer.status_code == 200
    at = timezone.localtime(Post.objects.get().created_at)
    assert json.loads(answer.content) == {"state": "recorded", "number": 1, "at": f"{at:%H.%M}"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tulis isi kartu lebih dulu"),
        ("kata " * 80, "Kartu paling banyak 280 huruf, sekarang 399; ringkas dulu"),
    ],
)
@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_refused_card_keeps_its_words(text, sentence, headers):
    forum = ForumFactory()
    me = seated(forum)
    data = form_of(me, text)

    answer = browser_of(me).post(url(forum, "tulis"), data, headers=headers)

    assert (answer.status_code, Post.objects.count()) == (422, 0)
    if headers:
        assert json.loads(answer.content) == {"state": "refused", "sentence": sentence}
    else:
        page = answer.content.decode()
        assert sentence in page
        assert f">{text.strip()}</textarea>".replace("> ", ">") in page.replace(" </", "</")
        assert data["key"] in page


def test_a_card_after_the_phase_comes_back_with_its_words():
    forum = ForumFactory(phase=Phase.GROUP)
    me = seated(forum)
    client, data = browser_of(me), form_of(me)

    plain = client.post(url(forum, "tulis"), data)
    queued = client.post(url(forum, "tulis"), data, headers=JSON)

    sentence = "Fase Kumpulkan sudah ditutup, jadi kartu ini tidak masuk. Tulisannya masih ada."
    assert (plain.status_code, queued.status_code, Post.objects.count()) == (409, 409, 0)
    assert json.loads(queued.content) == {"state": "refused", "sentence": sentence}
    page = plain.content.decode()
    assert sentence in page
    assert "QRIS di dermaga</textarea>" in page
    assert not re.search(r"<section[^>]*data-write[^>]*hidden", page)


def test_after_the_session_has_ended_the_words_stay(client):
    forum = ForumFactory()
    me, other = seated(forum), seated(forum)
    ended = "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini."

    for browser in (client, browser_of(other), browser_of(guest(SessionFactory()))):
        queued = browser.post(url(forum, "tulis"), form_of(me), headers=JSON)
        assert queued.status_code == 401
        assert json.loads(queued.content)["sentence"].startswith(ended)
        plain = browser.post(url(forum, "tulis"), form_of(me))
        assert plain.status_code == 403
        assert "QRIS di dermaga</textarea>" in plain.content.decode()

    assert Post.objects.count() == 0


def test_too_many_cards_are_told_when_to_go_on():
    forum = ForumFactory()
    me = seated(forum)
    for _ in range(30):
        card(forum, me)
    client = browser_of(me)

    queued = client.post(url(forum, "tulis"), form_of(me), headers=JSON)
    plain = client.post(url(forum, "tulis"), form_of(me))

    assert (queued.status_code, plain.status_code) == (429, 429)
    assert 1 <= int(queued["Retry-After"]) <= 60
    assert json.loads(queued.content)["state"] == "later"
    assert "QRIS di dermaga</textarea>" in plain.content.decode()
    assert Post.objects.count() == 30


def test_a_swot_card_says_what_it_is():
    forum = ForumFactory(kind=ForumKind.SWOT)
    me = seated(forum)
    client = browser_of(me)
    page = read(client, forum.get_absolute_url())
    assert [kind.label in page for kind in PostKind if kind != PostKind.IDEA] == [True] * 5

    refused = client.post(url(forum, "tulis"), form_of(me))
    wrong = client.post(url(forum, "tulis"), form_of(me, kind=PostKind.IDEA))
    assert (refused.status_code, wrong.status_code, Post.objects.count()) == (422, 422, 0)
    assert "Pilih jenis kartu" in refused.content.decode()
    client.post(url(forum, "tulis"), form_of(me, kind=PostKind.THREAT))

    assert Post.objects.get().kind == PostKind.THREAT


def test_the_writer_changes_and_withdraws_a_card():
    forum = ForumFactory()
    me = seated(forum)
    post = card(forum, me, text="Kata lama")
    client, address = browser_of(me), url(forum, "kartu", str(post.key))
    assert address in read(client, forum.get_absolute_url())
    assert "Kata lama</textarea>" in read(client, address)

    client.post(address, form_of(me, "Kata baru"))
    assert Post.objects.get().text == "Kata baru"
    refused = client.post(address, form_of(me, ""))
    assert refused.status_code == 422
    for _ in range(2):
        answer = client.post(f"{address}tarik/")
        assert answer["Location"] == f"{forum.get_absolute_url()}#kartu-saya"

    assert Post.objects.get().hidden_reason == WITHDRAWN
    assert client.get(address).status_code == 404


def test_nobody_else_opens_the_page_of_a_card(client):
    forum = ForumFactory()
    address = url(forum, "kartu", str(card(forum, text="Kata").key))
    for browser in (client, browser_of(seated(forum))):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"text": "x"}).status_code == 404
        assert browser.post(f"{address}tarik/").status_code == 404

    assert Post.objects.get().text == "Kata"


def test_a_change_after_the_phase_keeps_its_words():
    forum = ForumFactory(phase=Phase.GROUP)
    me = seated(forum)
    post = card(forum, me, text="Kata lama")
    client, address = browser_of(me), url(forum, "kartu", str(post.key))

    answer = client.post(address, form_of(me, "Kata baru"))
    taken = client.post(f"{address}tarik/")

    assert (answer.status_code, taken.status_code) == (409, 409)
    assert "Kata baru</textarea>" in answer.content.decode()
    assert "Fase Kumpulkan tidak sedang dibuka" in read(client, address)
    assert Post.objects.get().text == "Kata lama"


def test_words_of_people_never_become_markup():
    forum = ForumFactory(shows_posts=True, shows_results=True)
    me = seated(forum, organisation=None, organisation_name="<b>Usaha</b>")
    card(forum, me, text="<script>alert(1)</script>", title="<img src=x>")
    for phase in Phase:
        Forum.objects.update(phase=phase)
        page = read(browser_of(me), forum.get_absolute_url())
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "<b>Usaha</b>" not in page


def test_a_button_is_a_vote_without_any_script():
    forum = ForumFactory(phase=Phase.VOTE, dots=2)
    me, post = seated(forum), card(forum)
    client = browser_of(me)
    page = read(client, forum.get_absolute_url())
    assert f'value="{post.key}:1"' in page
    assert "Sisa 2 titik" in words(page)

    for _ in range(2):
        answer = client.post(url(forum, "suara"), {"set": f"{post.key}:2"})
        assert answer["Location"] == f"{forum.get_absolute_url()}#kartu-{post.number}"

    assert Vote.objects.get().dots == 2
    page = read(client, forum.get_absolute_url())
    assert "Sisa 0 titik" in words(page)
    refused = client.post(url(forum, "suara"), {"set": f"{post.key}:3"})
    assert refused.status_code == 422
    assert "Semua titik sudah terpakai." in refused.content.decode()
    assert Vote.objects.get().dots == 2


def test_a_script_sends_the_whole_ballot():
    forum = ForumFactory(phase=Phase.VOTE)
    me, one, two = seated(forum), card(forum), card(forum)
    client = browser_of(me)

    def send(number, **dots):
        lines = [f"{post.key}:{dots[name]}" for name, post in (("one", one), ("two", two))]
        data = {"number": number, "dots": lines, "participant": me.number}
        answer = client.post(url(forum, "suara"), data, headers=JSON)
        return answer.status_code, json.loads(answer.content)

    assert send(1, one=2, two=3) == (
        200,
        {"state": "recorded", "number": 1, "dots": {str(one.key): 2, str(two.key): 3}},
    )
    assert send(1, one=1, two=1)[1]["state"] == "late"
    status, answer = send(2, one=3, two=3)
    assert (status, answer["state"]) == (422, "refused")
    Forum.objects.update(phase=Phase.SUMMARY)
    status, answer = send(3, one=1, two=1)
    assert (status, answer["sentence"]) == (
        409,
        "Pemungutan suara sudah ditutup, suara terakhir Anda tidak dihitung.",
    )
    assert sorted(Vote.objects.values_list("dots", flat=True)) == [2, 3]


@pytest.mark.parametrize(
    "data",
    [
        {"set": "bukan"},
        {"dots": ["x:1"]},
        {"dots": [f"{uuid.uuid4()}:-1"]},
        {"dots": [f"{'-' * 36}:1"]},
        {"number": "x"},
    ],
)
def test_an_unreadable_ballot_changes_nothing(data):
    forum = ForumFactory(phase=Phase.VOTE)

    answer = browser_of(seated(forum)).post(url(forum, "suara"), data, headers=JSON)

    assert answer.status_code == 422
    assert "tidak terbaca" in json.loads(answer.content)["sentence"]


def test_strangers_and_others_on_the_phone_do_not_vote(client):
    forum = ForumFactory(phase=Phase.VOTE)
    me, post = seated(forum), card(forum)
    data = {"dots": [f"{post.key}:1"], "participant": me.number, "number": 1}
    for browser in (client, browser_of(seated(forum)), browser_of(guest(SessionFactory()))):
        assert browser.post(url(forum, "suara"), data, headers=JSON).status_code == 401
        assert browser.post(url(forum, "suara"), data).status_code == 403
    unseated = present(forum.session)
    data["participant"] = unseated.number
    refused = browser_of(unseated).post(url(forum, "suara"), data, headers=JSON)

    assert refused.status_code == 403
    assert Vote.objects.count() == 0
