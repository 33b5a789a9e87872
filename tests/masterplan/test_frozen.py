"""A printed book can be read again from its frozen contents."""

import pytest

from masterplan.book.frozen import as_json, from_json
from tests.masterplan.books import book, idea


def test_from_json_gives_the_same_book():
    whole = book(idea(1), idea(2))

    assert from_json(as_json(whole)) == whole


def test_from_json_bears_fields_it_does_not_know_and_says_what_is_missing():
    whole = book(idea(1))
    contents = as_json(whole)

    assert from_json(contents | {"of_a_later_version": 1}) == whole
    del contents["title"]
    with pytest.raises(KeyError, match=r"Book\.title"):
        from_json(contents)
