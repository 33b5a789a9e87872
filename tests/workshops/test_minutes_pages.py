"""The pages of the minutes: without script, by the autosave, and the marks."""

import uuid

import pytest

from tests.factories import UserFactory
from tests.factories.workshops import ForumFactory, facilitator_of
from tests.workshops.records import sealed_forum
from workshops.models import Minutes
from workshops.services.minutes import SectionLock

pytestmark = pytest.mark.django_db


def url(forum, rest=""):
    return f"/forum/{forum.code.lower()}/notulen/{rest}"


def typed(person, **changes):
    values = {
        "step": "pembahasan", "key": str(uuid.uuid4()), "revision": "1", "number": "1",
        "user": str(person.pk), "discussion": "Dermaga dulu.",
    }  # fmt: skip
    return values | changes


@pytest.fixture
def forum():
    return ForumFactory()


@pytest.fixture
def person(forum):
    return facilitator_of(forum)


def test_page_shows_all_sections_and_writes_nothing(forum, person, client_of):
    page = client_of(person).get(url(forum))

    assert page.status_code == 200
    assert page.text.count("data-draft=") == 3
    assert not Minutes.objects.exists()


def test_section_sent_by_hand_is_stored(forum, person, client_of):
    browser = client_of(person)
    answer = browser.post(url(forum), typed(person, number=""))

    assert answer["Location"] == url(forum) + "#pembahasan"
    assert Minutes.objects.get().discussion == "Dermaga dulu."


def test_head_reads_clock_times_as_people_write_them(forum, person, client_of):
    data = typed(
        person, step="kepala", place="Aula", starts_at="09.30", ends_at="11:45", led_by="Ibu A",
        led_by_title="Kabid", taken_by="Pak B", taken_by_title="Staf", basis="Surat 1",
    )  # fmt: skip
    client_of(person).post(url(forum), data)

    stored = Minutes.objects.get()
    assert (f"{stored.starts_at:%H.%M}", f"{stored.ends_at:%H.%M}") == ("09.30", "11.45")
    assert (stored.taken_by, stored.basis) == ("Pak B", "Surat 1")


def test_too_long_comes_back_with_its_text(forum, person, client_of):
    answer = client_of(person).post(
        url(forum), typed(person, step="kepala", led_by="x" * 81, place="Tetap ada")
    )

    assert answer.status_code == 422
    assert "paling banyak 80 karakter, sekarang 81" in answer.text
    assert "Tetap ada" in answer.text
    assert not Minutes.objects.exists()


def test_two_texts_stand_side_by_side(forum, person, client_of):
    client_of(person).post(url(forum), typed(person))
    other = facilitator_of(forum)
    browser, mine = client_of(other), typed(other, discussion="Tulisan saya.")

    answer = browser.post(url(forum), mine)

    assert answer.status_code == 409
    for words in ("Dermaga dulu.", "Tulisan saya.", "diubah orang lain", "data-conflict"):
        assert words in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert Minutes.objects.get().discussion == "Dermaga dulu."
    chosen = browser.post(url(forum), mine | {"revision": "2", "discussion": "Keduanya."})
    assert (chosen.status_code, Minutes.objects.get().discussion) == (302, "Keduanya.")


def test_autosave_answers_with_time_and_revision(forum, person, client_of):
    browser, data = client_of(person), typed(person)
    answer = browser.post(url(forum, "simpan/"), data)

    assert answer.status_code == 200
    said = answer.json()
    assert said["text"].startswith("Tersimpan ")
    assert (said["revision"], said["held"], said["draft"]) == (2, [], f"notulen-{forum.code}")
    again = browser.post(url(forum, "simpan/"), data | {"number": "2", "discussion": "Lanjut."})
    assert again.json()["revision"] == 3


def test_autosave_keeps_what_is_valid_and_names_the_rest(forum, person, client_of):
    data = typed(person, step="kepala", place="Aula", starts_at="sembilan")
    said = client_of(person).post(url(forum, "simpan/"), data).json()

    assert said["held"] == ["Mulai"]
    assert said["text"].endswith(", kecuali: Mulai")
    assert Minutes.objects.get().place == "Aula"


def test_autosave_of_another_text_is_a_conflict(forum, person, client_of):
    client_of(person).post(url(forum, "simpan/"), typed(person))
    other = facilitator_of(forum)

    answer = client_of(other).post(url(forum, "simpan/"), typed(other, discussion="Lain"))

    assert (answer.status_code, "diubah orang lain" in answer.json()["text"]) == (409, True)
    assert Minutes.objects.get().discussion == "Dermaga dulu."


