"""Reports and hiding: with a reason, once for each person, and everything can be taken back."""

import uuid

import pytest

from accounts.models import Grant
from submissions.choices import IdeaStatus as S
from submissions.models import Comment, CommentReport
from submissions.services.moderation import REPORTS_PER_HOUR, hide_comment, report_comment
from submissions.services.talk import add_comment
from tests.factories import DimensionFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db


def comment_on(idea, person=None, text="Kata kasar."):
    return add_comment(idea, actor=person or UserFactory(), text=text, key=uuid.uuid4())


def url_of(comment, act=""):
    return f"/gagasan/{comment.idea.address}/tanggapan/{comment.creation_key}/{act}"


def acts():
    found = AuditEntry.objects.filter(action__startswith="comment.").order_by("pk")
    return [(entry.action, entry.data.get("reason", "")) for entry in found][1:]


def test_hiding_needs_a_reason_and_keeps_the_text_for_its_author(client, client_of, reviewer):
    author = UserFactory()
    comment = comment_on(idea_in(S.IN_REVIEW), author)
    browser = client_of(reviewer)

    refused = browser.post(url_of(comment, "sembunyikan/"), {"reason": " "})
    assert refused.status_code == 422
    assert "Tulis alasannya dalam satu kalimat" in refused.content.decode()
    for _ in range(2):
        browser.post(url_of(comment, "sembunyikan/"), {"reason": "Menghina orang."})

    idea_url = comment.idea.get_absolute_url()
    public = client.get(idea_url).content.decode()
    own = client_of(author).get(idea_url).content.decode()
    sentence = "Tanggapan disembunyikan: Menghina orang."
    assert (sentence in public, "Kata kasar." in public) == (True, False)
    assert (sentence in own, "Kata kasar." in own) == (True, True)
    assert "Kata kasar." not in client.get(url_of(comment)).content.decode()
    assert acts() == [("comment.hidden", "Menghina orang.")]
    comment.idea.refresh_from_db()
    assert comment.idea.comment_count == 0


def test_a_hidden_comment_can_be_shown_again(client, client_of, reviewer):
    comment = comment_on(idea_in(S.IN_REVIEW))
    hide_comment(comment, actor=reviewer, reason="Keliru.")

    for _ in range(2):
        client_of(reviewer).post(url_of(comment, "tampilkan/"))

    assert "Kata kasar." in client.get(comment.idea.get_absolute_url()).content.decode()
    assert acts() == [("comment.hidden", "Keliru."), ("comment.shown", "")]
    comment.idea.refresh_from_db()
    assert comment.idea.comment_count == 1


@pytest.mark.parametrize("act", ["sembunyikan/", "tampilkan/", "selesai/"])
@pytest.mark.parametrize("who", ["participant", "facilitator", "observer", "other", "writer"])
def test_nobody_else_moderates(who, act, client_of):
    writer = UserFactory()
    comment = comment_on(idea_in(S.IN_REVIEW), writer)
    person = writer if who == "writer" else UserFactory(roles=[] if who == "other" else [who])
    if who == "other":
        eco = DimensionFactory(code="ECO")
        Grant.objects.create(user=person, role="reviewer", scope="dimension", dimension=eco)

    answer = client_of(person).post(url_of(comment, act), {"reason": "Karena."})

    assert answer.status_code == 403
    assert Comment.objects.get().hidden_at is None
    assert acts() == []


def test_a_person_reports_a_comment_once(client_of):
    comment, person = comment_on(idea_in(S.IN_REVIEW)), UserFactory()
    browser = client_of(person)

    for _ in range(3):
        answer = browser.post(url_of(comment, "lapor/"), {"reason": "Kasar."})

    assert answer["Location"] == f"{comment.idea.get_absolute_url()}#diskusi"
    assert [(row.reporter, row.reason) for row in CommentReport.objects.all()] == [
        (person, "Kasar.")
    ]
    assert acts() == [("comment.reported", "")]


