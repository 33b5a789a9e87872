"""The notices of a person: shown, opened, marked as read, and how soon mail is wanted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Preference

pytestmark = pytest.mark.django_db


def notice(person, title="Kabar", *, ago=0, is_read=False, path="/gagasan/"):
    now = timezone.now()
    return Notice.objects.create(
        recipient=person, kind="talk", title=title, path=path,
        visible_from=now - timedelta(minutes=ago), read_at=now if is_read else None,
    )  # fmt: skip


def test_notices_are_listed_unread_first_and_only_what_may_be_seen(client_of):
    person = UserFactory()
    notice(person, "Sudah dibaca", ago=1, is_read=True)
    notice(person, "Lama", ago=9)
    notice(person, "Baru", ago=2)
    notice(person, "Belum boleh tampil", ago=-1)
    notice(UserFactory(), "Milik orang lain")

    page = client_of(person).get("/saya/kabar/").context["page"]

    assert [row.title for row in page] == ["Baru", "Lama", "Sudah dibaca"]


def test_opening_a_notice_marks_it_and_leads_to_its_page(client_of):
    person = UserFactory()
    first, second = notice(person, path="/gagasan/?q=a"), notice(person)

    answer = client_of(person).post("/saya/kabar/buka/", {"kabar": first.pk})

    assert (answer.status_code, answer["Location"]) == (302, "/gagasan/?q=a")
    assert list(Notice.objects.unread()) == [second]


@pytest.mark.parametrize("value", ["", "x", "²", "-1", "9" * 30])
def test_opening_what_is_not_there_is_a_404(value, client_of):
    assert client_of(UserFactory()).post("/saya/kabar/buka/", {"kabar": value}).status_code == 404


def test_a_stranger_cannot_open_a_notice_nor_learn_where_it_leads(client_of):
    own = notice(UserFactory())

    answer = client_of(UserFactory()).post("/saya/kabar/buka/", {"kabar": own.pk})

    assert answer.status_code == 404
    assert list(Notice.objects.unread()) == [own]


def test_a_notice_never_leads_out_of_the_portal(client_of):
    person = UserFactory()
    bad = notice(person, path="//jahat.example/")

    assert client_of(person).post("/saya/kabar/buka/", {"kabar": bad.pk}).status_code == 404


def test_reading_all_marks_what_is_shown_and_nothing_else(client_of):
    person, other = UserFactory(), UserFactory()
    notice(person), notice(person)
    waiting, foreign = notice(person, ago=-1), notice(other)

    client_of(person).post("/saya/kabar/dibaca/")

    assert set(Notice.objects.unread()) == {waiting, foreign}


@pytest.mark.parametrize(("count", "shown"), [(0, None), (3, "3"), (9, "9"), (25, "9+")])
def test_the_navigation_counts_unread_notices_without_a_query_of_its_own(
    count, shown, client_of, django_assert_num_queries
):
    person = UserFactory()
    for _ in range(count):
        notice(person)
    browser = client_of(person)

    # Session, person with organisation and notices, grants, the page's own two.
    with django_assert_num_queries(5):
        text = browser.get("/dimensi/").content.decode()

    badge = f'<b class="unread">{shown}<span'
    assert (badge in text) == (shown is not None)
    assert ('class="unread"' in text) == (shown is not None)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_number_of_queries(count, client_of, django_assert_num_queries):
    person = UserFactory()
    for _ in range(count):
        notice(person)
    browser = client_of(person)

    with django_assert_num_queries(5):
        browser.get("/saya/kabar/")


def test_choices_of_mail_are_stored_and_shown(client_of):
    person = UserFactory()
    browser = client_of(person)
    fields = browser.get("/saya/kabar/pengaturan/").context["form"].fields
    values = {name: field.initial for name, field in fields.items()}

    answer = browser.post("/saya/kabar/pengaturan/", values | {"talk": "none"})

    assert answer.status_code == 302
    assert [(row.kind, row.pace) for row in Preference.objects.all()] == [("talk", "none")]
    assert [entry.data for entry in AuditEntry.objects.all()] == [{"kinds": ["talk"]}]
    again = browser.get("/saya/kabar/pengaturan/").context["form"].fields["talk"]
    assert again.initial == "none"


def test_a_wrong_choice_is_refused_with_a_sentence(client_of):
    answer = client_of(UserFactory()).post("/saya/kabar/pengaturan/", {"talk": "setiap jam"})

    assert answer.status_code == 422
    assert "Pilih salah satu yang ada" in answer.content.decode()
    assert Preference.objects.count() == 0


def test_only_the_desk_is_asked_about_the_desk(client_of):
    def kinds(person):
        return set(client_of(person).get("/saya/kabar/pengaturan/").context["form"].fields)

    more = kinds(UserFactory(roles=["reviewer"])) - kinds(UserFactory())

    assert more == {"review", "assignment", "report"}
