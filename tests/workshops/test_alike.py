"""Likeness of short cards: advice that a facilitator would give too, and soon enough to give it."""

import json
import time
from pathlib import Path

from workshops import alike
from workshops.alike import hints_for

CARDS = [
    "Bayar parkir danau pakai kode", "Satu tarif parkir, bayar dengan kode",
    "Harga terpampang di semua warung wisata", "Papan harga di warung",
    "Bank keliling tiap hari pasar", "Mobil bank datang di hari pasar",
    "Pelatihan catat kas lewat ponsel", "Pelatihn pencatatan kas pakai hp",
    "Kotak saran pembeli di tiap kios", "Etalase daring Toba Punya",
]  # fmt: skip
IDEAS = Path(__file__).parent.parent / "data/similar_ideas.json"


def test_what_a_person_would_put_together_is_called_alike():
    pairs = {place: hint.other for place, hint in hints_for(CARDS).items()}
    assert pairs == {0: 1, 1: 0, 2: 3, 3: 2, 4: 5, 5: 4, 6: 7, 7: 6}
    assert all(40 <= hint.percent <= 100 for hint in hints_for(CARDS).values())


def test_the_same_words_are_wholly_alike_and_letters_catch_typing_errors():
    hints = hints_for(["Jembatan gantung Sigapiton", "Jembatan gantung Sigapiton", "Warung"])
    assert {place: hint.percent for place, hint in hints.items()} == {0: 100, 1: 100}
    typed = hints_for(["Dermaga Ajibata Tomok", "Drmaga Ajbata Tomokk", "Warung kopi"])
    assert typed[1].other == 0


def test_nothing_is_alike_among_none_one_or_empty():
    assert hints_for([]) == {}
    assert hints_for(["Satu kartu"]) == {}
    assert hints_for(["", "?!", "dan di yang", "🙂"]) == {}


def test_precision_on_ideas_that_people_judged():
    """Advice that is wrong half of the time is read no more."""
    data = json.loads(IDEAS.read_text("utf-8"))
    titles = [idea["judul"] for idea in data["gagasan"]]
    group = {code: place for place, codes in enumerate(data["kelompok"]) for code in codes}
    of = [group.get(idea["id"]) for idea in data["gagasan"]]
    hints = hints_for(titles)

    right = [of[place] is not None and of[place] == of[hint.other] for place, hint in hints.items()]
    assert len(hints) >= 15
    assert sum(right) / len(right) >= 0.75


def test_three_hundred_cards_take_no_time_to_speak_of():
    data = json.loads(IDEAS.read_text("utf-8"))["gagasan"]
    cards = [idea["judul"] for idea in data] + [idea["solusi"][:280] for idea in data]
    hints_for(cards)
    alike._hints.cache_clear()
    spent = []
    for _ in range(3):
        alike._hints.cache_clear()
        started = time.process_time()
        hints_for(cards)
        spent.append(time.process_time() - started)

    assert min(spent) < 0.09  # measured alone: about 0.03 s
    started = time.process_time()
    hints_for(cards)
    assert time.process_time() - started < 0.005
