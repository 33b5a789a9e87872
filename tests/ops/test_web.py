import subprocess
import sys

PROGRAM = """
import resource
from ops.web import MOST_FILES, allow_many_lines
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (int({soft}), hard))
allow_many_lines()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def files_after(soft):
    program = PROGRAM.format(soft=soft)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_low_limit_of_files_is_raised_for_streams():
    assert files_after("256") > 256


def test_a_high_limit_of_files_is_left():
    assert files_after("hard") == files_after("hard") >= files_after("256")
