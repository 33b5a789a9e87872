from django.urls import path

from workshops import views

app_name = "workshops"
urlpatterns = [
    path("bimtek/", views.workshop_list, name="workshop_list"),
    path("bimtek/<slug:slug>/", views.workshop_detail, name="workshop_detail"),
]
