"""Two ideas become one and apart again: everybody named and told, nothing lost, one winner."""

import threading

import pytest
from django.db import connection

from submissions import services
from submissions.choices import IdeaStatus as S
from submissions.families import kept_by_merging, merged_family
from submissions.models import Idea, Merge
from submissions.services.talk import set_support
from submissions.transitions import (
    NotAllowedError,
    TransitionError,
    merge_idea,
    unmerge_idea,
)
from tests.factories import UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return UserFactory(roles=["reviewer"])


def merged(idea, into, reviewer):
    return merge_idea(idea, into=into, actor=reviewer, reason="Sama.")


def leads(*ideas):
    """Where each idea belongs now, by primary key; None for its own."""
    rows = dict(Idea.objects.values_list("pk", "merged_into"))
    return [rows[idea.pk] for idea in ideas]


def acts(*ideas):
    entries = AuditEntry.objects.filter(action__in=["idea.merged", "idea.unmerged"])
    return list(
        entries.filter(target_id__in=[idea.pk for idea in ideas])
        .order_by("pk")
        .values_list("action", flat=True)
    )


@pytest.mark.parametrize(
    "status", [S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED]
)
def test_unmerge_gives_back_status_and_version_in_force(status, reviewer):
    idea, lead = idea_in(status), idea_in(S.IN_REVIEW)
    before = Idea.objects.values(
        "status", "current_version", "approved_version", "decision", "revision_due_on"
    ).get(pk=idea.pk)

    idea = merged(idea, lead, reviewer)
    assert (idea.status, idea.merged_into_id) == (S.MERGED, lead.pk)
    unmerge_idea(idea, actor=reviewer, reason="Ternyata beda.")

    assert Idea.objects.values(*before).get(pk=idea.pk) == before
    assert leads(idea) == [None]
    assert acts(idea) == ["idea.merged", "idea.unmerged"]


def test_merging_again_and_again_can_be_undone_for_ever(reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)

    for _ in range(3):
        idea = unmerge_idea(merged(idea, lead, reviewer), actor=reviewer)

    assert idea.status == S.IN_REVIEW
    assert Merge.objects.filter(idea=idea, undone_at=None).count() == 0
    assert Merge.objects.filter(idea=idea).count() == 3


def test_a_chain_hangs_on_its_root_and_comes_apart_as_it_grew(reviewer):
    first, second, third, last = (idea_in(S.IN_REVIEW) for _ in range(4))

    merged(first, second, reviewer)
    merged(second, third, reviewer)
    assert leads(first, second, third) == [third.pk, third.pk, None]
    merged(third, last, reviewer)
    assert leads(first, second, third, last) == [last.pk, last.pk, last.pk, None]

    unmerge_idea(second, actor=reviewer)
    assert leads(first, second, third, last) == [second.pk, None, last.pk, None]
    unmerge_idea(third, actor=reviewer)
    assert leads(first, second, third, last) == [second.pk, None, None, None]
    unmerge_idea(first, actor=reviewer)
    assert leads(first, second, third, last) == [None] * 4


def test_a_long_chain_leaves_whole(reviewer):
    first, second, third, last = (idea_in(S.IN_REVIEW) for _ in range(4))
    for idea, into in ((first, second), (second, third), (third, last)):
        merged(idea, into, reviewer)

    unmerge_idea(third, actor=reviewer)

    assert leads(first, second, third, last) == [third.pk, third.pk, None, None]


def test_an_idea_is_not_merged_into_itself_or_into_its_own_part(reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    with pytest.raises(TransitionError):
        merged(idea, idea, reviewer)
    merged(idea, lead, reviewer)

    with pytest.raises(TransitionError):
        merged(lead, idea, reviewer)

    assert leads(idea, lead) == [lead.pk, None]
    assert acts(idea, lead) == ["idea.merged"]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "hidden", "merged"])
def test_nothing_is_merged_into_what_has_no_page_of_its_own(state, reviewer):
    idea = idea_in(S.IN_REVIEW)
    lead = idea_in(S(state)) if state != "hidden" else idea_in(S.IN_REVIEW)
    if state == "hidden":
        services.hide_idea(lead, actor=UserFactory(roles=["admin"]), is_hidden=True, reason="Uji")

    with pytest.raises((TransitionError, NotAllowedError)):
        merged(idea, lead, reviewer)

    assert leads(idea) == [None]


@pytest.mark.parametrize("side", ["idea", "lead"])
def test_own_side_merges_neither_way(side):
    reviewer = UserFactory(roles=["reviewer"])
    own = idea_in(S.IN_REVIEW, author=UserFactory(organisation=reviewer.organisation))
    other = idea_in(S.IN_REVIEW)
    idea, lead = (own, other) if side == "idea" else (other, own)

    with pytest.raises(NotAllowedError):
        merged(idea, lead, reviewer)

    assert leads(idea, lead) == [None, None]
    assert acts(idea, lead) == []


