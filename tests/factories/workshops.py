"""Workshops, their sessions, forums and people. A session is on now unless told otherwise."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from accounts.choices import OrganisationKind, Role, Scope
from accounts.models import Grant
from tests.factories import DimensionFactory, OrganisationFactory, ProgrammeFactory, UserFactory
from workshops.choices import CheckInMethod, ParticipantOrigin, Phase
from workshops.models import Attendance, Forum, Participant, Post, Seat, Session, Workshop


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"tahap-{n + 1}")
    stage = factory.Sequence(lambda n: n % 10 + 1)
    title = "Bimbingan Teknis"
    venue = "Gedung Serba Guna"
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1))


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    workshop = factory.SubFactory(WorkshopFactory)
    key = factory.LazyAttributeSequence(lambda s, n: f"{s.workshop.slug}-hari-{n + 1}")
    day = 1
    title = "Hari 1"
    room = "Aula utama"
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=6))


class ForumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Forum

    session = factory.SubFactory(SessionFactory)
    dimension = factory.SubFactory(DimensionFactory)
    code = factory.Sequence(lambda n: f"EK{n + 10}")
    room = "Ruang 2"
    question = "Bagaimana usaha di tepi danau siap menerima pembayaran nontunai?"
    phase = Phase.COLLECT
    phase_since = factory.LazyFunction(timezone.now)


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    workshop = factory.SubFactory(WorkshopFactory)
    number = factory.Sequence(lambda n: n + 1)
    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Peserta Nama {n}")
    organisation = factory.LazyAttribute(lambda p: p.user.organisation if p.user else None)
    kind = OrganisationKind.OPD
    origin = ParticipantOrigin.REGISTERED


def present(session, /, **changes):
    """A participant who has checked in to ``session``."""
    participant = ParticipantFactory(workshop=session.workshop, **changes)
    Attendance.objects.create(
        session=session,
        participant=participant,
        at=timezone.now(),
        method=CheckInMethod.PHONE,
    )
    return participant


def guest(session, /, **changes):
    """A guest with the hall code, checked in, without an account."""
    values = {
        "user": None,
        "organisation": None,
        "organisation_name": "Kelompok UMKM Balige",
        "kind": OrganisationKind.UMKM,
        "origin": ParticipantOrigin.GUEST,
        "session": session,
        "is_confirmed": False,
    }
    return present(session, **(values | changes))


def seated(forum, **changes):
    """A participant who has checked in and sits in ``forum``."""
    participant = present(forum.session, **changes)
    Seat.objects.create(forum=forum, participant=participant)
    return participant


def facilitator_of(forum, *, dimension=True):
    """A user whose right holds for the forum's session, and for its dimension alone."""
    user = UserFactory(organisation=OrganisationFactory())
    Grant.objects.create(
        user=user,
        role=Role.FACILITATOR,
        scope=Scope.SESSION,
        session_key=forum.session.key,
        dimension=forum.dimension if dimension else None,
        valid_from=forum.session.rights_from,
        valid_until=forum.session.rights_until,
    )
    return user


def card(forum, author=None, **changes):
    """A card on the board, made without the service."""
    author = author or seated(forum)
    number = Post.objects.filter(forum=forum).count() + 1
    values = {"key": uuid.uuid4(), "number": number, "text": f"Kartu {number}"}
    return Post.objects.create(forum=forum, author=author, **(values | changes))
