"""What is alike is found, what is not is left out, and nobody finds what they may not read."""

import json

import pytest

from benchmarks import _twins
from dimensions.models import Dimension
from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from submissions.models import VersionTerm
from submissions.similar import similar_ideas
from submissions.similar.roots import root_of
from submissions.similar.words import terms_of, words_of
from submissions.views.similar import LIMIT
from tests.factories import (
    DimensionFactory,
    ProgrammeFactory,
    UserFactory,
    draft_idea,
    idea_in,
    idea_text,
)

pytestmark = pytest.mark.django_db

TOILET = {
    "title": "Toilet bersih di pantai",
    "problem": "Toilet di pantai kotor dan tidak ada air.",
    "solution": "Perbaiki toilet umum dan beri jadwal bersih.",
}
ROAD = {
    "title": "Lapor jalan berlubang",
    "problem": "Aspal menuju Silaen rusak dan tidak pernah diperbaiki.",
    "solution": "Kirim foto jalan rusak ke dinas.",
}


def codes(found):
    return [row.idea.code for row in found]


def test_twins_are_found_as_well_as_promised():
    ProgrammeFactory()
    rows = json.loads(_twins.OURS.read_text(encoding="utf-8"))["gagasan"]
    for code in {row["dimensi"] for row in rows}:
        DimensionFactory(code=code)
    twins = _twins.load(_twins.OURS, UserFactory())

    quality = _twins.measure(twins, UserFactory(roles=["reviewer"]))

    assert Dimension.objects.count() == 6
    assert len(twins.ideas) == 150
    assert quality.recall_at_5 >= 0.95, quality.missed
    assert quality.mean_found >= 0.85, quality.missed


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("pengangkutan", "angkut"),
        ("diangkut", "angkut"),
        ("mengolah", "olah"),
        ("penyewaan", "sewa"),
        ("memperbaiki", "baik"),
        ("keberlanjutan", "lanjut"),
        ("ngirim", "kirim"),
        ("makanan", "makan"),
        ("digital", "digital"),
        ("kependudukan", "penduduk"),
        ("sekolahnya", "sekolah"),
        ("balige", "balige"),
    ],
)
def test_root_of_strips_grammar_and_no_more(word, root):
    assert root_of(word) == root


def test_words_of_writes_everyday_spelling_out():
    assert words_of("Yg bikin rame2 di kmr mandi, bgttt") == [
        "yang", "bikin", "ramai", "di", "kamar", "mandi", "sangat",
    ]  # fmt: skip


def test_terms_of_knows_everyday_and_official_words_for_one_thing():
    everyday, official = terms_of("WC bau"), terms_of("Standar kamar kecil")

    assert "=toilet" in everyday
    assert "=toilet" in official


@pytest.mark.parametrize("text", ["", "   ", "yang dan di", "🙂 123 ...", "\u202eabc" * 3])
def test_similar_ideas_of_nothing_are_none(text):
    idea_in(S.IN_REVIEW, **TOILET)

    assert similar_ideas(text=text, reader=UserFactory()) == []


def test_similar_ideas_puts_the_twin_first_and_leaves_strangers_out():
    twin = idea_in(S.IN_REVIEW, **TOILET)
    idea_in(S.IN_REVIEW, **ROAD)
    own = idea_in(
        S.IN_REVIEW,
        title="WC layak utk pengunjung",
        problem="WC jorok, bau, sampai pengunjung enggan memakainya.",
        solution="Bangun WC baru.",
    )

    found = similar_ideas(text=own.current_version, reader=UserFactory(), exclude=own)

    assert codes(found) == [twin.code]
    assert 0.12 <= found[0].score < 1.01


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED, S.WITHDRAWN])
def test_similar_ideas_never_shows_what_the_reader_may_not_read(status):
    idea_in(status, **TOILET)
    public = idea_in(S.IN_REVIEW, **TOILET)

    found = similar_ideas(text=TOILET["title"], reader=UserFactory())

    assert codes(found) == [public.code]


def test_similar_ideas_shows_the_desk_what_was_handed_in():
    idea = idea_in(S.SUBMITTED, **TOILET)

    assert codes(similar_ideas(text=TOILET["title"], reader=UserFactory(roles=["reviewer"]))) == [
        idea.code
    ]


