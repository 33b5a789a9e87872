"""Feedback on a session: once for who was there, results as counts from five answers on."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from tests.workshops.people import as_guest
from workshops.models import Feedback
from workshops.services import feedback as services
from workshops.services.feedback import Answers

pytestmark = pytest.mark.django_db
DATA = {"usefulness": "5", "clarity": "4", "heard": "3", "text": "Lebih banyak waktu menulis."}
QUERIES = 12


def url(session, name="feedback"):
    return reverse(f"workshops:{name}", args=[session.key])


def test_participant_answers_once(client_of):
    session, person = SessionFactory(), UserFactory()
    present(session, user=person)
    browser = client_of(person)
    assert "Sangat bermanfaat" in browser.get(url(session)).content.decode()

    answer = browser.post(url(session), DATA)
    browser.post(url(session), DATA | {"usefulness": "1"})

    assert answer.status_code == 302
    row = Feedback.objects.get()
    assert (row.usefulness, row.clarity, row.heard) == (5, 4, 3)
    assert "sudah kami terima" in browser.get(url(session)).content.decode()


def test_guest_answers_with_their_cookie(client):
    session = SessionFactory()
    row = guest(session)

    as_guest(client, row).post(url(session), DATA)

    assert Feedback.objects.get().participant == row


@pytest.mark.parametrize("field", ["usefulness", "clarity", "heard"])
@pytest.mark.parametrize("value", ["", "0", "6", "x"])
def test_refused_answer_keeps_the_rest(field, value, client_of):
    session, person = SessionFactory(), UserFactory()
    present(session, user=person)

    answer = client_of(person).post(url(session), DATA | {field: value})

    assert answer.status_code == 422
    assert "Pilih satu jawaban" in answer.content.decode()
    assert "Lebih banyak waktu menulis." in answer.content.decode()
    assert Feedback.objects.count() == 0


def test_too_long_a_text_is_said_never_cut(client_of):
    session, person = SessionFactory(), UserFactory()
    present(session, user=person)

    answer = client_of(person).post(url(session), DATA | {"text": "x" * 1001})

    assert answer.status_code == 422
    assert "sekarang 1001" in answer.content.decode()


def test_who_was_not_there_answers_nothing(client, client_of):
    session = SessionFactory()
    absent = ParticipantFactory(workshop=session.workshop)
    elsewhere = guest(SessionFactory(workshop=session.workshop))

    assert client.post(url(session), DATA).status_code == 403
    assert client_of(absent.user).post(url(session), DATA).status_code == 403
    assert as_guest(client, elsewhere).post(url(session), DATA).status_code == 403
    with pytest.raises(NotAllowedError):
        services.give_feedback(session, participant=absent, answers=Answers(1, 1, 1))
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize(
    ("hours", "is_open"), [(-2, False), (0, True), (6 + 7 * 24 - 1, True), (6 + 7 * 24, False)]
)
def test_open_from_the_start_until_seven_days_after(hours, is_open, client_of):
    start, person = timezone.now(), UserFactory()
    session = SessionFactory(starts_at=start, ends_at=start + timedelta(hours=6))
    present(session, user=person)
    browser = client_of(person)

    with time_machine.travel(start + timedelta(hours=hours, seconds=1)):
        browser.force_login(person)
        page = browser.post(url(session), DATA)

    assert Feedback.objects.count() == int(is_open)
    assert page.status_code == (302 if is_open else 200)


def test_rehearsal_asks_nothing(client_of):
    session, person = SessionFactory(is_rehearsal=True), UserFactory()
    present(session, user=person)

    client_of(person).post(url(session), DATA)

    assert Feedback.objects.count() == 0


def test_results_show_counts_and_texts_from_five_answers_on(client_of):
    forum = ForumFactory()
    session = forum.session
    people = [present(session, name=f"Nama {n}") for n in range(6)]
    browser = client_of(facilitator_of(forum, dimension=True))
    for place, row in enumerate(people[:4]):
        services.give_feedback(
            session, participant=row, answers=Answers(5, 3, 1, f"Saran <b>{place}</b>")
        )
    before = browser.get(url(session, "feedback_results")).content.decode()
    assert "Saran" not in before
    assert "Belum cukup jawaban" in before

    services.give_feedback(session, participant=people[4], answers=Answers(4, 3, 1))
    page = browser.get(url(session, "feedback_results"))

    results = page.context["results"]
    assert (results.answered, results.present) == (5, 6)
    assert [question.mean for question in results.questions] == [4.8, 3.0, 1.0]
    assert dict(results.questions[0].counts)["Sangat bermanfaat"] == 4
    text = page.content.decode()
    assert "Saran &lt;b&gt;0&lt;/b&gt;" in text
    assert "Nama " not in text.split("<main")[1].split("</main")[0]


def test_results_are_for_facilitators_of_the_session_and_admins(client, client_of):
    forum = ForumFactory()
    path = url(forum.session, "feedback_results")
    assert client.get(path)["Location"].startswith("/masuk/")
    for person in (facilitator_of(forum), UserFactory(roles=["admin"])):
        assert client_of(person).get(path).status_code == 200
    for person in (UserFactory(), facilitator_of(ForumFactory()), UserFactory(roles=["reviewer"])):
        assert client_of(person).get(path).status_code == 403


@pytest.mark.parametrize("count", [5, 20])
def test_results_take_the_same_queries_for_any_number(
    count, client_of, django_assert_max_num_queries
):
    forum = ForumFactory()
    for _ in range(count):
        services.give_feedback(
            forum.session, participant=present(forum.session), answers=Answers(1, 2, 3, "x")
        )
    browser = client_of(facilitator_of(forum))

    with django_assert_max_num_queries(QUERIES):
        browser.get(url(forum.session, "feedback_results"))


def test_phone_page_takes_few_queries(client_of, django_assert_max_num_queries):
    session, person = SessionFactory(), UserFactory()
    present(session, user=person)
    browser = client_of(person)

    with django_assert_max_num_queries(QUERIES):
        browser.get(url(session))
