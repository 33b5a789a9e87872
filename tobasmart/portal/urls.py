from django.urls import path

from tobasmart.portal import (
    audit_pages,
    hand_over_pages,
    mine,
    notices,
    offline,
    own_data_pages,
    removal_pages,
    views,
    words,
)

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("dimensi/", views.dimension_list, name="dimension_list"),
    path("dimensi/<slug:slug>/", views.dimension, name="dimension"),
    path("saya/", mine.mine, name="mine"),
    path("saya/kabar/", notices.notice_list, name="notice_list"),
    path("saya/kabar/buka/", notices.notice_open, name="notice_open"),
    path("saya/kabar/dibaca/", notices.notice_read_all, name="notice_read_all"),
    path("saya/kabar/pengaturan/", notices.notice_settings, name="notice_settings"),
    path("kelola/program/", views.programme, name="programme"),
    path("saya/data/", own_data_pages.own_data_page, name="own_data"),
    path("saya/data/unduh/", own_data_pages.own_data_download, name="own_data_download"),
    path("saya/hapus-akun/", removal_pages.own_removal, name="own_removal"),
    path(
        "saya/hapus-akun/batal/",
        removal_pages.own_removal_take_back,
        name="own_removal_take_back",
    ),
    path(
        "kelola/pengguna/<str:username>/hapus/", removal_pages.person_remove, name="person_remove"
    ),
    path("kelola/pengguna/<str:username>/serah/", hand_over_pages.hand_over, name="hand_over"),
    path("kelola/audit/", audit_pages.audit_list, name="audit_list"),
    path("kelola/audit/unduh/", audit_pages.audit_export, name="audit_export"),
    path("luring/", offline.offline, name="offline"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("sehat/", views.health, name="health"),
    path("tentang/", words.page, {"name": "about"}, name="about"),
    path("cara-kerja/", words.page, {"name": "how_it_works"}, name="how_it_works"),
    path("aksesibilitas/", words.page, {"name": "accessibility"}, name="accessibility"),
    path("bantuan/", words.help_page, name="help"),
    path("kontak/", words.contact, name="contact"),
    path("privasi/", words.privacy, name="privacy"),
    path("privasi/<slug:version>/", words.privacy, name="privacy"),
    path("ketentuan/", words.terms, name="terms"),
    path("ketentuan/<slug:version>/", words.terms, name="terms"),
]
