"""The Toba pack's BimTek: sessions, times, forums and papers, loaded any number of times."""

import re
import shutil
from datetime import time

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories.workshops import seated
from tobasmart.packfile import PackError
from tobasmart.portal.region_pack import load_pack
from workshops.choices import ForumKind, Phase
from workshops.models import AgendaItem, Deliverable, Forum, Material, Session, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_pack(settings.REGION_PACK, samples=False)


def test_the_pack_brings_days_times_forums_papers_and_deliverables(loaded):
    keys = list(Session.objects.order_by("key").values_list("key", flat=True))
    assert keys == [f"tahap-{n}-hari-{day}" for n in (1, 2, 3, 4) for day in (1, 2)]
    first = Session.objects.get(key="tahap-1-hari-1")
    assert timezone.localtime(first.starts_at).isoformat() == "2021-06-28T08:00:00+07:00"
    assert timezone.localtime(first.ends_at).isoformat() == "2021-06-28T16:30:00+07:00"
    assert all(session.is_over and not session.is_running for session in Session.objects.all())
    line = AgendaItem.objects.get(workshop__slug="tahap-1", dimensions__code="ENV")
    assert (line.day, line.starts_at, line.room) == (2, time(8, 30), "Ruang 1–6, pilih satu")
    assert list(Material.objects.values_list("workshop__slug", flat=True)) == ["tahap-2"]
    titles = Deliverable.objects.filter(workshop__slug="tahap-4").values_list("title", flat=True)
    assert list(titles) == ["Buku akhir", "Lembar komitmen"]
    for workshop in Workshop.objects.all():
        assert re.search(r"jam.*penilaian penyusun", workshop.source)


def test_each_forum_round_has_six_forums_with_codes_that_can_be_read_aloud(loaded):
    rounds = set(Forum.objects.values_list("session__key", flat=True))
    assert rounds == {"tahap-1-hari-2", "tahap-2-hari-2", "tahap-3-hari-2"}
    for key in rounds:
        forums = Forum.objects.filter(session__key=key)
        assert len(forums) == 6
        assert {forum.kind for forum in forums} == {ForumKind.IDEAS}
        assert len({forum.question for forum in forums}) == 6
        # Without signs that look alike.
        assert all(re.fullmatch(r"[A-HJ-NP-Z]{2}[2-9]{2}", forum.code) for forum in forums)


def test_loading_again_changes_nothing_and_keeps_what_an_admin_added(loaded):
    workshop = Workshop.objects.get(slug="tahap-1")
    added = AgendaItem.objects.create(workshop=workshop, day=1, position=9, title="Foto bersama")
    lines = set(AgendaItem.objects.values_list("pk", flat=True))

    again = load_pack(settings.REGION_PACK, samples=False)

    assert all(new == changed == 0 for new, changed, _ in again.counts.values())
    assert set(AgendaItem.objects.values_list("pk", flat=True)) == lines
    added.refresh_from_db()
    assert added.position == 9


def test_lines_of_an_older_pack_get_their_times(loaded):
    AgendaItem.objects.update(starts_at=None, ends_at=None, room="")
    pks = set(AgendaItem.objects.values_list("pk", flat=True))

    load_pack(settings.REGION_PACK, samples=False)

    assert set(AgendaItem.objects.values_list("pk", flat=True)) == pks
    assert not AgendaItem.objects.filter(starts_at=None).exists()


def test_a_forum_that_has_begun_is_no_longer_the_packs(loaded):
    forum = Forum.objects.get(code="EK23")
    Forum.objects.filter(pk=forum.pk).update(
        question="Pertanyaan fasilitator", phase=Phase.COLLECT, version=3
    )
    seated(forum)

    load_pack(settings.REGION_PACK, samples=False)

    forum.refresh_from_db()
    assert (forum.question, forum.phase, forum.version) == (
        "Pertanyaan fasilitator", Phase.COLLECT, 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dimension: ENV", "dimension: XXX", "forums 1: unknown dimension 'XXX'"),
        ("starts_at: '08:00'", "starts_at: pagi", "sessions 1: 'starts_at' is not valid"),
        ("question: Apa yang perlu", "tanya: Apa yang perlu", "'question' is missing"),
    ],
)
def test_a_broken_part_is_refused_as_a_whole(old, new, message, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(settings.REGION_PACK, pack)
    file = pack / "workshops.yaml"
    file.write_text(file.read_text().replace(old, new, 1))

    with pytest.raises(PackError, match=re.escape(message)):
        load_pack(pack)

    assert not Workshop.objects.exists()


def test_a_pack_without_the_new_parts_still_loads(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(settings.REGION_PACK, pack)
    (pack / "workshops.yaml").write_text(
        "workshops:\n- {slug: tahap-1, stage: 1, title: Awal, starts_on: '2027-01-01',"
        " ends_on: '2027-01-02', venue: Aula, audience: '', opened_by: '', deliverable: '',"
        " source: '', agenda: [{day: 1, title: Pembukaan}]}\n"
    )

    load_pack(pack, samples=False)

    assert AgendaItem.objects.get().starts_at is None
    assert not Session.objects.exists()
