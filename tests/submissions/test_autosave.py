"""What a form saves by itself: all that is valid, once, in order, and never over another's text."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from submissions.choices import Horizon, IdeaStatus
from submissions.models import Idea
from tests.factories import (
    DimensionFactory,
    FundSourceFactory,
    ProgrammeFactory,
    UserFactory,
    draft_idea,
)
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = "/gagasan/baru/simpan/"
ENDED = (
    "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan."
)


def typed(user, **changes):
    """What the script sends for the first step."""
    values = {
        "key": str(uuid.uuid4()), "revision": "1", "number": "1", "step": "1",
        "user": str(user.pk), "title": "Perahu sampah",
    }  # fmt: skip
    return values | changes


def stored(idea):
    idea.refresh_from_db()
    return idea.draft_version


@pytest.fixture
def author():
    ProgrammeFactory()
    return UserFactory()


def test_first_save_begins_the_draft_and_says_where_it_is(author, client_of):
    answer = client_of(author).post(NEW, typed(author))

    idea = Idea.objects.get()
    local = timezone.localtime(idea.updated_at)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "text": f"Tersimpan {local:%H.%M}",
            "held": [],
            "draft": idea.draft_key,
            "revision": 1,
            "url": f"/gagasan/{idea.draft_key}/ubah/1/",
            "save_url": f"/gagasan/{idea.draft_key}/simpan/",
        },
    )
    assert (idea.author, idea.draft_version.title) == (author, "Perahu sampah")


def test_same_key_again_goes_on_with_the_same_draft(author, client_of):
    """The answer got lost, so the form still believes that it has no draft."""
    browser, first = client_of(author), typed(author)
    browser.post(NEW, first)

    answer = browser.post(NEW, first | {"title": "Perahu sampah harian", "number": "2"})

    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert stored(Idea.objects.get()).title == "Perahu sampah harian"


def test_send_after_autosave_is_one_idea(author, client_of):
    browser = client_of(author)
    data = typed(author, dimension=DimensionFactory().pk, step="penuh", title="Perahu sampah")
    browser.post(NEW, data)
    idea = Idea.objects.get()

    answer = browser.post(
        "/gagasan/baru/",
        data
        | {
            "problem": "Sampah plastik menumpuk di dermaga setiap akhir pekan.",
            "solution": "Satu perahu pengangkut setiap pagi.",
            "consent": "on",
            "action": "send",
            "number": "2",
        },
    )

    assert answer["Location"] == "/gagasan/env-001/terkirim/"
    assert list(Idea.objects.values_list("pk", "status")) == [(idea.pk, IdeaStatus.SUBMITTED)]


def test_half_typed_number_keeps_the_stored_one_and_is_named(client_of):
    source = FundSourceFactory()
    idea = draft_idea(estimate_idr=5_000_000)
    data = typed(
        idea.author, step="4", estimate="12 ju", estimate_source=source.pk, horizon=Horizon.SHORT
    )

    answer = client_of(idea.author).post(f"/gagasan/{idea.address}/simpan/", data)

    version = stored(idea)
    assert answer.status_code == 200
    assert answer.json()["held"] == ["Perkiraan biaya"]
    assert answer.json()["text"].endswith(", kecuali: Perkiraan biaya")
    assert (version.estimate_idr, version.estimate_source, version.horizon) == (
        5_000_000,
        source,
        Horizon.SHORT,
    )


def test_half_typed_row_is_named_and_the_rest_is_stored(client_of):
    source = FundSourceFactory()
    idea = draft_idea(budgets=((2022, source.pk, 7_000_000),))
    data = typed(
        idea.author,
        step="penuh",
        **{"budget-TOTAL_FORMS": "2", "budget-INITIAL_FORMS": "1"},
        **{"budget-0-year": "2022", "budget-0-fund_source": source.pk, "budget-0-amount": "7 jt x"},
        **{"budget-1-year": "2023", "budget-1-fund_source": source.pk, "budget-1-amount": "9 juta"},
    )

    answer = client_of(idea.author).post(f"/gagasan/{idea.address}/simpan/", data)

    assert answer.json()["held"] == ["Baris biaya 1"]
    assert stored(idea).title == "Perahu sampah"
    lines = idea.draft_version.budgets.order_by("year").values_list("year", "amount_idr")
    assert list(lines) == [(2022, 7_000_000), (2023, 9_000_000)]


def test_a_step_leaves_the_other_steps_alone(client_of):
    idea = draft_idea(solution="Satu titik setor.")

    client_of(idea.author).post(f"/gagasan/{idea.address}/simpan/", typed(idea.author))

    assert (stored(idea).title, stored(idea).solution) == ("Perahu sampah", "Satu titik setor.")


def test_somebody_elses_save_is_a_conflict_and_stays(client_of):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/simpan/"
    browser.post(url, typed(idea.author, title="Dari ponsel"))

    answer = browser.post(url, typed(idea.author, title="Dari laptop"))

    time = timezone.localtime(Idea.objects.get().updated_at)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "text": f"Draf ini juga diubah di perangkat lain pukul {time:%H.%M}."
            " Pilih versi yang dipakai."
        },
    )
    assert stored(idea).title == "Dari ponsel"


def test_own_save_with_a_lost_answer_is_no_conflict(client_of):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/simpan/"
    page = typed(idea.author, title="Perahu")
    browser.post(url, page)

    answer = browser.post(url, page | {"title": "Perahu sampah harian", "number": "2"})

    assert (answer.status_code, answer.json()["revision"]) == (200, 3)
    assert stored(idea).title == "Perahu sampah harian"


def test_lost_answer_before_somebody_elses_save_is_a_conflict(client_of):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/simpan/"
    page = typed(idea.author, title="Perahu")
    browser.post(url, page)
    browser.post(url, typed(idea.author, title="Dari laptop", revision="2"))

    answer = browser.post(url, page | {"title": "Perahu sampah", "number": "2"})

    assert answer.status_code == 409
    assert stored(idea).title == "Dari laptop"


def test_older_save_that_arrives_late_changes_nothing(client_of):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/simpan/"
    page = typed(idea.author)
    browser.post(url, page | {"title": "Yang baru", "number": "2"})

    answer = browser.post(url, page | {"title": "Yang lama", "number": "1"})

    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert stored(idea).title == "Yang baru"


def test_plain_save_notes_its_number_so_the_device_may_forget(client_of):
    idea = draft_idea()
    page = typed(idea.author, number="1700000000000", action="save")

    client_of(idea.author).post(f"/gagasan/{idea.address}/ubah/1/", page)

    idea.refresh_from_db()
    assert (str(idea.page_key), idea.page_number) == (page["key"], 1_700_000_000_000)
    text = client_of(idea.author).get(f"/gagasan/{idea.address}/ubah/2/").content.decode()
    assert f'data-page="{page["key"]}"' in text
    assert 'data-number="1700000000000"' in text


def test_audit_has_one_entry_for_an_hour_of_autosaves(author, client_of):
    browser, data = client_of(author), typed(author)
    for number in range(1, 6):
        browser.post(NEW, data | {"title": f"Perahu {number}", "number": str(number)})
    idea = Idea.objects.get()
    first = list(AuditEntry.objects.values_list("action", flat=True))
    # An hour later: entries cannot be moved, so the hour is.
    services_hour = "submissions.services.drafts.AUTOSAVE_ENTRY_EVERY"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services_hour, timedelta(0))
        browser.post(NEW, data | {"title": "Perahu sore", "number": "6"})

    assert idea.revision == 5
    assert first == ["idea.draft_created"]
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "idea.draft_saved",
        "idea.draft_created",
    ]


def test_autosave_asks_few_queries(client_of, django_assert_max_num_queries):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/simpan/"

    with django_assert_max_num_queries(24):
        answer = browser.post(url, typed(idea.author))

    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_twenty_saves_at_once_are_one_draft(client_of):
    ProgrammeFactory()
    author = UserFactory()
    data, statuses = typed(author), []

    def save(number):
        browser = Client()
        browser.force_login(author)
        answer = browser.post(NEW, data | {"title": f"Perahu {number}", "number": str(number)})
        statuses.append(answer.status_code)
        connections.close_all()

    threads = [threading.Thread(target=save, args=[number]) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    idea = Idea.objects.get()
    assert statuses == [200] * 20
    assert (idea.page_number, idea.draft_version.title) == (20, "Perahu 20")
