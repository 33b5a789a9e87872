"""Books compiled and linked in a test's own store."""

import io

from django.core.files.storage import FileSystemStorage

from masterplan.book.compiling import link_plan, render_missing
from masterplan.book.fragments import plan
from masterplan.book.planning import contents_bytes
from masterplan.book.press import expected
from masterplan.book.verify import problems
from masterplan.book.volume import volume_of
from tobasmart.press.store import Store


def store_in(folder, local=None):
    return Store(FileSystemStorage(folder), local=local)


def planned(book):
    return volume_of(book, plan(book), contents_bytes(book))


def compiled(book, store):
    """(file, number of fragments that were rendered for it)."""
    ready = planned(book)
    rendered = render_missing(ready, store)
    out = io.BytesIO()
    link_plan(ready, store, out)
    return out.getvalue(), rendered


def problems_of(data, book, page_count):
    return problems(data, expected(book, plan(book), page_count, linked=True))
