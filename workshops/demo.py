"""The demo's practice workshop: a session for today with six open forums. Never in production."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.choices import OrganisationKind, Role
from accounts.models import User
from dimensions.models import Dimension, Programme
from workshops.choices import ForumKind, ParticipantOrigin, Phase
from workshops.consent import CONSENT_VERSION
from workshops.models import AgendaItem, Deliverable, Forum, Session, Speaker, Workshop
from workshops.purge import remove_sessions
from workshops.services.facilitators import write_grant
from workshops.services.participants import add_participant
from workshops.services.schedule import free_code

SLUG = "latihan"
# A session lasts from midnight into the next morning: whoever starts the demo late finds it open.
LENGTH = timedelta(hours=30)
SWOT_DIMENSION = "GOV"
# (from, until, title, room, with the forums)
AGENDA = [
    (time(8), time(9), "Presensi dan pembukaan", "Aula utama", False),
    (time(9), time(23), "Forum diskusi enam dimensi", "Ruang 1–6, pilih satu", True),
    (time(23), time(23, 59), "Pembacaan hasil forum", "Aula utama", False),
]
QUESTIONS = {
    "ENV": "Apa yang perlu kita lakukan agar danau dan lingkungan Toba terjaga?",
    "ECO": "Bagaimana usaha di tepi danau siap menerima pembayaran nontunai?",
    "BRA": "Apa yang membuat orang ingin datang lagi ke Toba?",
    "GOV": "Apa kekuatan, kelemahan, peluang, dan ancaman layanan pemerintah di Toba?",
    "SOC": "Bagaimana warga Toba lebih mudah belajar dan saling membantu?",
    "LIV": "Apa yang membuat hidup sehari-hari di Toba lebih sehat dan mudah?",
}


@transaction.atomic
def prepare_practice(usernames: list[str], *, facilitators: list[str]) -> Session | None:
    """The practice workshop with a session for today, made once a day; None without a programme.

    The people of ``usernames`` are registered; ``facilitators`` lead every forum of the session.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("The practice workshop exists only with DEMO settings.")
    programme = Programme.objects.filter(is_current=True).first()
    if programme is None:
        return None
    today = timezone.localdate()
    workshop = _workshop(programme)
    key = f"{SLUG}-{today.isoformat()}"
    session = Session.objects.filter(workshop=workshop, key=key).first()
    if session is None:
        _remove_idle(workshop)
        session = _add_session(workshop, key)
    for user in User.objects.filter(username__in=usernames).select_related("organisation"):
        _register(workshop, user)
    for person in User.objects.filter(username__in=facilitators):
        write_grant(session, person=person, role=Role.FACILITATOR, dimension=None, by=None)
    return session


def _workshop(programme: Programme) -> Workshop:
    workshop, is_new = Workshop.objects.get_or_create(
        slug=SLUG,
        defaults={
            "programme": programme,
            "is_sample": True,
            "stage": 1,
            "title": "Latihan forum untuk mencoba presensi, kartu, suara, dan berita acara",
            "starts_on": timezone.localdate(),
            "ends_on": timezone.localdate(),
            "venue": "Aula latihan",
            "audience": "siapa saja yang mencoba portal",
            "wifi_name": "BimTek-Toba",
            "source": "contoh; bukan kegiatan sungguhan",
        },
    )
    if is_new:
        Deliverable.objects.create(workshop=workshop, position=1, title="Berita acara latihan")
        Speaker.objects.create(
            workshop=workshop, position=1, name="Togi Sitorus", role="Fasilitator latihan",
            topic="Cara kerja forum",
        )  # fmt: skip
    return Workshop.objects.select_for_update().get(pk=workshop.pk)


def _remove_idle(workshop: Workshop) -> None:
    """Days nobody used leave no trace."""
    idle = Session.objects.filter(workshop=workshop, attendances=None, guests=None)
    idle = idle.exclude(forums__version__gt=0).exclude(is_rehearsal=True)
    AgendaItem.objects.filter(workshop=workshop, day__in=idle.values("day")).delete()
    remove_sessions(Session.objects.filter(pk__in=list(idle.values_list("pk", flat=True))))


def _add_session(workshop: Workshop, key: str) -> Session:
    today = timezone.localdate()
    starts_at = timezone.make_aware(datetime.combine(today, time.min))
    last = workshop.sessions.aggregate(day=Max("day"))["day"] or 0
    session = Session.objects.create(
        workshop=workshop, key=key, day=last + 1, title=f"Latihan hari {last + 1}",
        room="Aula utama", starts_at=starts_at, ends_at=starts_at + LENGTH,
    )  # fmt: skip
    first = workshop.sessions.order_by("starts_at").first()
    workshop.starts_on = timezone.localdate(first.starts_at) if first else today
    workshop.ends_on = today
    workshop.save(update_fields=["starts_on", "ends_on"])
    dimensions = list(Dimension.objects.all())
    for position, (begins, ends, title, room, has_forums) in enumerate(AGENDA, 1):
        line = AgendaItem.objects.create(
            workshop=workshop, day=session.day, position=position, title=title, room=room,
            starts_at=begins, ends_at=ends,
        )  # fmt: skip
        line.dimensions.set(dimensions if has_forums else [])
    for number, dimension in enumerate(dimensions, 1):
        Forum.objects.create(
            session=session, dimension=dimension, code=free_code(dimension),
            kind=ForumKind.SWOT if dimension.code == SWOT_DIMENSION else ForumKind.IDEAS,
            room=f"Ruang {number}", phase=Phase.WAITING,
            question=QUESTIONS.get(dimension.code, f"Apa gagasan Anda untuk {dimension.name}?"),
        )  # fmt: skip
    return session


def _register(workshop: Workshop, user: User) -> None:
    organisation = user.organisation
    add_participant(
        workshop,
        name=str(user),
        kind=organisation.kind if organisation else OrganisationKind.OTHER,
        origin=ParticipantOrigin.REGISTERED,
        organisation=organisation,
        user=user,
        consent_version=CONSENT_VERSION,
    )
