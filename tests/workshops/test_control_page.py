"""The facilitator's page: who opens it, what its buttons do, what is refused, what it costs."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import OrganisationKind
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of, present, seated
from tobasmart.audit.models import AuditEntry
from workshops.choices import ForumKind, Phase, PostKind, PostState
from workshops.models import BoardAct, Forum, ForumEvent, Post, Seat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def forum():
    return ForumFactory(phase=Phase.GROUP, code="EK47", shows_posts=True)


@pytest.fixture
def browser(forum, client_of):
    return client_of(facilitator_of(forum))


def url(forum, part=""):
    return f"/forum/{forum.code.lower()}/kendali/{part}"


def text_of(answer):
    return answer.content.decode()


def press(browser, forum, name, post, **more):
    data = {"act": f"{name}:{post.key}", "key": str(uuid.uuid4())}
    return browser.post(url(forum, "kartu/"), data, **more)


def clock(browser, forum, act, shown=None, **more):
    data = {"act": act, "shown": shown or forum.phase, "key": str(uuid.uuid4())}
    return browser.post(url(forum, "fase/"), data, **more)


def test_the_page_is_for_who_runs_the_forum(forum, client, client_of):
    other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="GOV"))
    admin, desk = UserFactory(roles=["admin"]), facilitator_of(other)

    assert client.get(url(forum)).status_code == 302
    assert client_of(admin).get(url(forum)).status_code == 200
    assert client_of(facilitator_of(forum)).get("/forum/EK47/kendali/").status_code == 200
    for stranger in (desk, UserFactory(), UserFactory(roles=["reviewer", "observer"])):
        answer = client_of(stranger).get(url(forum))
        assert answer.status_code == 403
        assert "untuk fasilitator forum ini" in text_of(answer)
    assert client_of(admin).get("/forum/tidakada/kendali/").status_code == 404


def test_every_address_refuses_a_stranger_and_changes_nothing(forum, client, client_of):
    post, before = card(forum), AuditEntry.objects.count()
    parts = ["fase/", "kartu/", "gabung/", "sembunyi/", "pindah/", "judul/", "titip/",
             f"urungkan/{uuid.uuid4()}/"]  # fmt: skip
    stranger = client_of(UserFactory())
    data = {"act": f"pin:{post.key}", "key": str(uuid.uuid4()), "kartu": str(post.key)}
    for part in parts:
        assert stranger.post(url(forum, part), data).status_code == 403
        assert client.post(url(forum, part), data).status_code == 302
    assert (AuditEntry.objects.count(), ForumEvent.objects.count()) == (before, 0)


def test_phases_open_by_button_and_an_old_page_is_told(forum, browser):
    answer = clock(browser, forum, "open", follow=True)
    forum.refresh_from_db()
    assert forum.phase == Phase.VOTE
    assert "Fase Beri suara dibuka." in text_of(answer)
    assert "Buka lagi Kelompokkan" in text_of(answer)

    answer = clock(browser, forum, "open", shown="group")
    assert answer.status_code == 409
    assert "Fase sudah berganti menjadi Beri suara" in text_of(answer)
    forum.refresh_from_db()
    assert forum.phase == Phase.VOTE


def test_clock_and_switches_work_with_htmx_and_without(forum, browser):
    for act, paused in [("pause", 0), ("extend", 300), ("resume", None)]:
        answer = clock(browser, forum, act, headers=HTMX)
        assert answer.status_code == 200
        assert 'hx-swap-oob="true"' in text_of(answer)
        assert "<html" not in text_of(answer)
        forum.refresh_from_db()
        assert forum.paused_seconds == paused
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.VOTE)
    assert clock(browser, forum, "results-on", "vote").status_code == 302
    forum.refresh_from_db()
    assert forum.shows_results
    assert clock(browser, forum, "nonsense").status_code == 409


def test_the_buttons_beside_a_card(forum, browser):
    a, b = card(forum), card(forum)
    assert press(browser, forum, "pin", a).status_code == 302
    assert "Kartu disematkan." in text_of(browser.get(url(forum)))
    press(browser, forum, "park", b)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.is_pinned, b.state) == (True, PostState.PARKED)
    assert "Diparkir <" in text_of(browser.get(url(forum, "?saring=parkir")))
    answer = press(browser, forum, "split", a, headers=HTMX)
    assert answer.status_code == 409
    assert "note--warn" in text_of(answer)
    assert press(browser, forum, "frobnicate", a).status_code == 409


def test_ticked_cards_are_merged_and_the_merge_taken_back(forum, browser):
    a, b = card(forum, text="Parkir nontunai"), card(forum, text="Bayar parkir pakai kode")
    chosen = {"kartu": [str(a.key), str(b.key)]}
    page = browser.get(url(forum, "gabung/"), chosen)
    assert "Gabungkan kartu" in text_of(page)
    assert page.content.count(b'type="radio"') == 2
    assert (
        text_of(browser.get(url(forum, "gabung/"), chosen, headers=HTMX))
        .lstrip()
        .startswith('<div class="control-panel"')
    )

    data = {**chosen, "lead": str(b.key), "title": "Parkir satu kode", "key": str(uuid.uuid4())}
    answer = browser.post(url(forum, "gabung/"), data, follow=True)
    assert "Kartu digabungkan." in text_of(answer)
    assert "Urungkan" in text_of(answer)
    again = browser.post(url(forum, "gabung/"), data | {"key": str(uuid.uuid4())})
    assert again.status_code == 409
    assert "sudah digabungkan orang lain" in text_of(again)
    assert "Parkir satu kode" in text_of(again)  # what was typed is still there
    assert BoardAct.objects.count() == 1

    few = browser.get(url(forum, "gabung/"), {"kartu": [str(a.key), "nonsense"]})
    assert few.status_code == 409
    assert "paling sedikit dua kartu" in text_of(few)
    browser.post(url(forum, f"urungkan/{BoardAct.objects.get().key}/"))
    assert not Post.objects.exclude(lead=None).exists()


def test_a_drag_is_the_same_post_and_its_refusal_comes_with_the_lists(forum, browser):
    a, b = card(forum), card(forum)
    data = {"kartu": [str(a.key), str(b.key)], "lead": str(a.key), "key": str(uuid.uuid4())}
    assert browser.post(url(forum, "gabung/"), data, headers=HTMX).status_code == 200
    answer = browser.post(
        url(forum, "gabung/"), data | {"key": str(uuid.uuid4())}, headers=HTMX
    )  # fmt: skip
    assert answer.status_code == 409
    assert 'id="control-notice"' in text_of(answer)


def test_hiding_asks_why(forum, browser):
    a = card(forum)
    chosen = {"kartu": [str(a.key)]}
    answer = browser.post(url(forum, "sembunyi/"), chosen | {"key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Tulis alasannya" in text_of(answer)
    browser.post(
        url(forum, "sembunyi/"), chosen | {"key": str(uuid.uuid4()), "reason": "Menyebut nama"}
    )
    a.refresh_from_db()
    assert (a.state, a.hidden_reason) == (PostState.HIDDEN, "Menyebut nama")
    assert "Disembunyikan: Menyebut nama" in text_of(browser.get(url(forum, "?saring=tersembunyi")))
    assert browser.get(url(forum, "sembunyi/")).status_code == 409


def test_moving_and_titling(forum, browser):
    a = card(forum, text="Arsip digital desa")
    other = ForumFactory(
        session=forum.session, dimension=DimensionFactory(code="GOV"), phase=Phase.GROUP
    )
    chosen = {"kartu": str(a.key)}
    browser.post(url(forum, "judul/"), chosen | {"key": str(uuid.uuid4()), "title": "Arsip"})
    a.refresh_from_db()
    assert a.heading == "Arsip"
    assert other.code in text_of(browser.get(url(forum, "pindah/"), chosen))
    answer = browser.post(url(forum, "pindah/"), chosen | {"key": str(uuid.uuid4()), "to": "XX99"})
    assert answer.status_code == 422
    browser.post(url(forum, "pindah/"), chosen | {"key": str(uuid.uuid4()), "to": other.code})
    assert [post.heading for post in other.posts.all()] == ["Arsip"]
    foreign = card(other)
    assert browser.get(url(forum, "judul/"), {"kartu": str(foreign.key)}).status_code == 404


def test_a_card_is_typed_for_someone_without_a_phone(client_of):
    forum = ForumFactory(phase=Phase.COLLECT)
    browser = client_of(facilitator_of(forum))
    person = present(forum.session)
    data = {"who": person.number_text, "text": "Lampu di dermaga", "key": str(uuid.uuid4())}

    answer = browser.post(url(forum, "titip/"), data | {"who": "999"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Lampu di dermaga" in text_of(answer)
    assert "tidak ada dalam daftar peserta" in text_of(answer)
    for _ in range(2):
        browser.post(url(forum, "titip/"), data | {"who": person.card_code.lower()})

    post = Post.objects.get()
    assert (post.author, post.text) == (person, "Lampu di dermaga")
    assert post.entered_by is not None
    assert Seat.objects.filter(forum=forum, participant=person).exists()
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.GROUP)
    answer = browser.post(url(forum, "titip/"), data | {"key": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert "Fase Kumpulkan sudah ditutup" in text_of(answer)


def test_it_says_who_is_silent_how_kinds_divide_and_who_held_it_last(forum, client_of):
    user = facilitator_of(forum)
    browser = client_of(user)
    writer = seated(forum, kind=OrganisationKind.UMKM)
    card(forum, writer)
    silent = seated(forum, kind=OrganisationKind.OPD, name="Ruli Sitorus")
    press(browser, forum, "pin", Post.objects.get())

    page = text_of(browser.get(url(forum)))

    assert "Belum menulis kartu: 1 orang" in page
    assert silent.name in page
    assert writer.name not in page
    assert "0 kartu, 1 orang" in page
    assert f"Terakhir dikendalikan oleh {user.display_name}" in page


def test_likeness_is_a_hint_on_the_row(forum, browser):
    card(forum, text="Bayar parkir danau pakai kode")
    card(forum, text="Satu tarif parkir, bayar dengan kode")
    assert re.search(r"Mirip \d\d% dengan “Satu tarif parkir", text_of(browser.get(url(forum))))


def test_the_summary_is_ranked_agreed_on_and_promoted(client_of):
    forum = ForumFactory(phase=Phase.SUMMARY, shows_posts=True, shows_results=True)
    browser = client_of(facilitator_of(forum))
    low, top = card(forum, text="Rendah", dot_count=2), card(forum, text="Tinggi", dot_count=9)
    page = text_of(browser.get(url(forum)))
    assert page.index("Tinggi") < page.index("Rendah")
    assert "Jadikan gagasan" in page

    press(browser, forum, "agree", top)
    top.refresh_from_db()
    assert top.is_agreed
    page = text_of(browser.get(url(forum)))
    assert f'value="disagree:{top.key}"' in page
    assert f'value="agree:{low.key}"' in page


def test_nothing_can_be_pressed_once_the_record_is_sealed(client_of):
    forum = ForumFactory(phase=Phase.CLOSED, sealed_at=timezone.now())
    card(forum)
    page = text_of(client_of(facilitator_of(forum)).get(url(forum)))
    assert "sudah disegel" in page
    assert "/kendali/fase/" not in page
    assert "card-acts" not in page


def test_quadrants_are_named_on_the_rows(client_of):
    forum = ForumFactory(phase=Phase.COLLECT, kind=ForumKind.SWOT)
    card(forum, kind=PostKind.THREAT)
    page = text_of(client_of(facilitator_of(forum)).get(url(forum)))
    assert "Ancaman ·" in page


def test_words_of_people_are_never_markup(forum, browser):
    evil = "<script>alert(1)</script> & \"x\" 'y'"
    a, b = card(forum, text=evil, title=evil), card(forum, text=evil)
    press(browser, forum, "pin", a)
    for part in ("", f"gabung/?kartu={a.key}&kartu={b.key}", f"sembunyi/?kartu={a.key}"):
        for headers in ({}, HTMX):
            assert "<script>alert" not in text_of(browser.get(url(forum, part), headers=headers))


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY])
def test_the_page_costs_the_same_for_one_card_and_for_many(phase, client_of):
    forum = ForumFactory(phase=phase, shows_posts=True)
    user = facilitator_of(forum)
    browser = client_of(user)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            lead = card(forum, seated(forum))
            card(forum, seated(forum), lead=lead)
            seated(forum)
        browser.get(url(forum))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(forum)).status_code == 200
        with CaptureQueriesContext(connection) as partly:
            assert browser.get(url(forum), headers=HTMX).status_code == 200
        counts.append((len(captured), len(partly)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 15
    assert counts[0][1] <= 12