def test_everybody_of_both_ideas_is_told_once_each_way(reviewer):
    author, co_author, other = UserFactory(), UserFactory(), UserFactory()
    idea, lead = idea_in(S.IN_REVIEW, author=author), idea_in(S.IN_REVIEW, author=other)
    idea.co_authors.add(co_author)
    Notice.objects.all().delete()

    merged(idea, lead, reviewer)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {
        author.pk, co_author.pk, other.pk,
    }  # fmt: skip
    assert Notice.objects.count() == 3

    Notice.objects.all().delete()
    unmerge_idea(idea, actor=reviewer)

    assert set(Notice.objects.values_list("recipient", flat=True)) == {
        author.pk, co_author.pk, other.pk,
    }  # fmt: skip
    assert Notice.objects.count() == 3


def test_supports_of_a_family_count_each_person_once(reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    both, one = UserFactory(), UserFactory()
    for person, liked in ((both, idea), (both, lead), (one, idea)):
        set_support(liked, actor=person, is_on=True)

    assert kept_by_merging(idea, lead).supports == 2
    merged(idea, lead, reviewer)
    lead.refresh_from_db()
    assert lead.support_count == 2

    unmerge_idea(idea, actor=reviewer)
    counts = dict(Idea.objects.values_list("pk", "support_count"))
    assert (counts[idea.pk], counts[lead.pk]) == (2, 1)


def test_family_names_everybody(reviewer):
    idea = idea_in(S.IN_REVIEW, author=UserFactory(organisation__name="Kedai Andaliman"))
    idea.co_authors.add(UserFactory(organisation=None, display_name="Rosa"))
    lead = idea_in(S.IN_REVIEW, author=UserFactory(organisation__name="Dinas Pariwisata"))

    assert merged_family(lead, reviewer).names == ()
    merged(idea, lead, reviewer)

    family = merged_family(lead, reviewer)
    assert family.names == ("Dinas Pariwisata", "Kedai Andaliman", "Rosa")
    assert [(member.idea.code, member.names) for member in family.merged] == [
        (idea.code, ("Kedai Andaliman", "Rosa"))
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_family_takes_a_fixed_number_of_queries(count, reviewer, django_assert_num_queries):
    lead = idea_in(S.IN_REVIEW)
    for _ in range(count):
        idea = idea_in(S.IN_REVIEW)
        idea.co_authors.add(UserFactory())
        merged(idea, lead, reviewer)
    lead = Idea.objects.prefetch_related("co_authors__organisation").get(pk=lead.pk)
    reader = UserFactory()
    assert reader.grants_now
    assert lead.proposer

    with django_assert_num_queries(4):
        family = merged_family(lead, reader)

    assert len(family.merged) == count
    assert [member.may_open for member in family.merged] == [False] * count


def at_once(*acts_):
    """Run all in threads of their own connections; what each raised, None for done."""
    raised: list[type[Exception] | None] = [None] * len(acts_)
    gate = threading.Barrier(len(acts_))

    def run(place, act):
        try:
            gate.wait()
            act()
        except Exception as error:
            raised[place] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts_)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_ideas_merged_into_each_other_at_once_have_one_winner():
    one, two = UserFactory(roles=["reviewer"]), UserFactory(roles=["reviewer"])
    for _ in range(10):
        first, second = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)

        raised = at_once(
            lambda a=first, b=second: merge_idea(a, into=b, actor=one),
            lambda a=second, b=first: merge_idea(a, into=b, actor=two),
        )

        assert sorted(raised, key=str) == [TransitionError, None] or sorted(raised, key=str) == [
            None,
            TransitionError,
        ]
        assert sorted(leads(first, second), key=str).count(None) == 1
        assert acts(first, second) == ["idea.merged"]


@pytest.mark.django_db(transaction=True)
def test_one_idea_unmerged_twice_at_once_is_unmerged_once():
    one, two = UserFactory(roles=["reviewer"]), UserFactory(roles=["reviewer"])
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    merge_idea(idea, into=lead, actor=one)

    raised = at_once(lambda: unmerge_idea(idea, actor=one), lambda: unmerge_idea(idea, actor=two))

    assert sorted(map(str, raised)) == sorted(map(str, [None, TransitionError]))
    assert acts(idea) == ["idea.merged", "idea.unmerged"]
    assert leads(idea) == [None]


@pytest.mark.django_db(transaction=True)
def test_a_part_leaving_while_its_lead_joins_another_ends_whole():
    one, two = UserFactory(roles=["reviewer"]), UserFactory(roles=["reviewer"])
    for _ in range(5):
        part, lead, other = (idea_in(S.IN_REVIEW) for _ in range(3))
        merge_idea(part, into=lead, actor=one)

        raised = at_once(
            lambda a=part: unmerge_idea(a, actor=one),
            lambda a=lead, b=other: merge_idea(a, into=b, actor=two),
        )

        assert raised == [None, None]
        assert leads(part, lead, other) == [None, other.pk, None]
