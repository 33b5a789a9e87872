from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("pengguna/", views.people_list, name="people_list"),
    path("pengguna/undang/", views.person_invite, name="person_invite"),
    path("pengguna/<str:username>/", views.person_detail, name="person_detail"),
    path("pengguna/<str:username>/setujui/", views.person_approve, name="person_approve"),
    path("pengguna/<str:username>/aktif/", views.person_active, name="person_active"),
    path("pengguna/<str:username>/buka/", views.person_unlock, name="person_unlock"),
    path("pengguna/<str:username>/peran/", views.grant_give, name="grant_give"),
    path("pengguna/<str:username>/peran/<int:pk>/cabut/", views.grant_take, name="grant_take"),
    path("organisasi/", views.organisation_list, name="organisation_list"),
    path("organisasi/<slug:key>/", views.organisation_edit, name="organisation_edit"),
]
