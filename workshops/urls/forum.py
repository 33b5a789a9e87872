from django.urls import path

from workshops.views import forum, forum_posts, forum_votes

urlpatterns = [
    path("f/", forum.forum_code, name="forum_code"),
    path("f/<slug:code>/", forum.forum_short, name="forum_short"),
    path("forum/<slug:code>/", forum.forum, name="forum"),
    path("forum/<slug:code>/duduk/", forum.forum_join, name="forum_join"),
    path("forum/<slug:code>/tulis/", forum_posts.post_write, name="post_write"),
    path("forum/<slug:code>/kartu/<uuid:key>/", forum_posts.post_edit, name="post_edit"),
    path(
        "forum/<slug:code>/kartu/<uuid:key>/tarik/", forum_posts.post_withdraw, name="post_withdraw"
    ),
    path("forum/<slug:code>/suara/", forum_votes.ballot, name="ballot"),
]
