import shutil

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.models import Organisation, User
from dimensions.models import Dimension, District
from submissions.choices import IdeaStatus
from submissions.models import CodeCounter, Idea
from submissions.purge import remove_samples
from tobasmart.packfile import PackError
from tobasmart.portal.demo import create_demo_accounts
from tobasmart.portal.region_pack import load_pack
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def test_toba_pack_loads_twice_with_the_same_result():
    first = load_pack(settings.REGION_PACK)
    second = load_pack(settings.REGION_PACK)

    assert first.counts["dimension"] == [6, 0, 0]
    assert all(new == changed == 0 for new, changed, _ in second.counts.values())
    codes = list(Dimension.objects.values_list("code", flat=True))
    assert codes == ["ENV", "ECO", "BRA", "GOV", "SOC", "LIV"]
    counts = (
        District.objects.count(),
        Organisation.objects.agencies().count(),
        Workshop.objects.count(),
    )
    assert counts == (16, 44, 4)
    assert Idea.objects.status_counts() == {
        "approved": 20, "in_review": 1, "needs_revision": 1, "deferred": 1, "rejected": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("districts.csv", "91.05", "banyak", "districts.csv, row 2: 'area_km2' is not valid"),
        (
            "organisations.csv",
            "SETWAN,",
            "SETWAN,,",
            "organisations.csv, row 3: expected 10 columns",
        ),
        (
            "dimensions.yaml",
            "code: ENV\n",
            "kode: ENV\n",
            "dimensions.yaml, dimensions 1: 'code' is",
        ),
        ("sample_ideas.json", '"LH"', '"TIDAK"', "unknown organisation 'tidak'"),
        ("workshops.yaml", "workshops:", "workshops: [", "workshops.yaml: "),
    ],
)
def test_broken_file_is_refused_with_file_row_and_reason(name, old, new, message, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(settings.REGION_PACK, pack)
    file = pack / name
    file.write_text(file.read_text().replace(old, new, 1))

    with pytest.raises(PackError, match=message.replace("(", "\\(")):
        load_pack(pack)

    assert Dimension.objects.count() == 0


def test_samples_are_removed_by_one_command_without_a_gap():
    load_pack(settings.REGION_PACK)

    ideas, _ = remove_samples(actor=None)

    assert ideas == 24
    assert Idea.objects.count() == 0
    assert not User.objects.filter(is_sample=True).exists()
    assert not Organisation.objects.filter(is_sample=True).exists()
    assert CodeCounter.objects.count() == 0


def test_sample_statuses_and_notes_are_shown(client):
    load_pack(settings.REGION_PACK)

    text = client.get("/gagasan/contoh-bra-04/").content.decode()

    assert Idea.objects.get(code="CONTOH-BRA-04").status == IdeaStatus.NEEDS_REVISION
    assert "Mohon rincikan biaya pemeliharaan setelah tahun pertama." in text
    assert "contoh" in text


def test_demo_accounts_are_refused_outside_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        create_demo_accounts()

    assert User.objects.count() == 0
