from django.urls import path

from masterplan.views import (
    builds,
    exports,
    narratives,
    outline,
    publishing,
    requests,
    sheet_files,
    worksheets,
)

app_name = "masterplan"
urlpatterns = [
    path("masterplan/", builds.masterplan, name="masterplan"),
    path("masterplan/berkas/<uuid:key>/", builds.build_download, name="build_download"),
    # The converter is registered by the submissions' addresses.
    path("gagasan/<idea:address>/gagasan.pdf", builds.idea_pdf, name="idea_pdf"),
    path("kelola/masterplan/", builds.compile_page, name="compile_page"),
    path("kelola/masterplan/susun/", builds.compile_start, name="compile_start"),
    path("kelola/masterplan/batal/", builds.compile_cancel, name="compile_cancel"),
    path("kelola/masterplan/kemajuan/", builds.compile_progress, name="compile_progress"),
    # The same contents in other forms.
    path(
        "kelola/masterplan/berkas/<uuid:key>/<slug:kind>/",
        exports.export_start,
        name="export_start",
    ),
    path("masterplan/data/<uuid:key>/", exports.export_download, name="export_download"),
    # Editions.
    path("kelola/masterplan/terbit/", publishing.publish_page, name="publish_page"),
    path("kelola/masterplan/terbit/kirim/", publishing.publish, name="publish"),
    path("kelola/masterplan/terbit/syarat/", publishing.waive, name="waive"),
    path("kelola/masterplan/terbit/beku/", publishing.freeze, name="freeze"),
    path("kelola/masterplan/kurang/", publishing.lacking_list, name="lacking_list"),
    path(
        "masterplan/edisi/<slug:slug>/perubahan/",
        publishing.edition_changes,
        name="edition_changes",
    ),
    path("masterplan/verifikasi/<str:token>/", publishing.verify_edition, name="verify_edition"),
    # What the books need besides ideas.
    path("kelola/masterplan/isi/", outline.content_list, name="content_list"),
    path("kelola/masterplan/kerangka/", outline.outline, name="outline"),
    path("kelola/masterplan/kerangka/<str:key>/", outline.section_edit, name="section_edit"),
    path("masterplan/isian/<slug:code>/", worksheets.sheet, name="sheet"),
    path("masterplan/isian/<slug:code>/baru/", worksheets.row_new, name="row_new"),
    path("masterplan/isian/<slug:code>/kolom/", worksheets.columns, name="sheet_columns"),
    path("masterplan/isian/<slug:code>/lembar.xlsx", sheet_files.download, name="sheet_download"),
    path("masterplan/isian/<slug:code>/impor/", sheet_files.upload, name="sheet_upload"),
    path("masterplan/isian/<slug:code>/<uuid:key>/", worksheets.row_edit, name="row_edit"),
    path(
        "masterplan/isian/<slug:code>/<uuid:key>/hapus/", worksheets.row_remove, name="row_remove"
    ),
    path("masterplan/isian/<slug:code>/<uuid:key>/geser/", worksheets.row_move, name="row_move"),
    path("masterplan/naskah/<str:key>/", narratives.narrative, name="narrative"),
    path("masterplan/naskah/<str:key>/simpan/", narratives.autosave, name="narrative_autosave"),
    path("masterplan/naskah/<str:key>/tugas/", narratives.assign, name="narrative_assign"),
    path("masterplan/permintaan/", requests.request_list, name="request_list"),
    path("masterplan/permintaan/baru/", requests.request_new, name="request_new"),
    path("masterplan/permintaan/<int:pk>/jawab/", requests.request_answer, name="request_answer"),
]
