"""Preparing a record: what the system fills in, who signs, the number, and addenda."""

import pytest

from tests.factories.workshops import facilitator_of, seated
from tests.workshops.records import (
    discussed_forum,
    four_signers,
    prepared,
    signed,
)
from tobasmart.audit.models import AuditEntry
from workshops.choices import MarkKind, SignerRole
from workshops.models import AgendaItem, Record
from workshops.records import content_of, present_hash, suggested_number
from workshops.sealing import canonical
from workshops.services.minutes import add_mark
from workshops.services.promotion import promote
from workshops.services.records import NumberTakenError, prepare_record, refresh_record

pytestmark = pytest.mark.django_db


def sent(forum, **changes):
    """What the form of the four signers sends; everyone typed by hand."""
    data = {"number": "BA/T1/ENV/01/2026", "place": "Balige"}
    for role in SignerRole:
        data |= {
            f"{role}-person": "", f"{role}-name": f"Nama {role}", f"{role}-job_title": "Kabid",
            f"{role}-organisation": "Dinas",
        }  # fmt: skip
    return data | changes


def url(forum, rest=""):
    return f"/forum/{forum.code.lower()}/berita-acara/{rest}"


def test_content_is_filled_from_the_rows_in_fixed_order():
    forum = discussed_forum()
    day = {"workshop": forum.session.workshop, "day": 1}
    AgendaItem.objects.create(**day, position=1, title="Pembukaan", starts_at="09:00")
    AgendaItem.objects.create(**day, position=2, title="Makan siang")
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    add_mark(
        forum, actor=facilitator, kind=MarkKind.FOLLOW_UP, text="Uji coba", who="Dinas Koperasi"
    )
    content = content_of(record)

    assert content["facts"]["agenda"] == [["09:00", "", "Pembukaan"], ["", "", "Makan siang"]]
    assert content["facts"]["kinds"] == [["Perangkat daerah (OPD)", 2], ["UMKM", 1]]
    assert len(content["facts"]["attendance"]) == 3
    assert (content["votes"]["voters"], content["votes"]["dots"]) == (3, 5)
    assert [row["number"] for row in content["votes"]["cards"]] == [1, 3, 4]
    assert [(row["position"], row["title"], row["dots"]) for row in content["agreed"]] == [
        (1, "Bayar parkir danau pakai kode", 4), (2, "Bank keliling", 1),
    ]  # fmt: skip
    assert content["decisions"] == ["Mulai dari tiga dermaga."]
    assert content["follow_ups"] == [{"text": "Uji coba", "who": "Dinas Koperasi", "due_on": ""}]
    assert [row["role"] for row in content["signers"]] == list(SignerRole)
    assert content["minutes"]["led_by"] == facilitator.display_name
    assert canonical(content) == canonical(content_of(Record.objects.get(pk=record.pk)))


def test_no_name_of_a_participant_is_part_of_the_sealed_content():
    forum = discussed_forum()
    record = prepared(forum, facilitator_of(forum))
    text = canonical(content_of(record)).decode()

    people = [seat.participant for seat in forum.seats.select_related("participant__user")]
    assert [person.name for person in people if person.name in text] == []
    assert [person.user.email for person in people if person.user.email in text] == []


def test_what_a_card_became_is_part_of_the_list():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    before = present_hash(record)
    idea = promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator)
    record = refresh_record(forum, actor=facilitator)

    row = content_of(record)["agreed"][0]
    assert (row["idea_key"], row["idea_status"]) == (idea.draft_key, "draft")
    assert present_hash(record) != before


def test_form_is_prefilled_and_prepares_the_record(client_of):
    forum = discussed_forum()
    browser = client_of(facilitator_of(forum))
    page = browser.get(url(forum, "siapkan/"))
    expected = suggested_number(forum)

    answer = browser.post(url(forum, "siapkan/"), sent(forum))

    assert (page.status_code, f'value="{expected}"' in page.text) == (200, True)
    assert answer["Location"] == url(forum)
    record = Record.objects.get()
    assert (record.number, record.signers.count(), record.items.count()) == (
        "BA/T1/ENV/01/2026", 4, 2,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="record.prepared").count() == 1
    assert browser.get(url(forum)).status_code == 200


