from django.urls import path

from workshops.views import schedule

urlpatterns = [
    path("bimtek/", schedule.workshop_list, name="workshop_list"),
    path("bimtek/<slug:slug>/", schedule.workshop_detail, name="workshop_detail"),
]
