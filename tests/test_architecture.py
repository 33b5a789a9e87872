"""Every address is in the matrix or in the list of public pages; refused ones change nothing."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from submissions.models import Comment
from tests.factories import EditionFactory, UserFactory, idea_in

PUBLIC = {
    "portal:home", "portal:dimension_list", "portal:dimension", "portal:health", "portal:about",
    "portal:how_it_works", "portal:accessibility", "portal:privacy", "portal:terms", "portal:help",
    "portal:contact", "submissions:idea_list",
    "masterplan:edition_changes", "masterplan:verify_edition", "masterplan:export_download",
    "submissions:idea_detail", "submissions:attachment_file", "submissions:attachment_thumbnail",
    "workshops:workshop_list", "workshops:workshop_detail", "workshops:workshop_calendar",
    "workshops:material_file",
    "masterplan:masterplan", "masterplan:build_download",
    "portal:offline", "portal:service_worker", "submissions:comment_detail",
    "submissions:tracking", "submissions:tracking_detail", "submissions:idea_versions",
    "submissions:idea_compare", "submissions:idea_blank_form", "masterplan:idea_pdf",
    # Open, so that a script hears of an ended session (tests/submissions/test_autosave.py).
    "submissions:idea_autosave", "submissions:idea_autosave_new",
    # Open, so that a comment outlives an ended session (tests/submissions/test_talk.py).
    "submissions:comment_add",
    # Guests have no account (tests/workshops/test_{claims,feedback,certificates}.py).
    "workshops:claim_ask", "workshops:feedback", "workshops:certificate_file",
    # Guests take part (tests/workshops/test_forum_page.py).
    "workshops:forum_code", "workshops:forum_short", "workshops:forum", "workshops:forum_join",
    "workshops:post_write", "workshops:post_edit", "workshops:post_withdraw", "workshops:ballot",
    # The projector has a signed link (tests/workshops/test_board_page.py).
    "workshops:board",
    # The QR of a printed page, results of a forum; signers may be guests; an ended session is told
    # (tests/workshops/test_{verification,fruit,signing,minutes_pages}.py).
    "workshops:verification", "workshops:verification_file", "workshops:forum_fruit",
    "workshops:record_sign", "workshops:record_file", "workshops:minutes_autosave",
    # The door has no login; the desk's script hears of an ended session
    # (tests/workshops/test_{check_in,hall_screen,offline_desk}.py).
    "workshops:hall", "workshops:check_in", "workshops:checked_in",
    "workshops:hall_screen_content", "workshops:desk_people", "workshops:desk_send",
    "workshops:desk_shell",
}  # fmt: skip
# Pages that need a login and check the rest themselves (tests/submissions/test_permissions.py).
SIGNED_IN = {
    "portal:own_data", "portal:own_data_download", "portal:own_removal",
    "portal:own_removal_take_back", "accounts:own_absences", "accounts:absence_remove",
    "portal:mine", "submissions:idea_new", "submissions:idea_edit", "submissions:idea_submit",
    "submissions:idea_sent", "submissions:idea_withdraw", "submissions:idea_delete",
    "submissions:idea_share", "submissions:attachment_list", "submissions:attachment_add",
    "submissions:attachment_caption", "submissions:attachment_remove",
    "submissions:attachment_restore", "submissions:idea_support", "submissions:idea_follow",
    "submissions:comment_add", "submissions:comment_report", "submissions:similar_titles",
    "portal:notice_list",
    "portal:notice_open", "portal:notice_read_all", "portal:notice_settings",
    # Tests: test_steps.py, test_check.py, test_receipt.py, test_writers.py, test_paper.py.
    "submissions:idea_step", "submissions:idea_check", "submissions:idea_receipt",
    "submissions:idea_copy", "submissions:idea_writers", "submissions:idea_completing_agency",
    "submissions:paper_entry",
    # tests/workshops/test_{registration,participants,invitations,feedback,certificates}.py
    "workshops:registration", "workshops:registration_cancel", "workshops:own_workshops",
    "workshops:claim_open", "workshops:participant_list", "workshops:participant_missing",
    "workshops:participant_detail", "workshops:participant_confirm",
    "workshops:participant_merge", "workshops:invitation_list", "workshops:invitation_withdraw",
    "workshops:feedback_results", "workshops:certificate_list", "workshops:certificate_revoke",
    # tests/workshops/test_{minutes_pages,records,addenda,signing,promotion,credits}.py
    "workshops:minutes", "workshops:mark_add", "workshops:mark_remove", "workshops:record",
    "workshops:record_prepare", "workshops:record_refresh", "workshops:addendum",
    "workshops:record_paper", "workshops:record_seal", "workshops:promote",
    "workshops:promote_undo", "workshops:credit_list", "workshops:credit_answer",
    # tests/workshops/test_{own_forums,rehearsal_start,day_summary}.py
    "workshops:own_forums", "workshops:rehearsal", "workshops:day_summary",
    # tests/workshops/test_control_page.py
    "workshops:control", "workshops:control_phase", "workshops:control_card",
    "workshops:control_merge", "workshops:control_hide", "workshops:control_move",
    "workshops:control_title", "workshops:control_note", "workshops:control_undo",
    # tests/workshops/test_{hall_screen,desk,attendance_sheet,cards}.py
    "workshops:hall_screen", "workshops:desk", "workshops:desk_check_in", "workshops:desk_undo",
    "workshops:desk_walk_in", "workshops:desk_confirm", "workshops:correction",
    "workshops:attendance_pdf", "workshops:attendance_xlsx", "workshops:cards_pdf",
    # Tests: tests/masterplan/test_worksheet_pages.py.
    "masterplan:content_list", "masterplan:outline", "masterplan:section_edit",
    "masterplan:sheet", "masterplan:row_new", "masterplan:row_edit", "masterplan:row_remove",
    "masterplan:row_move", "masterplan:sheet_columns", "masterplan:sheet_download",
    "masterplan:sheet_upload", "masterplan:narrative", "masterplan:narrative_autosave",
    "masterplan:narrative_assign", "masterplan:request_list", "masterplan:request_new",
    "masterplan:request_answer",
    # Tests: tests/masterplan/test_publishing.py.
    "masterplan:publish_page", "masterplan:publish", "masterplan:waive", "masterplan:freeze",
    "masterplan:lacking_list", "masterplan:export_start",
}  # fmt: skip
MERGING = {
    "submissions:review_merge", "submissions:review_merge_pair", "submissions:review_unmerge",
}  # fmt: skip
DESK_PAGES = {
    "submissions:review_list", "submissions:review_detail", "submissions:review_manage",
    "submissions:held_list", "submissions:assignment_plan", "submissions:report_list",
}  # fmt: skip
DESK = {
    *DESK_PAGES, "submissions:review_keys", "submissions:review_score", "submissions:review_note",
    "submissions:review_undo", "submissions:held_release", "submissions:held_drop",
    "submissions:review_assign", "submissions:review_unassign", "submissions:review_conflict",
    "submissions:bulk_preview", "submissions:bulk_run", "submissions:bulk_undo",
    "submissions:review_take_up",
    "submissions:review_ask_revision", "submissions:review_approve", "submissions:review_defer",
    "submissions:review_reject", "submissions:review_reopen", "submissions:review_move",
    "submissions:review_hide", "submissions:comment_hide",
    "submissions:comment_show", "submissions:comment_settle", *MERGING,
}  # fmt: skip
ADMIN = {
    "portal:programme", "portal:audit_list", "masterplan:compile_page", "masterplan:compile_start",
    "masterplan:compile_cancel", "masterplan:compile_progress",
    "accounts:people_list", "accounts:person_invite",
    "accounts:person_detail", "accounts:person_approve", "accounts:person_active",
    "accounts:person_unlock", "accounts:grant_give", "accounts:grant_take",
    "accounts:organisation_list", "accounts:organisation_edit", "accounts:person_reinvite",
    "accounts:person_absences", "accounts:import_new", "accounts:import_example",
    "accounts:import_check", "accounts:import_apply", "portal:audit_export", "portal:person_remove",
    "portal:hand_over", "submissions:rubric",
    "workshops:workshop_new", "workshops:workshop_manage", "workshops:workshop_edit",
    "workshops:workshop_staff", "workshops:staff_remove", "workshops:material_new",
    "workshops:deliverable_tick", "workshops:part_new", "workshops:part_edit",
    "workshops:part_remove",
}  # fmt: skip
POST_ONLY = {
    "submissions:attachment_add", "submissions:attachment_caption",
    "submissions:attachment_remove", "submissions:attachment_restore",
    "submissions:idea_submit", "submissions:idea_withdraw", "submissions:idea_delete",
    "submissions:idea_share", "masterplan:compile_start", "masterplan:compile_cancel",
    "accounts:person_approve",
    "accounts:person_active", "accounts:person_unlock", "accounts:grant_give",
    "accounts:grant_take", "accounts:person_reinvite", "accounts:import_apply",
    "accounts:absence_remove", "portal:audit_export", "portal:own_data_download",
    "portal:own_removal_take_back",
    "submissions:idea_support", "submissions:idea_follow",
    "submissions:comment_report", "portal:notice_open", "portal:notice_read_all",
    "submissions:idea_copy", "submissions:idea_completing_agency",
    "workshops:staff_remove", "workshops:deliverable_tick", "workshops:part_remove",
    *(DESK - DESK_PAGES - MERGING),
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
        "person_reinvite": ["orang-x"], "person_absences": ["orang-x"],
        "person_remove": ["orang-x"], "hand_over": ["orang-x"], "absence_remove": [1],
        "import_check": [1], "import_apply": [1], "import_example": ["people", "csv"],
        "workshop_manage": ["tahap-1"], "workshop_edit": ["tahap-1"],
        "workshop_staff": ["tahap-1"], "staff_remove": ["tahap-1"], "material_new": ["tahap-1"],
        "deliverable_tick": ["tahap-1", 1], "part_new": ["tahap-1", "sesi"],
        "part_edit": ["tahap-1", "sesi", 1], "part_remove": ["tahap-1", "sesi", 1],
    }  # fmt: skip
    short = name.split(":")[1]
    if short in {"attachment_caption", "attachment_remove", "attachment_restore"}:
        return reverse(name, args=[idea.address, uuid.uuid4()])
    if short.startswith("comment_") and short != "comment_add":
        comment = Comment.objects.create(idea=idea, author=idea.author, text="Kata")
        return reverse(name, args=[idea.address, comment.creation_key])
    if short == "review_merge_pair":
        return reverse(name, args=[idea.address, idea.address])
    if short in {
        "report_list", "tracking", "rubric", "held_list", "held_release", "assignment_plan",
        "review_keys", "bulk_preview", "bulk_run", "bulk_undo",
    }:  # fmt: skip
        return reverse(name)
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
