from django.urls import path

from masterplan import views

app_name = "masterplan"
urlpatterns = [
    path("masterplan/", views.masterplan, name="masterplan"),
    path("masterplan/berkas/<uuid:key>/", views.build_download, name="build_download"),
    # The converter is registered by the submissions' addresses.
    path("gagasan/<idea:address>/gagasan.pdf", views.idea_pdf, name="idea_pdf"),
    path("kelola/masterplan/", views.compile_page, name="compile_page"),
    path("kelola/masterplan/susun/", views.compile_start, name="compile_start"),
    path("kelola/masterplan/kemajuan/", views.compile_progress, name="compile_progress"),
]