def test_autosave_of_an_ended_session_is_told(forum, person, client, client_of):
    data = typed(person)
    assert client.post(url(forum, "simpan/"), data).status_code == 401
    assert client_of(facilitator_of(forum)).post(url(forum, "simpan/"), data).status_code == 401
    assert not Minutes.objects.exists()


@pytest.mark.parametrize("data", [{"step": "apa"}, {"key": "x"}, {"revision": ""}])
def test_unreadable_autosave_is_refused(data, forum, person, client_of):
    answer = client_of(person).post(url(forum, "simpan/"), typed(person, **data))

    assert (answer.status_code, Minutes.objects.count()) == (400, 0)


def test_sealed_minutes_are_read_only(client_of):
    forum, _, facilitator = sealed_forum()
    browser = client_of(facilitator)
    page = browser.get(url(forum))

    late = browser.post(url(forum, "simpan/"), typed(facilitator))
    by_hand = browser.post(url(forum), typed(facilitator))

    assert (page.status_code, "<textarea" in page.text) == (200, False)
    assert (late.status_code, by_hand.status_code) == (410, 409)
    assert "Dermaga dulu." in by_hand.text


@pytest.mark.parametrize("rest", ["", "simpan/", "tanda/", "tanda/1/hapus/"])
@pytest.mark.parametrize("who", ["participant", "reviewer", "observer"])
def test_strangers_are_refused(rest, who, forum, client_of):
    user = UserFactory(roles=[who])
    answer = client_of(user).post(url(forum, rest), typed(user))

    assert (answer.status_code, Minutes.objects.count()) == (403, 0)


def test_marks_without_and_with_script(forum, person, client_of):
    browser = client_of(person)
    plain = browser.post(url(forum, "tanda/"), {"kind": "decision", "text": "Sepakat."})
    swapped = browser.post(
        url(forum, "tanda/"),
        {"kind": "follow_up", "text": "Uji coba", "who": "Dinas", "due_on": "2021-08-01"},
        headers={"HX-Request": "true"},
    )

    assert plain["Location"] == url(forum) + "#tanda"
    assert (swapped.status_code, "<html" in swapped.text) == (200, False)
    for words in ("Sepakat.", "Uji coba", "Dinas, 1 Agustus 2021"):
        assert words in swapped.text
    gone = browser.post(url(forum, "tanda/1/hapus/"), {"text": "Sepakat."})
    assert (gone.status_code, forum.marks.count()) == (302, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Tulis keputusan atau tindak lanjutnya"),
        ({"kind": "follow_up"}, "Tulis lembaga yang menindaklanjuti"),
        ({"kind": "follow_up", "who": "Dinas", "due_on": "besok"}, "Tulis tanggal yang benar"),
        ({"text": "x" * 501}, "paling banyak 500 karakter, sekarang 501"),
    ],
)
def test_refused_mark_keeps_what_was_typed(changes, sentence, forum, person, client_of):
    data = {"kind": "decision", "text": "Sepakat."} | changes
    answer = client_of(person).post(url(forum, "tanda/"), data)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert forum.marks.count() == 0


def test_a_decision_has_no_deadline(forum, person, client_of):
    client_of(person).post(
        url(forum, "tanda/"),
        {"kind": "decision", "text": "Sepakat.", "who": "Dinas", "due_on": "2021-08-01"},
    )
    mark = forum.marks.get()
    assert (mark.who, mark.due_on) == ("", None)


@pytest.mark.parametrize("count", [1, 5])
def test_page_asks_the_same_number_of_queries(
    count, forum, person, client_of, django_assert_num_queries
):
    browser = client_of(person)
    browser.post(url(forum, "simpan/"), typed(person))
    for number in range(count):
        browser.post(url(forum, "tanda/"), {"kind": "decision", "text": f"Nomor {number}"})

    with django_assert_num_queries(6):
        browser.get(url(forum))


def test_locks_of_sections_survive_the_row(forum, person, client_of):
    client_of(person).post(url(forum, "simpan/"), typed(person, number="7"))
    lock = SectionLock.of(Minutes.objects.get(), "pembahasan")

    assert (lock.revision, lock.page_number) == (2, 7)
