"""The demo's practice workshop: open today, made once a day, removed with all that hangs on it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from dimensions.models import Programme
from submissions.choices import IdeaStatus
from submissions.models import Idea
from tests.factories import OrganisationFactory, ProgrammeFactory, UserFactory, idea_in
from tests.factories.workshops import ForumFactory, card, facilitator_of, seated
from tobasmart.audit.models import AuditEntry
from tobasmart.portal.demo import create_demo_accounts, prepare_demo_workshop
from tobasmart.portal.region_pack import load_pack
from tobasmart.ui.formats import JAKARTA
from workshops.choices import ForumKind
from workshops.demo import prepare_practice
from workshops.models import (
    AgendaItem,
    AgreedItem,
    Attendance,
    Certificate,
    Forum,
    IdeaSource,
    Minutes,
    Participant,
    Post,
    Record,
    Session,
    Signer,
    Vote,
    Workshop,
)
from workshops.permissions import SessionPermissions, is_facilitator
from workshops.purge import remove_sample_workshops

pytestmark = pytest.mark.django_db
NAMES = ["opd", "umkm", "fasilitator", "peninjau", "peninjau2", "admin"]


@pytest.fixture
def demo(settings):
    """The demo's people and the pack without its samples."""
    settings.DEMO = True
    load_pack(django_settings.REGION_PACK, samples=False)
    Programme.objects.update(slug="toba")  # the one the factories know
    for name in NAMES:
        UserFactory(username=name, organisation=OrganisationFactory())
    return settings


def prepare():
    return prepare_practice(NAMES, facilitators=["fasilitator"])


def test_it_is_open_today_with_six_forums_and_everyone_registered(demo, client):
    session = prepare()

    assert session.is_running
    assert session.ends_at > timezone.now() + timedelta(hours=5)
    assert (session.workshop.slug, session.workshop.is_sample) == ("latihan", True)
    assert session.workshop.wifi_name
    forums = session.forums.all()
    assert len({forum.code for forum in forums}) == 6
    assert [forum.kind for forum in forums].count(ForumKind.SWOT) == 1
    people = Participant.objects.filter(workshop=session.workshop)
    assert sorted(people.values_list("user__username", flat=True)) == sorted(NAMES)
    leader = User.objects.get(username="fasilitator")
    grant = Grant.objects.get(user=leader, scope=Scope.SESSION)
    assert (grant.session_key, grant.role, grant.dimension) == (
        session.key, Role.FACILITATOR, None,
    )  # fmt: skip
    assert all(is_facilitator(leader, forum) for forum in forums)
    assert SessionPermissions.of(leader, session, people.first()).check_in_self
    page = client.get("/bimtek/").content.decode()
    assert page.index("BimTek Latihan") < page.index("BimTek Tahap I")
    assert client.get("/bimtek/latihan/").status_code == 200


