"""Co-authors and the agency that completes the data."""

import pytest

from submissions.choices import IdeaStatus
from submissions.permissions import IdeaPermissions
from submissions.services.writers import TRIES_PER_HOUR
from tests.factories import OrganisationFactory, UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db


def page_of(idea, tail=""):
    return f"/gagasan/{idea.address}/penyusun/{tail}"


def answer_to(browser, idea, name):
    answer = browser.post(page_of(idea), {"name": name})
    messages = [str(message) for message in answer.wsgi_request._messages]
    return answer.status_code, answer["Location"], messages[-1]


@pytest.mark.parametrize("by", ["email", "username"])
def test_named_colleague_writes_too_and_is_told(by, client_of):
    idea, colleague = draft_idea(), UserFactory()

    client_of(idea.author).post(page_of(idea), {"name": getattr(colleague, by).upper()})

    assert list(idea.co_authors.all()) == [colleague]
    notice = Notice.objects.get(recipient=colleague)
    assert (notice.kind, notice.path) == ("progress", idea.get_absolute_url())
    assert client_of(colleague).get(f"/gagasan/{idea.address}/ubah/").status_code == 200


def test_the_answer_is_the_same_for_known_unknown_and_inactive_names(client_of):
    idea, known = draft_idea(), UserFactory()
    gone = UserFactory(is_active=False)
    browser = client_of(idea.author)

    answers = [
        answer_to(browser, idea, name)
        for name in (known.email, gone.email, "tidak.ada@toba.example", known.display_name)
    ]

    assert len({str(answer) for answer in answers}) == 1
    assert list(idea.co_authors.all()) == [known]


def test_naming_people_has_an_hourly_limit(client_of):
    idea, late = draft_idea(), UserFactory()
    browser = client_of(idea.author)
    for number in range(TRIES_PER_HOUR):
        browser.post(page_of(idea), {"name": f"orang-{number}"})

    answer = browser.post(page_of(idea), {"name": late.email})

    assert answer.status_code == 429
    assert "Terlalu banyak nama dalam satu jam. Coba lagi nanti." in answer.content.decode()
    assert list(idea.co_authors.all()) == []


def test_empty_name_gets_its_sentence(client_of):
    idea = draft_idea()

    answer = client_of(idea.author).post(page_of(idea), {"name": ""})

    assert answer.status_code == 422
    assert "Tulis surel atau nama pengguna rekan Anda" in answer.content.decode()


def test_agency_asked_to_complete_the_data_may_write_and_is_told(client_of):
    idea, agency = draft_idea(), OrganisationFactory()
    clerk, gone = (
        UserFactory(organisation=agency),
        UserFactory(organisation=agency, is_active=False),
    )
    url = page_of(idea, "lembaga/")

    for _ in range(2):
        client_of(idea.author).post(url, {"agency": str(agency.pk)})

    idea.refresh_from_db()
    assert idea.completing_agency == agency
    assert IdeaPermissions.of(clerk, idea).edit is True
    assert list(Notice.objects.values_list("recipient", flat=True)) == [clerk.pk]
    assert gone.notices.count() == 0
    assert AuditEntry.objects.filter(action="idea.completing_agency_named").count() == 1


def test_unknown_agency_is_refused(client_of):
    idea = draft_idea()

    answer = client_of(idea.author).post(page_of(idea, "lembaga/"), {"agency": "777"})

    assert answer.status_code == 422
    assert "Perangkat daerah ini tidak dikenal; pilih dari daftar" in answer.content.decode()


def test_reviewer_may_ask_an_agency_too_and_strangers_may_not(client_of, reviewer):
    idea, agency = idea_in(IdeaStatus.IN_REVIEW), OrganisationFactory()

    stranger = client_of(UserFactory()).post(page_of(idea, "lembaga/"), {"agency": agency.pk})
    desk = client_of(reviewer).post(page_of(idea, "lembaga/"), {"agency": agency.pk})

    assert (stranger.status_code, desk.status_code) == (403, 302)
    idea.refresh_from_db()
    assert idea.completing_agency == agency
