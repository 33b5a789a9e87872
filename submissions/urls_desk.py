"""Addresses of the review desk, below /tinjauan/."""

from django.urls import path

from submissions.views import merging
from submissions.views.desk import balancing, bulk, deciding, held, managing, queue, scoring

IDEA = "<idea:address>/"
urlpatterns = [
    path("", queue.review_list, name="review_list"),
    path("tombol/", queue.review_keys, name="review_keys"),
    path("ditahan/", held.held_list, name="held_list"),
    path("ditahan/umumkan/", held.held_release, name="held_release"),
    path("pembagian/", balancing.assignment_plan, name="assignment_plan"),
    path("massal/", bulk.bulk_preview, name="bulk_preview"),
    path("massal/jalankan/", bulk.bulk_run, name="bulk_run"),
    path("massal/urungkan/", bulk.bulk_undo, name="bulk_undo"),
    path(IDEA, queue.review_detail, name="review_detail"),
    path(f"{IDEA}mulai/", deciding.review_take_up, name="review_take_up"),
    path(f"{IDEA}nilai/", scoring.review_score, name="review_score"),
    path(f"{IDEA}catatan/", scoring.review_note, name="review_note"),
    path(f"{IDEA}perbaikan/", deciding.review_ask_revision, name="review_ask_revision"),
    path(f"{IDEA}setujui/", deciding.review_approve, name="review_approve"),
    path(f"{IDEA}tunda/", deciding.review_defer, name="review_defer"),
    path(f"{IDEA}tolak/", deciding.review_reject, name="review_reject"),
    path(f"{IDEA}urungkan/", deciding.review_undo, name="review_undo"),
    path(f"{IDEA}lepas/", held.held_drop, name="held_drop"),
    path(f"{IDEA}buka-lagi/", deciding.review_reopen, name="review_reopen"),
    path(f"{IDEA}kelola/", managing.review_manage, name="review_manage"),
    path(f"{IDEA}tugaskan/", managing.review_assign, name="review_assign"),
    path(f"{IDEA}batal-tugas/", managing.review_unassign, name="review_unassign"),
    path(f"{IDEA}benturan/", managing.review_conflict, name="review_conflict"),
    path(f"{IDEA}pindah/", managing.review_move, name="review_move"),
    path(f"{IDEA}sembunyikan/", managing.review_hide, name="review_hide"),
    path(f"{IDEA}gabung/", merging.review_merge, name="review_merge"),
    path(f"{IDEA}gabung/<idea:other>/", merging.review_merge_pair, name="review_merge_pair"),
    path(f"{IDEA}pisah/", merging.review_unmerge, name="review_unmerge"),
]
