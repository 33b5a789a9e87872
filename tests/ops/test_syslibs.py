import pytest

from ops import syslibs


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without the libraries and fonts, used by somebody who is not root."""
    monkeypatch.setattr(syslibs, "missing_libraries", lambda: ["pango", "harfbuzz-subset"])
    monkeypatch.setattr(syslibs, "has_batak_font", lambda: False)
    monkeypatch.setattr(syslibs, "may_install", lambda: False)
    monkeypatch.setattr(syslibs.shutil, "which", lambda name: name if name == "apt-get" else None)


def test_missing_libraries_tries_every_file_name():
    needed = {"c": ("libnone.so", "libc.so.6"), "none": ("libnone.so.0", "libnone.dylib")}

    assert syslibs.missing_libraries(needed) == ["none"]


def test_missing_libraries_of_this_machine_are_none():
    assert syslibs.missing_libraries() == []


def test_has_batak_font_looks_below_the_folder(tmp_path):
    assert not syslibs.has_batak_font(tmp_path / "absent")
    assert not syslibs.has_batak_font(tmp_path)

    (tmp_path / "truetype" / "noto").mkdir(parents=True)
    (tmp_path / "truetype" / "noto" / syslibs.BATAK_FONT).touch()

    assert syslibs.has_batak_font(tmp_path)


def test_ensure_libraries_says_the_exact_command(bare, capsys):
    assert not syslibs.ensure_libraries()

    assert capsys.readouterr().err.splitlines() == [
        "Pembuatan PDF memerlukan pustaka: pango, harfbuzz-subset.",
        "Jalankan: sudo apt-get install -y --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ]


def test_ensure_libraries_installs_as_root(bare, monkeypatch):
    installed = []
    monkeypatch.setattr(syslibs, "may_install", lambda: True)
    monkeypatch.setattr(syslibs, "missing_libraries", lambda: [] if installed else ["pango"])
    monkeypatch.setattr(syslibs, "install", installed.extend)

    assert syslibs.ensure_libraries()
    assert installed == syslibs.LIBRARY_PACKAGES


def test_ensure_font_warns_in_one_line(bare, capsys):
    syslibs.ensure_font()

    assert capsys.readouterr().err == (
        "Aksara Batak akan tercetak sebagai kotak sampai: "
        "sudo apt-get install -y --no-install-recommends fonts-noto-core\n"
    )


@pytest.mark.parametrize(
    ("program", "command"),
    [("dnf", "sudo dnf install -y pango harfbuzz"), ("brew", "brew install pango")],
)
def test_advice_fits_the_system(bare, monkeypatch, program, command):
    monkeypatch.setattr(syslibs.shutil, "which", lambda name: name if name == program else None)

    assert syslibs.advice(syslibs.LIBRARY_PACKAGES) == command


def test_venv_packages_names_the_package_of_this_python(monkeypatch):
    assert syslibs.venv_packages() == []

    monkeypatch.setattr(syslibs, "find_spec", lambda _: None)
    assert [name.startswith("python3.") for name in syslibs.venv_packages()] == [True]


def test_missing_packages_is_what_ci_has_to_install(bare):
    assert syslibs.missing_packages() == [*syslibs.LIBRARY_PACKAGES, "fonts-noto-core"]


def test_install_waits_while_somebody_else_holds_the_lock(monkeypatch, capsys):
    answers = iter(["E: Could not get lock /var/lib/apt/lists/lock", "", ""])
    calls = []
    monkeypatch.setattr(syslibs.time, "sleep", lambda _: None)
    monkeypatch.setattr(syslibs, "run_apt", lambda args: calls.append(args[0]) or next(answers))

    syslibs.install(["fonts-noto-core"])

    assert calls == ["update", "update", "install"]
    assert capsys.readouterr().err == "Memasang paket sistem: fonts-noto-core …\n"