def test_sent_twice_it_is_prepared_once(client_of):
    forum = discussed_forum()
    browser = client_of(facilitator_of(forum))
    for _ in range(2):
        browser.post(url(forum, "siapkan/"), sent(forum))

    assert Record.objects.count() == 1
    assert AuditEntry.objects.filter(action="record.prepared").count() == 1
    assert forum.events.filter(kind="record").count() == 1


def test_a_listed_person_brings_name_and_organisation(client_of):
    forum = discussed_forum()
    person = seated(forum)
    number, code = person.number, f"p{person.number}"
    browser = client_of(facilitator_of(forum))
    data = sent(forum, **{
        "opd-person": code, "opd-name": "", "opd-job_title": "", "opd-organisation": "",
    })  # fmt: skip
    browser.post(url(forum, "siapkan/"), data)

    row = Record.objects.get().signers.get(role="opd")
    assert (row.name, row.participant, row.user) == (person.name, person, person.user)
    assert row.organisation_name == person.organisation.name
    page = browser.get(url(forum, "siapkan/")).text
    assert f'value="{code}" selected' in page
    assert f'value="{person.name}"' not in page
    assert str(number) in page


def test_a_new_person_in_a_role_has_signed_nothing():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    signed(record, facilitator)
    signers = four_signers(facilitator)
    signers[2] = signers[2].__class__(role="opd", name="Orang lain")

    record = prepare_record(
        forum, actor=facilitator, number=record.number, place=record.place, signers=signers
    )

    assert list(record.signers.values_list("role", "method")) == [
        ("facilitator", "paper"), ("minutes_taker", "paper"), ("opd", ""), ("umkm", "paper"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "Tulis nomor berita acara"),
        ({"place": ""}, "Tulis tempat berita acara dibuat"),
        ({"umkm-name": ""}, "pilih orang atau tulis namanya"),
        ({"umkm-person": "p999"}, "tidak ada dalam daftar"),
        ({"opd-name": "x" * 81}, "paling banyak 80 karakter, sekarang 81"),
    ],
)
def test_refused_input_comes_back_with_a_sentence(changes, sentence, client_of):
    forum = discussed_forum()
    browser = client_of(facilitator_of(forum))

    answer = browser.post(url(forum, "siapkan/"), sent(forum, **changes))

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Nama minutes_taker" in answer.text
    assert not Record.objects.exists()


def test_one_person_signs_in_one_role(client_of):
    forum = discussed_forum()
    code = f"p{seated(forum).number}"
    data = sent(forum, **{"opd-person": code, "umkm-person": code})

    answer = client_of(facilitator_of(forum)).post(url(forum, "siapkan/"), data)

    assert (answer.status_code, "satu peran" in answer.text) == (422, True)


def test_a_number_is_used_once(client_of):
    forum, other = discussed_forum(), discussed_forum()
    client_of(facilitator_of(forum)).post(url(forum, "siapkan/"), sent(forum))
    facilitator = facilitator_of(other)

    answer = client_of(facilitator).post(url(other, "siapkan/"), sent(other))
    with pytest.raises(NumberTakenError):
        prepare_record(
            other, actor=facilitator, number="BA/T1/ENV/01/2026", place="X",
            signers=four_signers(facilitator),
        )  # fmt: skip

    assert (answer.status_code, "sudah dipakai" in answer.text) == (422, True)
    assert Record.objects.count() == 1


def test_suggested_numbers_skip_those_taken():
    forum = discussed_forum()
    first = suggested_number(forum)
    prepare_record(
        forum, actor=(person := facilitator_of(forum)), number=first, place="X",
        signers=four_signers(person),
    )  # fmt: skip

    assert first.startswith(f"BA/T{forum.session.workshop.stage}/ENV/01/")
    assert suggested_number(forum) == first.replace("/01/", "/02/")


@pytest.mark.parametrize("cards", [0, 6])
def test_content_asks_the_same_number_of_queries(cards, django_assert_num_queries):
    from tests.factories.workshops import card

    forum = discussed_forum()
    for _ in range(cards):
        card(forum, is_agreed=True)
    record = prepared(forum, facilitator_of(forum))
    record = Record.objects.select_related("forum").get(pk=record.pk)

    with django_assert_num_queries(6):
        content_of(record)
