"""An addendum: the only way to add to a sealed record, with signatures and a seal of its own."""

import pytest

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import facilitator_of
from tests.workshops.records import addendum_of, discussed_forum, prepared, sealed_forum, signed
from tests.workshops.test_records import sent, url
from workshops.models import Record
from workshops.services.board_refusals import NotNowError
from workshops.services.sealing import seal

pytestmark = pytest.mark.django_db


def test_addendum_goes_its_own_way(client_of):
    forum, record, facilitator = sealed_forum()
    browser = client_of(facilitator)
    data = sent(forum, number="AD-1", reason="Terlewat", text="Dermaga keempat ikut.")
    browser.post(url(forum, "adendum/"), data)
    addendum = Record.objects.get(addendum_number=1)
    page = browser.get(url(forum, "adendum/"))

    assert page.status_code == 200
    assert list(addendum.signers.values_list("role", flat=True)) == ["facilitator", "minutes_taker"]
    assert "Dermaga keempat ikut." in page.text
    seal(addendum, actor=facilitator, seen=signed(addendum, facilitator))
    second = addendum_of(forum, facilitator, text="Lagi.")
    assert second.addendum_number == 2
    assert Record.objects.get(addendum_number=0).sha256 == record.sha256


def test_an_open_addendum_is_changed_not_added_to():
    forum, _, facilitator = sealed_forum()
    one = addendum_of(forum, facilitator)
    two = addendum_of(forum, facilitator, number=one.number, text="Dibetulkan.")

    assert (two.pk, two.text) == (one.pk, "Dibetulkan.")


def test_before_the_seal_there_is_no_addendum():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    prepared(forum, facilitator)

    with pytest.raises(NotNowError, match="belum disegel"):
        addendum_of(forum, facilitator)


def test_who_does_not_run_the_forum_writes_no_addendum():
    forum, _, _ = sealed_forum()
    with pytest.raises(NotAllowedError):
        addendum_of(forum, UserFactory(roles=["reviewer"]))
    assert Record.objects.count() == 1
