from django.urls import path

from tobasmart.portal import notices, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("dimensi/", views.dimension_list, name="dimension_list"),
    path("dimensi/<slug:slug>/", views.dimension, name="dimension"),
    path("saya/", views.mine, name="mine"),
    path("saya/kabar/", notices.notice_list, name="notice_list"),
    path("saya/kabar/buka/", notices.notice_open, name="notice_open"),
    path("saya/kabar/dibaca/", notices.notice_read_all, name="notice_read_all"),
    path("saya/kabar/pengaturan/", notices.notice_settings, name="notice_settings"),
    path("kelola/program/", views.programme, name="programme"),
    path("kelola/audit/", views.audit_list, name="audit_list"),
    path("sehat/", views.health, name="health"),
    path("tentang/", views.page, {"name": "about"}, name="about"),
    path("cara-kerja/", views.page, {"name": "how_it_works"}, name="how_it_works"),
    path("aksesibilitas/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privasi/", views.page, {"name": "privacy"}, name="privacy"),
]
