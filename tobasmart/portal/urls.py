from django.urls import path

from tobasmart.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("dimensi/", views.dimension_list, name="dimension_list"),
    path("dimensi/<slug:slug>/", views.dimension, name="dimension"),
    path("saya/", views.mine, name="mine"),
    path("kelola/program/", views.programme, name="programme"),
    path("kelola/audit/", views.audit_list, name="audit_list"),
    path("sehat/", views.health, name="health"),
    path("tentang/", views.page, {"name": "about"}, name="about"),
    path("cara-kerja/", views.page, {"name": "how_it_works"}, name="how_it_works"),
    path("aksesibilitas/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privasi/", views.page, {"name": "privacy"}, name="privacy"),
]
