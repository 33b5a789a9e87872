from django.db import models


class Pace(models.TextChoices):
    """How soon mail of one kind is sent. In the portal a notice is always shown."""

    NOW = "now", "Langsung"
    DAILY = "daily", "Harian"
    WEEKLY = "weekly", "Mingguan"
    NONE = "none", "Tanpa surel"