def test_prepare_makes_it_for_the_accounts_of_the_demo(settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    load_pack(django_settings.REGION_PACK, samples=False)
    create_demo_accounts()

    prepare_demo_workshop()

    people = Participant.objects.filter(workshop__slug="latihan")
    assert sorted(people.values_list("user__username", flat=True)) == sorted(NAMES)
    leaders = Grant.objects.filter(scope=Scope.SESSION).values_list("user__username", flat=True)
    assert list(leaders) == ["fasilitator"]


def test_it_is_made_once_a_day(demo):
    first = prepare()
    assert prepare() == first
    assert (Session.objects.filter(workshop__is_sample=True).count()) == 1
    assert Participant.objects.count() == len(NAMES)
    assert Grant.objects.filter(scope=Scope.SESSION).count() == 1


def test_an_idle_day_leaves_no_trace_and_a_used_one_stays(demo):
    first = prepare()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        second = prepare()
        assert list(Session.objects.filter(workshop__is_sample=True)) == [second]
        assert second.day == 1
        assert not Grant.objects.filter(session_key=first.key).exists()
        seated(second.forums.first(), number=900)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        third = prepare()
        rows = Session.objects.filter(workshop__is_sample=True).order_by("day")
        assert [(row.pk, row.day) for row in rows] == [(second.pk, 1), (third.pk, 2)]
        assert third.is_running
        workshop = Workshop.objects.get(is_sample=True)
        assert workshop.starts_on == timezone.localdate(second.starts_at)
        assert workshop.ends_on == timezone.localdate()
        assert set(AgendaItem.objects.filter(workshop=workshop).values_list("day", flat=True)) == {
            1, 2,
        }  # fmt: skip


@pytest.mark.parametrize("hour", [0, 5, 23])
def test_at_any_hour_it_is_open_for_hours(hour, demo):
    moment = datetime(2027, 3, 1, hour, 50, tzinfo=JAKARTA)
    with time_machine.travel(moment, tick=False):
        session = prepare()

        assert session.is_running
        assert session.ends_at - timezone.now() > timedelta(hours=6)


def test_production_never_has_it(settings):
    settings.DEMO = False
    ProgrammeFactory()

    with pytest.raises(ImproperlyConfigured):
        prepare()

    assert not Workshop.objects.exists()


def test_without_a_programme_there_is_nothing_to_make(settings):
    settings.DEMO = True

    assert prepare() is None


def sealed_and_promoted(forum):
    """A forum whose record is sealed, with votes, an idea, a signer and a certificate behind it."""
    user = UserFactory()
    author = seated(forum, number=900)
    lead, member = card(forum, author), card(forum, author)
    Post.objects.filter(pk=member.pk).update(lead=lead)
    Vote.objects.create(forum=forum, participant=author, post=lead, dots=2)
    Minutes.objects.create(forum=forum)
    idea = idea_in(IdeaStatus.IN_REVIEW)
    IdeaSource.objects.create(post=lead, idea=idea, promoted_by=user)
    record = Record.objects.create(forum=forum, created_by=user)
    Signer.objects.create(record=record, role="opd", name="Nama", participant=author)
    AgreedItem.objects.create(record=record, position=1, title="Kartu", post_key=lead.key)
    Certificate.objects.create(
        workshop=forum.session.workshop, participant=author, number=f"S/{forum.pk}", content={},
        sha256="0" * 64,
    )  # fmt: skip
    Forum.objects.filter(pk=forum.pk).update(sealed_at=timezone.now())
    Record.objects.filter(pk=record.pk).update(
        number=f"BA/{forum.pk}", content={}, sha256="0" * 64, sealed_at=timezone.now(),
        sealed_by=user,
    )  # fmt: skip
    return idea


def test_removal_takes_the_practice_with_all_behind_it_and_nothing_else(demo):
    session = prepare()
    idea = sealed_and_promoted(session.forums.first())
    real = ForumFactory(session__workshop__slug="tahap-9", session__workshop__stage=9)
    sealed_and_promoted(real)
    leader = facilitator_of(real)
    before = AuditEntry.objects.count()

    call_command("remove_samples")

    assert not Workshop.objects.filter(is_sample=True).exists()
    assert {row.workshop_id for row in Participant.objects.all()} == {real.session.workshop_id}
    assert [row.forum for row in Record.objects.all()] == [real]
    for model in (Post, Vote, Minutes):
        assert {row.forum_id for row in model.objects.all()} == {real.pk}
    counts = [m.objects.count() for m in (Signer, AgreedItem, Certificate, IdeaSource, Attendance)]
    assert counts == [1] * 5
    assert [row.user for row in Grant.objects.filter(scope=Scope.SESSION)] == [leader]
    assert Idea.objects.filter(pk=idea.pk).exists()
    entry = AuditEntry.objects.get(action="workshop.samples_removed")
    assert entry.data["total"] == 1
    assert AuditEntry.objects.count() == before + 2  # with the one of the sample ideas


def test_removal_of_nothing_leaves_no_entry():
    assert remove_sample_workshops(actor=None) == 0
    assert not AuditEntry.objects.exists()
