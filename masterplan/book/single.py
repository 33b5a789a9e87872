"""The page of one idea as a file of its own, laid out as in the book."""

from dataclasses import replace
from functools import lru_cache

from django.utils import timezone

from masterplan.book.fragments import idea_page
from masterplan.book.idea_content import sheet_of
from masterplan.book.press import press_page
from masterplan.book.shapes import Book, DimensionChapter, IdeaSheet, SubdimensionPart
from submissions.models import Idea, IdeaVersion


def print_idea(idea: Idea, version: IdeaVersion) -> bytes:
    """``version`` of the idea as PDF; what is not in force says its status."""
    sheet = sheet_of(idea, version)
    if version.pk != idea.approved_version_id:
        sheet = replace(sheet, status=f"{idea.get_status_display()}, versi {version.number}")
    return _press(_book(idea, version, sheet))


# A page takes most of a second; the same words of the same day are printed once in each process.
@lru_cache(maxsize=32)
def _press(book: Book) -> bytes:
    sheet = book.ideas[0]
    title = f"{sheet.code} {sheet.title}"
    return press_page(idea_page(book), title=title, created=book.compiled_on)


def _book(idea: Idea, version: IdeaVersion, sheet: IdeaSheet) -> Book:
    programme = idea.programme
    return Book(
        title=programme.document_title,
        region=programme.region,
        start_year=programme.start_year,
        end_year=programme.end_year,
        long_until=programme.long_until,
        edition=programme.document_title,
        is_draft=True,
        compiled_on=timezone.localdate(),
        portal_address="",
        outline=(),
        dimensions=(_chapter(idea, version, sheet),),
        decided=(),
        stages=(),
        sectors=(),
    )


def _chapter(idea: Idea, version: IdeaVersion, sheet: IdeaSheet) -> DimensionChapter:
    """The idea's place in force; a draft's own choice before that, or none yet."""
    dimension = idea.dimension or version.dimension
    part = idea.subdimension or version.subdimension
    parts = (SubdimensionPart(part.code, part.name, (sheet,)),) if part else ()
    code = dimension.code if dimension else ""
    return DimensionChapter(
        code=code,
        name=dimension.name if dimension else "Dimensi belum dipilih",
        official_name=dimension.official_name if dimension else "",
        target="",
        icon=f"dimension-{code.lower()}",
        subdimensions=parts,
        other=() if part else (sheet,),
    )
