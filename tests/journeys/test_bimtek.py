"""One forum from the door to the sealed record, in four browsers at once, on the real server."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.models import Idea
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, facilitator_of
from tests.journeys.conftest import wait_for
from tests.workshops.web_processes import WebProcesses
from workshops import hall_code
from workshops.choices import Phase, SignerRole
from workshops.models import Attendance, Forum, Post, Record
from workshops.presenter import presenter_token
from workshops.records import content_of
from workshops.sealing import sha256_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def web(transactional_db):
    processes = WebProcesses()
    processes.start(2)
    yield processes
    processes.stop()


@pytest.fixture
def open_page(browser, web, client_of):
    """A page in a browser of its own, of a signed-in person or of nobody."""
    contexts = []

    def make(user=None, **options):
        context = browser.new_context(base_url=web.url, **options)
        contexts.append(context)
        if user:
            session = client_of(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def forum(transactional_db):
    dimension = DimensionFactory(code="ECO", name="Ekonomi", slug="ekonomi")
    return ForumFactory(dimension=dimension, phase=Phase.WAITING)


def check_in_as_guest(page, forum, name):
    page.goto(f"/h/{hall_code.token_of(forum.session)}/")
    page.get_by_label("Nama", exact=False).first.fill(name)
    page.get_by_label(re.compile("Lembaga")).first.fill("Kelompok UMKM Balige")
    kind = page.get_by_label("UMKM", exact=True)
    if kind.count():
        kind.check()
    page.locator("#id_consent").check()
    page.get_by_role("button", name="Catat hadir").click()
    page.wait_for_url("**/hadir/")


def sit_down(page, forum):
    page.goto(forum.get_absolute_url())
    page.get_by_role("button", name="Duduk di forum ini").click()
    page.locator("#forum-bar").wait_for()


def write(page, texts):
    for text in texts:
        page.locator("#id_text").fill(text)
        page.get_by_role("button", name="Kirim kartu").click()
        page.get_by_text(text).first.wait_for()


def next_phase(control, phase):
    control.locator("#control-next").click()
    control.wait_for_selector(f"#control-head[data-phase={phase}]")


def phase_on(page, phase):
    page.wait_for_selector(f"#forum-bar[data-phase={phase}]")


def test_from_the_door_to_the_sealed_record(forum, open_page):
    boss = facilitator_of(forum)
    control = open_page(boss, viewport={"width": 1280, "height": 900})
    board = open_page(viewport={"width": 1920, "height": 1080})
    phones = [open_page(**PHONE), open_page(UserFactory(), **PHONE)]

    # At the door: a guest with the hall code, and an account with one tap.
    check_in_as_guest(phones[0], forum, "Tiur Manurung")
    phones[1].goto(f"/h/{hall_code.token_of(forum.session)}/")
    phones[1].get_by_role("button", name="Catat hadir").click()
    phones[1].wait_for_url("**/hadir/")
    assert Attendance.objects.filter(session=forum.session).count() == 2
    for page in phones:
        sit_down(page, forum)
    control.goto(f"/forum/{forum.code.lower()}/kendali/")
    board.goto(f"/forum/{forum.code.lower()}/papan/?p={presenter_token(forum)}")

    # Collect: three cards each; the projector shows how many, not what they say.
    next_phase(control, "collect")
    for page in phones:
        phase_on(page, "collect")
    write(phones[0], ["QRIS di dermaga", "Kios bersama ulos", "Bank keliling"])
    write(phones[1], ["Bayar QRIS di dermaga", "Catat kas di ponsel", "Tarif parkir dengan kode"])
    wait_for(lambda: Post.objects.filter(forum=forum).count() == 6, 10)
    wait_for(lambda: control.locator("[data-card]").count() == 6, 10)
    assert "QRIS" not in board.locator("body").inner_text()

    # Group: two cards become one.
    next_phase(control, "group")
    wait_for(lambda: "QRIS" in board.locator("body").inner_text(), 10)
    for text in ("QRIS di dermaga", "Bayar QRIS di dermaga"):
        card = Post.objects.get(forum=forum, text=text)
        control.locator(f"#pilih-{card.key}").check()
    control.locator("#bulk-merge").click()
    control.locator("#control-panel input[name=title]").fill("QRIS di semua dermaga")
    control.locator("#control-panel button[type=submit]").click()
    wait_for(lambda: Post.objects.filter(forum=forum, lead__isnull=False).count() == 1, 10)

    # Vote: five dots each, hidden until the vote is over.
    next_phase(control, "vote")
    for page in phones:
        phase_on(page, "vote")
        add = page.get_by_role("button", name=re.compile("Tambah titik: .*QRIS di semua dermaga"))
        for _ in range(3):
            add.click()
    wait_for(lambda: Post.objects.get(title="QRIS di semua dermaga").dot_count == 6, 10)
    next_phase(control, "summary")
    wait_for(lambda: "6" in board.locator("body").inner_text(), 10)

    # From card to idea.
    lead = Post.objects.get(title="QRIS di semua dermaga")
    control.locator(f"button[value='agree:{lead.key}']").click()
    wait_for(lambda: Post.objects.get(pk=lead.pk).is_agreed, 10)
    control.locator(f"button[form=promote][value='{lead.key}']").click()
    wait_for(lambda: Idea.objects.filter(sources__post=lead).exists(), 10)
    idea = Idea.objects.get(sources__post=lead)

    # Minutes, signers, seal.
    control.goto(f"/forum/{forum.code.lower()}/notulen/")
    control.locator("[name=discussion]").first.fill("Peserta sepakat memakai QRIS di dermaga.")
    control.get_by_role("button", name=re.compile("^Simpan")).first.click()
    record = seal(control, forum)
    assert sha256_of(content_of(record)) == record.sha256
    assert Forum.objects.get(pk=forum.pk).phase == Phase.CLOSED

    # Anyone with the printed address checks it; the idea names post, forum and session.
    stranger = open_page(**PHONE)
    stranger.goto(f"/verifikasi/{record.token}/")
    said = stranger.locator("main").inner_text()
    assert "Cocok" in said
    assert record.number in said
    control.goto(idea.get_absolute_url())
    said = control.locator("main").inner_text()
    for part in ("Forum Ekonomi", str(forum.session.workshop), "QRIS di dermaga"):
        assert part in said


def seal(control, forum):
    """Prepare the record, note four signatures on paper, seal it."""
    control.goto(f"/forum/{forum.code.lower()}/berita-acara/siapkan/")
    for shut in control.locator("fieldset details:not([open]) summary").all()[::-1]:
        shut.click()
    for number, role in enumerate(SignerRole.values, 1):
        control.locator(f"[name='{role}-name']").fill(f"Penanda tangan {number}")
    control.get_by_role("button", name="Simpan dan lihat isinya").click()
    for _ in SignerRole.values:
        control.get_by_role("button", name=re.compile("Catat di kertas")).first.click()
        control.wait_for_load_state()
    control.get_by_role("button", name="Segel sekarang").click()
    wait_for(lambda: Record.objects.filter(forum=forum, sealed_at__isnull=False).exists(), 10)
    return Record.objects.get(forum=forum)


def test_a_lost_line_and_a_restarted_server_lose_nothing(forum, web, open_page):
    boss = facilitator_of(forum)
    control = open_page(boss, viewport={"width": 1280, "height": 900})
    phone, other = open_page(UserFactory(), **PHONE), open_page(UserFactory(), **PHONE)
    for page in (phone, other):
        page.goto(f"/h/{hall_code.token_of(forum.session)}/")
        page.get_by_role("button", name="Catat hadir").click()
        page.wait_for_url("**/hadir/")
        sit_down(page, forum)
    control.goto(f"/forum/{forum.code.lower()}/kendali/")
    next_phase(control, "collect")
    phase_on(phone, "collect")
    ends_at = Forum.objects.get(pk=forum.pk).phase_ends_at
    assert ends_at

    phone.context.set_offline(True)
    for text in ("Ditulis tanpa sambungan", "Yang kedua"):
        phone.locator("#id_text").fill(text)
        phone.get_by_role("button", name="Kirim kartu").click()
    for process in list(web.running):
        web.send(process, 15)
    other.locator("#id_text").fill("Ditulis saat server mati")
    other.get_by_role("button", name="Kirim kartu").click()
    web.start(2)
    phone.wait_for_timeout(60_000 - 15_000)
    phone.context.set_offline(False)

    def texts():
        return sorted(Post.objects.filter(forum=forum).values_list("text", flat=True))

    wanted = sorted(["Ditulis tanpa sambungan", "Yang kedua", "Ditulis saat server mati"])
    wait_for(lambda: texts() == wanted, 90)
    phone.wait_for_timeout(3000)
    assert texts() == wanted
    after = Forum.objects.get(pk=forum.pk)
    assert (after.phase, after.phase_ends_at) == (Phase.COLLECT, ends_at)
    wait_for(lambda: control.locator("[data-card]").count() == 3, 20)
    left = phone.locator("[data-clock-face]").inner_text().replace(".", ":").split(":")
    said = timedelta(minutes=int(left[0]), seconds=int(left[1]))
    assert abs(said - (ends_at - timezone.now())) < timedelta(seconds=5)
