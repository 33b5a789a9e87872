"""Running texts: Markdown that stays harmless, autosave without loss, requests to agencies."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from masterplan.markdown import narrative_html
from masterplan.models import DataRequest, NarrativeVersion, Section
from masterplan.services import narratives, requests
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, ProgrammeFactory, UserFactory
from tobasmart.notifications.models import Notice


@pytest.fixture
def section(db):
    return Section.objects.create(
        programme=ProgrammeFactory(), key="b1.1.1", level="section", title="Latar", position=1
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://127.0.0.1/a.png)",
        "[x](javascript:alert(1))",
        '<a href="https://x" onclick="y">z</a>',
        "<img src=x onerror=y>",
        "[x]: data:text/html,<b>\n[x]",
    ],
)
def test_narrative_html_makes_no_element_of_hostile_text(text):
    html = str(narrative_html(text))

    for part in (
        "<script",
        "<img",
        'href="javascript',
        'href="data',
        "<b>",
        '<a href="https://x" onclick',
    ):
        assert part not in html


def test_narrative_html_knows_headings_lists_tables_and_web_links():
    html = str(
        narrative_html("# Judul\n\n- a\n- **b**\n\n|x|y|\n|-|-|\n|1|2|\n\n[t](https://t.id)")
    )

    assert html == (
        "<h4>Judul</h4>\n<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>\n"
        "<table>\n<thead>\n<tr>\n<th>x</th>\n<th>y</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n<p><a href="https://t.id">t</a></p>\n'
    )


def test_deep_nesting_ends_at_once():
    assert narrative_html(">" * 3000 + "x") is not None
    assert narrative_html("[" * 5000) is not None


def test_save_narrative_keeps_versions_and_refuses_an_old_revision(section, admin):
    narrative, page = narratives.narrative_of(section), uuid.uuid4()

    narrative = narratives.save_narrative(narrative, actor=admin, text="A", revision=1, page=page)
    again = narratives.save_narrative(narrative, actor=admin, text="AB", revision=1, page=page)
    with pytest.raises(narratives.NarrativeConflictError):
        narratives.save_narrative(narrative, actor=admin, text="C", revision=1, page=uuid.uuid4())
    done = narratives.save_narrative(again, actor=admin, text="ABC", revision=3, is_done=True)

    assert (done.text, done.revision, done.is_done) == ("ABC", 4, True)
    assert list(NarrativeVersion.objects.values_list("text", flat=True)) == ["ABC", "A"]


def test_only_the_agency_it_is_assigned_to_writes(section, admin):
    narrative = narratives.narrative_of(section)
    writer, stranger = UserFactory(), UserFactory()
    narratives.assign_narrative(
        narrative, actor=admin, organisation=writer.organisation, due_on=timezone.localdate()
    )

    narratives.save_narrative(narrative, actor=writer, text="Latar", revision=1)
    with pytest.raises(NotAllowedError):
        narratives.save_narrative(narrative, actor=stranger, text="Lain", revision=2)
    with pytest.raises(NotAllowedError):
        narratives.assign_narrative(
            narrative, actor=writer, organisation=stranger.organisation, due_on=None
        )

    narrative.refresh_from_db()
    assert (narrative.text, narrative.organisation) == ("Latar", writer.organisation)


def ask(actor, organisations):
    return requests.ask_agencies(
        actor=actor,
        programme=ProgrammeFactory(),
        organisations=organisations,
        wanted="Kertas kerja permasalahan",
        due_on=timezone.localdate() + timedelta(days=2),
        sheet="permasalahan",
    )


def test_ask_agencies_asks_each_once_and_tells_its_people(admin):
    person = UserFactory()
    other = OrganisationFactory()

    first = ask(admin, [person.organisation, other])
    second = ask(admin, [person.organisation, other])
    with pytest.raises(NotAllowedError):
        ask(person, [other])

    assert ([row.organisation for row in first], second) == ([person.organisation, other], [])
    assert Notice.objects.filter(recipient=person, kind="data").count() == 1


def test_remind_agencies_tells_once_in_three_days_and_never_who_answered(admin):
    person = UserFactory()
    ask(admin, [person.organisation])
    DataRequest.objects.update(asked_at=timezone.now() - timedelta(days=2))

    counts = [requests.remind_agencies(), requests.remind_agencies()]
    DataRequest.objects.update(reminded_at=None, answered_at=timezone.now())
    counts.append(requests.remind_agencies())

    assert counts == [1, 0, 0]
    assert Notice.objects.filter(recipient=person, kind="data").count() == 2
