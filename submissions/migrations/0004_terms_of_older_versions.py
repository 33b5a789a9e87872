from django.db import migrations

from submissions.similar import weigh


def index_older_versions(apps, _schema_editor):
    """Versions handed in before similar ideas could be found get their terms."""
    IdeaVersion = apps.get_model("submissions", "IdeaVersion")
    VersionTerm = apps.get_model("submissions", "VersionTerm")
    for version in IdeaVersion.objects.filter(frozen_at__isnull=False).iterator(500):
        weights = weigh(version.title, version.problem, version.solution)
        VersionTerm.objects.bulk_create(
            (
                VersionTerm(version_id=version.pk, term=term, weight=weight)
                for term, weight in weights.items()
            ),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("submissions", "0003_ideas_at_scale")]

    operations = [migrations.RunPython(index_older_versions, migrations.RunPython.noop)]
