from django.urls import path

from workshops.views import credits, fruit, promotion

urlpatterns = [
    path("forum/<slug:code>/hasil/", fruit.forum_fruit, name="forum_fruit"),
    path("forum/<slug:code>/jadikan-gagasan/", promotion.promote, name="promote"),
    path(
        "forum/<slug:code>/jadikan-gagasan/urungkan/", promotion.promote_undo, name="promote_undo"
    ),
    path("saya/kredit/", credits.credit_list, name="credit_list"),
    path("saya/kredit/<uuid:key>/", credits.credit_answer, name="credit_answer"),
]
