from django.urls import include, path, register_converter

from submissions.views import (
    attachments,
    autosave,
    check,
    ideas,
    moderation,
    own,
    paper,
    receipt,
    similar,
    steps,
    talk,
    tracking,
    versions,
    writers,
    writing,
)
from submissions.views.desk import rubric


class IdeaAddress:
    """A code (``env-014``, ``contoh-env-01``) or a draft's key (``d-7k3q…``)."""

    regex = r"d-[2-9a-hj-km-np-z]{10}|[a-z]{3}-\d{3,6}|contoh-[a-z]{3}-\d{2,4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdeaAddress, "idea")

COMMENT = "gagasan/<idea:address>/tanggapan/<uuid:key>/"

app_name = "submissions"
urlpatterns = [
    path("gagasan/", ideas.idea_list, name="idea_list"),
    path("gagasan/baru/", writing.idea_new, name="idea_new"),
    path("gagasan/baru/simpan/", autosave.idea_autosave_new, name="idea_autosave_new"),
    path("gagasan/formulir-kosong.pdf", paper.idea_blank_form, name="idea_blank_form"),
    path("gagasan/kertas/", paper.paper_entry, name="paper_entry"),
    path("gagasan/mirip/", similar.similar_titles, name="similar_titles"),
    path("gagasan/<idea:address>/", ideas.idea_detail, name="idea_detail"),
    path("gagasan/<idea:address>/versi/", versions.idea_versions, name="idea_versions"),
    path(
        "gagasan/<idea:address>/versi/<int:old>..<int:new>/",
        versions.idea_compare,
        name="idea_compare",
    ),
    path("gagasan/<idea:address>/ubah/", writing.idea_edit, name="idea_edit"),
    path("gagasan/<idea:address>/ubah/<int:step>/", steps.idea_step, name="idea_step"),
    path("gagasan/<idea:address>/simpan/", autosave.idea_autosave, name="idea_autosave"),
    path("gagasan/<idea:address>/periksa/", check.idea_check, name="idea_check"),
    path("gagasan/<idea:address>/kirim/", check.idea_submit, name="idea_submit"),
    path("gagasan/<idea:address>/terkirim/", check.idea_sent, name="idea_sent"),
    path("gagasan/<idea:address>/tanda-terima/", receipt.idea_receipt, name="idea_receipt"),
    path("gagasan/<idea:address>/tarik/", own.idea_withdraw, name="idea_withdraw"),
    path("gagasan/<idea:address>/berkas/", attachments.attachment_list, name="attachment_list"),
    path(
        "gagasan/<idea:address>/berkas/unggah/",
        attachments.attachment_add,
        name="attachment_add",
    ),
    path(
        "gagasan/<idea:address>/berkas/<uuid:key>/",
        attachments.attachment_file,
        name="attachment_file",
    ),
    path(
        "gagasan/<idea:address>/berkas/<uuid:key>/kecil/",
        attachments.attachment_thumbnail,
        name="attachment_thumbnail",
    ),
    path(
        "gagasan/<idea:address>/berkas/<uuid:key>/keterangan/",
        attachments.attachment_caption,
        name="attachment_caption",
    ),
    path(
        "gagasan/<idea:address>/berkas/<uuid:key>/hapus/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path(
        "gagasan/<idea:address>/berkas/<uuid:key>/kembalikan/",
        attachments.attachment_restore,
        name="attachment_restore",
    ),
    path("gagasan/<idea:address>/hapus/", own.idea_delete, name="idea_delete"),
    path("gagasan/<idea:address>/bagikan/", own.idea_share, name="idea_share"),
    path("gagasan/<idea:address>/salin/", own.idea_copy, name="idea_copy"),
    path("gagasan/<idea:address>/penyusun/", writers.idea_writers, name="idea_writers"),
    path(
        "gagasan/<idea:address>/penyusun/lembaga/",
        writers.idea_completing_agency,
        name="idea_completing_agency",
    ),
    path("gagasan/<idea:address>/dukung/", talk.idea_support, name="idea_support"),
    path("gagasan/<idea:address>/ikuti/", talk.idea_follow, name="idea_follow"),
    path("gagasan/<idea:address>/tanggapan/", talk.comment_add, name="comment_add"),
    path(COMMENT, talk.comment_detail, name="comment_detail"),
    path(f"{COMMENT}lapor/", talk.comment_report, name="comment_report"),
    path(f"{COMMENT}sembunyikan/", moderation.comment_hide, name="comment_hide"),
    path(f"{COMMENT}tampilkan/", moderation.comment_show, name="comment_show"),
    path(f"{COMMENT}selesai/", moderation.comment_settle, name="comment_settle"),
    path("lacak/", tracking.tracking, name="tracking"),
    path("lacak/<str:code>/", tracking.tracking_detail, name="tracking_detail"),
    path("tinjauan/laporan/", moderation.report_list, name="report_list"),
    path("kelola/rubrik/", rubric.rubric, name="rubric"),
    path("tinjauan/", include("submissions.urls_desk")),
]