def test_a_report_needs_a_reason_and_not_of_the_own_comment(client_of):
    writer = UserFactory()
    comment = comment_on(idea_in(S.IN_REVIEW), writer)

    empty = client_of(UserFactory()).post(url_of(comment, "lapor/"), {"reason": ""})
    own = client_of(writer).post(url_of(comment, "lapor/"), {"reason": "Saya sendiri."})

    assert (empty.status_code, own.status_code) == (422, 403)
    assert CommentReport.objects.count() == 0


def test_reports_are_limited_for_each_hour(client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    for _ in range(REPORTS_PER_HOUR):
        report_comment(comment_on(idea), actor=person, reason="Kasar.")
    comment = comment_on(idea)

    answer = client_of(person).post(url_of(comment, "lapor/"), {"reason": "Lagi."})

    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "Lagi." in answer.content.decode()


def test_moderators_are_told_of_the_first_open_report_only(reviewer):
    comment = comment_on(idea_in(S.IN_REVIEW))
    Notice.objects.all().delete()

    for _ in range(3):
        report_comment(comment, actor=UserFactory(), reason="Kasar.")

    assert Notice.objects.filter(recipient=reviewer, kind="report").count() == 1


def test_reports_are_listed_until_they_are_settled(client_of, reviewer):
    idea = idea_in(S.IN_REVIEW)
    first, second, third = (comment_on(idea, text=f"Teks {n}") for n in range(3))
    for comment in (first, second):
        report_comment(comment, actor=UserFactory(), reason="Kasar.")
    browser = client_of(reviewer)
    assert [row.text for row in browser.get("/tinjauan/laporan/").context["page"]] == [
        "Teks 0", "Teks 1",
    ]  # fmt: skip

    browser.post(url_of(first, "selesai/"), {"dari_laporan": "1"})
    browser.post(url_of(second, "sembunyikan/"), {"reason": "Menghina."})

    assert list(browser.get("/tinjauan/laporan/").context["page"]) == []
    done = browser.get("/tinjauan/laporan/?tampil=selesai").context["page"]
    assert [row.text for row in done] == ["Teks 1", "Teks 0"]
    assert [row.settled_by for row in CommentReport.objects.all()] == [reviewer, reviewer]
    assert acts()[-2:] == [("comment.kept", ""), ("comment.hidden", "Menghina.")]
    assert third.reports.count() == 0


def test_reviewers_see_reports_of_their_dimension_and_admins_all(client_of, admin):
    env, eco = DimensionFactory(code="ENV"), DimensionFactory(code="ECO")
    for dimension in (env, eco):
        comment = comment_on(idea_in(S.IN_REVIEW, dimension=dimension), text=dimension.code)
        report_comment(comment, actor=UserFactory(), reason="Kasar.")
    person = UserFactory()
    Grant.objects.create(user=person, role="reviewer", scope="dimension", dimension=eco)

    def seen(who):
        return [row.text for row in client_of(who).get("/tinjauan/laporan/").context["page"]]

    assert (seen(person), seen(admin)) == (["ECO"], ["ENV", "ECO"])


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_many_reports(
    count, client_of, reviewer, django_assert_num_queries
):
    idea = idea_in(S.IN_REVIEW)
    for _ in range(count):
        comment = comment_on(idea)
        for _ in range(2):
            report_comment(comment, actor=UserFactory(), reason="Kasar.")
    browser = client_of(reviewer)

    # Session, person, grants; how many, the comments, their reports.
    with django_assert_num_queries(6):
        browser.get("/tinjauan/laporan/")


def test_comments_of_a_hidden_or_withdrawn_idea_are_gone_with_it(client):
    comment = comment_on(idea_in(S.IN_REVIEW))
    idea = comment.idea
    idea.is_hidden = True
    idea.save(update_fields=["is_hidden"])

    assert client.get(url_of(comment)).status_code == 404
    assert "Kata kasar." not in client.get(idea.get_absolute_url()).content.decode()
