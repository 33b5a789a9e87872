"""Addresses of the workshops, one module for each subject."""

from workshops.urls import attendance, control, forum, fruit, people, records, schedule

app_name = "workshops"
urlpatterns = [
    *schedule.urlpatterns,
    *people.urlpatterns,
    *attendance.urlpatterns,
    *forum.urlpatterns,
    *control.urlpatterns,
    *fruit.urlpatterns,
    *records.urlpatterns,
]
