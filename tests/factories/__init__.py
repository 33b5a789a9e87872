"""Valid rows and nothing more. Ideas in a status are made by the real moves (``idea_in``)."""

import uuid

import factory
from django.utils import timezone

from accounts.choices import OrganisationKind, Role
from accounts.models import Grant, Organisation, User
from dimensions.models import Dimension, District, FundSource, Programme, Subdimension
from masterplan.models import Edition
from submissions import services, transitions
from submissions.choices import IdeaStatus
from submissions.text import IdeaText


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    slug = "toba"
    name = "Gerakan Menuju Smart City"
    region = "Kabupaten Toba"
    region_code = "12.12"
    province = "Sumatera Utara"
    document_title = "Masterplan Smart City Kabupaten Toba"
    start_year, end_year, short_until, long_until = 2022, 2026, 2022, 2031
    is_current = True


class DimensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dimension
        django_get_or_create = ("code",)

    code = "ENV"
    slug = factory.LazyAttribute(lambda d: {"ENV": "lingkungan"}.get(d.code, d.code.lower()))
    name = factory.LazyAttribute(lambda d: {"ENV": "Lingkungan"}.get(d.code, d.code))
    official_name = "Smart Environment"
    hint = "Bersih"
    target = "Kawasan bersih."
    position = factory.Sequence(lambda n: n + 1)


class SubdimensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subdimension

    dimension = factory.SubFactory(DimensionFactory)
    code = factory.Sequence(lambda n: f"ENV-{n}")
    name = factory.Sequence(lambda n: f"Subdimensi {n}")
    english_name = "Waste"
    position = factory.Sequence(lambda n: n + 1)


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = District

    code = factory.Sequence(lambda n: f"12.12.{n:02d}")
    name = factory.Sequence(lambda n: f"Kecamatan {n}")
    village_count, ward_count, area_km2 = 1, 1, 10
    latitude, longitude, source = 2, 99, "uji"


class FundSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundSource

    code = factory.Sequence(lambda n: f"sumber-{n}")
    name = factory.Sequence(lambda n: f"Sumber {n}")
    position = factory.Sequence(lambda n: n)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    key = factory.Sequence(lambda n: f"opd-{n}")
    name = factory.Sequence(lambda n: f"Dinas {n}")
    kind = OrganisationKind.OPD


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"orang{n}")
    email = factory.LazyAttribute(lambda u: f"{u.username}@toba.example")
    display_name = factory.LazyAttribute(lambda u: f"Nama {u.username}")
    organisation = factory.SubFactory(OrganisationFactory)

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in {"participant", *(extracted or [])}:
            Grant.objects.create(user=self, role=Role(role))


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition
        django_get_or_create = ("slug",)

    programme = factory.SubFactory(ProgrammeFactory)
    slug = "edisi-1"
    name = "Edisi 1"


def idea_text(**changes):
    """A complete text; ``changes`` replace parts."""
    dimension = changes.pop("dimension", None) or DimensionFactory()
    values = {
        "title": "Bank sampah di tepi danau",
        "dimension_id": dimension.pk,
        "problem": "Sampah rumah tangga di desa tepi danau belum terpilah.",
        "solution": "Setiap desa memiliki satu titik setor dengan timbangan.",
    }
    return IdeaText(**(values | changes))


def draft_idea(author=None, **changes):
    return services.create_draft(
        actor=author or UserFactory(),
        programme=ProgrammeFactory(),
        text=idea_text(**changes),
        key=uuid.uuid4(),
    )


def idea_in(status, *, author=None, reviewer=None, idea=None, **changes):
    """An idea, a given draft or a new one, brought into ``status`` by the real moves."""
    author = author or (idea.author if idea else UserFactory())
    idea = idea or draft_idea(author, **changes)
    if status == IdeaStatus.DRAFT:
        return idea
    idea = transitions.submit_idea(idea, actor=author)
    if status == IdeaStatus.SUBMITTED:
        return idea
    if status == IdeaStatus.WITHDRAWN:
        return transitions.withdraw_idea(idea, actor=author)
    reviewer = reviewer or UserFactory(roles=["reviewer"])
    idea = transitions.take_up_idea(idea, actor=reviewer)
    moves = {
        IdeaStatus.IN_REVIEW: lambda: idea,
        IdeaStatus.APPROVED: lambda: transitions.approve_idea(idea, actor=reviewer),
        IdeaStatus.NEEDS_REVISION: lambda: transitions.ask_revision(
            idea,
            actor=reviewer,
            reason="Rinci biayanya.",
            due_on=timezone.localdate(),
            notes={"budget": "Biaya tahun kedua?"},
        ),
        IdeaStatus.DEFERRED: lambda: transitions.defer_idea(
            idea, actor=reviewer, reason_code="budget", reason="Menunggu anggaran."
        ),
        IdeaStatus.REJECTED: lambda: transitions.reject_idea(
            idea, actor=reviewer, reason_code="covered", reason="Sudah ada."
        ),
        IdeaStatus.MERGED: lambda: transitions.merge_idea(
            idea,
            into=idea_in(IdeaStatus.IN_REVIEW, reviewer=reviewer, title="Gagasan utama"),
            actor=reviewer,
            reason="Sama.",
        ),
    }
    return moves[status]()
