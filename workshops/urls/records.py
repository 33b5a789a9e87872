from django.urls import path

from workshops.views import addenda, minutes, records, signing, verification

urlpatterns = [
    path("forum/<slug:code>/notulen/", minutes.minutes, name="minutes"),
    path("forum/<slug:code>/notulen/simpan/", minutes.minutes_autosave, name="minutes_autosave"),
    path("forum/<slug:code>/notulen/tanda/", minutes.mark_add, name="mark_add"),
    path(
        "forum/<slug:code>/notulen/tanda/<int:position>/hapus/",
        minutes.mark_remove,
        name="mark_remove",
    ),
    path("forum/<slug:code>/berita-acara/", records.record, name="record"),
    path("forum/<slug:code>/berita-acara/siapkan/", records.record_prepare, name="record_prepare"),
    path("forum/<slug:code>/berita-acara/perbarui/", records.record_refresh, name="record_refresh"),
    path("forum/<slug:code>/berita-acara/adendum/", addenda.addendum, name="addendum"),
    path("berita-acara/tanda-tangan/<slug:token>/", signing.record_sign, name="record_sign"),
    path("berita-acara/<slug:token>/kertas/", signing.record_paper, name="record_paper"),
    path("berita-acara/<slug:token>/segel/", signing.record_seal, name="record_seal"),
    path("berita-acara/<slug:token>/pdf/", signing.record_file, name="record_file"),
    path("verifikasi/<slug:token>/", verification.verification, name="verification"),
    path("verifikasi/<slug:token>/pdf/", verification.verification_file, name="verification_file"),
]
