import configparser
import shlex
import signal
from pathlib import Path

import pytest
from supervisor.options import UnhosedConfigParser

from ops.postgres import Postgres
from ops.processes import command_line, configuration, farewell
from ops.valkey import Valkey


@pytest.fixture
def sections(base):
    servers = [Postgres(base / "postgres"), Valkey(base / "valkey")]
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=True)
    parser.read_string(configuration(servers))
    return parser


def test_configuration_names_every_process(sections):
    assert sections.sections() == [
        "supervisord",
        "program:postgres",
        "program:valkey",
        "program:web",
        "program:worker",
        "program:beat",
        "group:portal",
    ]


def test_configuration_without_private_engines_runs_the_portal_alone():
    assert "[program:postgres]" not in configuration([])
    assert "[program:valkey]" not in configuration([])


def test_configuration_runs_two_web_processes(sections):
    assert sections["program:web"]["numprocs"] == "2"
    assert sections["program:web"]["process_name"] == "%(program_name)s%(process_num)d"


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_configuration_lets_pages_go_first(sections, name):
    assert sections[f"program:{name}"]["command"].startswith("nice -n 10 ")


def test_configuration_gives_the_worker_both_queues(sections):
    command = shlex.split(sections["program:worker"]["command"])

    assert command[command.index("-Q") + 1] == "celery,documents"
    assert command[command.index("-c") + 1] == "2"


def test_configuration_stops_the_portal_before_its_engines(sections):
    names = ["group:portal", "program:valkey", "program:postgres"]
    priorities = [int(sections[name]["priority"]) for name in names]

    assert sections["group:portal"]["programs"] == "web,worker,beat"
    assert priorities == sorted(priorities, reverse=True)
    assert sections["program:postgres"]["stopsignal"] == "INT"


def test_configuration_brings_everything_back(sections):
    programs = [name for name in sections.sections() if name.startswith("program:")]

    assert {sections[name]["autorestart"] for name in programs} == {"true"}
    assert {sections[name]["startretries"] for name in programs} == {"1000"}


@pytest.mark.parametrize("folder", ["Toba #2", "satu ; dua", "100%", 'it\'s "here"', "#;%"])
def test_command_line_survives_odd_folders(folder):
    argv = [f"/home/{folder}/bin/python", "-m", "ops.web"]
    parser = UnhosedConfigParser()
    parser.read_string(f"[program:x]\ncommand = {command_line(argv)}\n")

    assert shlex.split(parser.saneget("program:x", "command", None)) == argv


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["/somewhere/bin/postgres", "-D", "data"], signal.SIGINT),
        (["nice", "python", "-m", "celery", "worker"], signal.SIGKILL),
        (["nice", "python", "-m", "celery", "beat"], signal.SIGTERM),
        (["python", "-m", "ops.web"], signal.SIGTERM),
    ],
)
def test_farewell_is_what_ends_each_process_without_the_others(argv, expected):
    assert farewell(argv) == expected


def test_configuration_holds_no_plain_path_of_the_clone(sections):
    here = str(Path(__file__).resolve().parents[2])
    values = [
        value
        for name in sections.sections()
        for key, value in sections[name].items()
        if key != "command"
    ]

    assert [value for value in values if here in value] == []