def test_similar_ideas_leaves_hidden_ones_out():
    idea = idea_in(S.IN_REVIEW, **TOILET)
    services.hide_idea(idea, actor=UserFactory(roles=["admin"]), is_hidden=True, reason="Uji")

    assert similar_ideas(text=TOILET["title"], reader=UserFactory(roles=["admin"])) == []


def test_similar_ideas_compares_the_version_in_force():
    author = UserFactory()
    idea = idea_in(S.APPROVED, author=author, **TOILET)
    idea = services.save_draft(idea, actor=author, text=idea_text(**ROAD), revision=idea.revision)
    idea = transitions.submit_idea(idea, actor=author)

    everyone = UserFactory()

    assert codes(similar_ideas(text=TOILET["title"], reader=everyone)) == [idea.code]
    assert similar_ideas(text=ROAD["title"], reader=everyone) == []


def test_drafts_have_no_terms():
    draft_idea(**TOILET)
    assert VersionTerm.objects.count() == 0

    idea = idea_in(S.SUBMITTED, **TOILET)
    assert set(VersionTerm.objects.values_list("version", flat=True)) == {idea.current_version_id}


@pytest.mark.parametrize("count", [1, 3])
def test_similar_ideas_asks_four_times(count, django_assert_num_queries):
    for _ in range(count):
        idea_in(S.IN_REVIEW, **TOILET)
    reader = UserFactory()
    assert reader.grants_now

    with django_assert_num_queries(4):
        found = similar_ideas(text=TOILET["title"], reader=reader)
        shown = [(row.idea.title, row.idea.dimension.name) for row in found]

    assert len(shown) == count


def test_similar_titles_is_a_part_of_a_page_with_dimension_and_status(client_of):
    idea = idea_in(S.IN_REVIEW, **TOILET)

    page = client_of(UserFactory()).get("/gagasan/mirip/", {"judul": "wc bersih pantai"})

    text = page.content.decode()
    assert page.status_code == 200
    assert "<html" not in text
    assert f'href="/gagasan/{idea.address}/"' in text
    assert "status--in_review" in text
    assert "dimension-badge" in text


def test_similar_titles_does_not_name_the_idea_being_written(client_of):
    author = UserFactory()
    idea = idea_in(S.NEEDS_REVISION, author=author, **TOILET)

    page = client_of(author).get(
        "/gagasan/mirip/", {"judul": TOILET["title"], "kecuali": idea.draft_key}
    )

    assert page.content.decode().strip() == ""


@pytest.mark.parametrize("title", ["", "wc", "x" * 5000, "\x00\x00", "<script>alert(1)</script>"])
def test_similar_titles_takes_any_title(title, client_of):
    idea_in(S.IN_REVIEW, **TOILET)

    page = client_of(UserFactory()).get("/gagasan/mirip/", {"judul": title})

    assert page.status_code == 200
    assert "<script" not in page.content.decode()


def test_similar_titles_needs_a_login(client):
    answer = client.get("/gagasan/mirip/", {"judul": "Toilet bersih"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


def test_similar_titles_falls_silent_for_who_asks_too_often(client_of):
    idea_in(S.IN_REVIEW, **TOILET)
    browser = client_of(UserFactory())
    for _ in range(LIMIT):
        browser.get("/gagasan/mirip/", {"judul": ""})
        browser.get("/gagasan/mirip/", {"judul": "toilet bersih"})

    page = browser.get("/gagasan/mirip/", {"judul": "toilet bersih"})

    assert page.status_code == 200
    assert page.content.decode().strip() == ""


def test_the_check_page_shows_advice_and_the_way_on(client_of):
    twin, author = idea_in(S.IN_REVIEW, **TOILET), UserFactory()
    draft = draft_idea(author, **TOILET)

    text = client_of(author).get(f"/gagasan/{draft.address}/periksa/").content.decode()

    assert "Mungkin sudah ada yang mirip" in text
    assert f'href="/gagasan/{twin.address}/"' in text
    assert "Kirim gagasan" in text
