"""Every address is in the matrix or in the list of public pages; refused ones change nothing."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import EditionFactory, UserFactory, idea_in

PUBLIC = {
    "portal:home", "portal:dimension_list", "portal:dimension", "portal:health", "portal:about",
    "portal:how_it_works", "portal:accessibility", "portal:privacy", "submissions:idea_list",
    "submissions:idea_detail", "workshops:workshop_list", "workshops:workshop_detail",
    "masterplan:masterplan", "masterplan:build_download",
}  # fmt: skip
# Pages that need a login and check the rest themselves (tests/submissions/test_permissions.py).
SIGNED_IN = {
    "portal:mine", "submissions:idea_new", "submissions:idea_edit", "submissions:idea_submit",
    "submissions:idea_sent", "submissions:idea_withdraw", "submissions:idea_delete",
    "submissions:idea_share",
}  # fmt: skip
DESK = {
    "submissions:review_list", "submissions:review_detail", "submissions:review_take_up",
    "submissions:review_ask_revision", "submissions:review_approve", "submissions:review_defer",
    "submissions:review_reject", "submissions:review_reopen", "submissions:review_move",
    "submissions:review_hide",
}  # fmt: skip
ADMIN = {
    "portal:programme", "portal:audit_list", "masterplan:compile_page", "masterplan:compile_start",
    "masterplan:compile_progress", "accounts:people_list", "accounts:person_invite",
    "accounts:person_detail", "accounts:person_approve", "accounts:person_active",
    "accounts:person_unlock", "accounts:grant_give", "accounts:grant_take",
    "accounts:organisation_list", "accounts:organisation_edit",
}  # fmt: skip
POST_ONLY = {
    "submissions:idea_submit", "submissions:idea_withdraw", "submissions:idea_delete",
    "submissions:idea_share", "masterplan:compile_start", "accounts:person_approve",
    "accounts:person_active", "accounts:person_unlock", "accounts:grant_give",
    "accounts:grant_take",
    *(DESK - {"submissions:review_list", "submissions:review_detail"}),
}  # fmt: skip


def names(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


def test_every_address_is_in_the_matrix_or_public():
    ours = {name for name in names() if ":" in name}
    theirs = {name for name in names() if ":" not in name}

    assert ours == PUBLIC | SIGNED_IN | DESK | ADMIN
    assert {name.split("_")[0] for name in theirs} == {"account", "mfa", "usersessions"}


def url_of(name, idea, edition):
    from django.urls import reverse

    arguments = {
        "dimension": ["lingkungan"], "organisation_edit": ["opd-x"],
        "person_detail": ["orang-x"], "person_approve": ["orang-x"], "person_active": ["orang-x"],
        "person_unlock": ["orang-x"], "grant_give": ["orang-x"], "grant_take": ["orang-x", 1],
    }  # fmt: skip
    short = name.split(":")[1]
    if name.startswith("submissions:") and short not in {"review_list", "idea_list", "idea_new"}:
        return reverse(name, args=[idea.address])
    return reverse(name, args=arguments.get(short, []))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(DESK | ADMIN))
@pytest.mark.parametrize("who", ["visitor", "participant", "facilitator"])
def test_refused_pages_refuse_and_change_nothing(name, who, client, client_of):
    from submissions.choices import IdeaStatus
    from tobasmart.audit.models import AuditEntry

    idea, edition = idea_in(IdeaStatus.IN_REVIEW), EditionFactory()
    browser = client if who == "visitor" else client_of(UserFactory(roles=[who]))
    before = AuditEntry.objects.count()
    url = url_of(name, idea, edition)

    answer = browser.post(url) if name in POST_ONLY else browser.get(url)

    assert answer.status_code == (302 if who == "visitor" else 403)
    if who == "visitor":
        assert answer["Location"].startswith("/masuk/")
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_writes_answer_no_get(name, client_of):
    from submissions.choices import IdeaStatus

    idea, edition = idea_in(IdeaStatus.IN_REVIEW), EditionFactory()

    answer = client_of(UserFactory(roles=["admin", "reviewer"])).get(url_of(name, idea, edition))

    assert answer.status_code == 405
