"""Tell the person where the portal is, once it answers, and who can sign in to the demo."""

import contextlib
import json
import socket
import time
from pathlib import Path

WAIT_SECONDS = 120
ANY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (not bound)
HEADINGS = {"role": "Peran", "username": "Nama pengguna", "password": "Kata sandi"}


def announce(host: str, port: int, var: Path, started: float) -> None:
    """Print the address when /sehat/ answers 200; ``started`` is a time of the monotonic clock."""
    host = ANY_ADDRESS.get(host, host)
    while not is_healthy(host, port):
        if time.monotonic() - started > WAIT_SECONDS:
            print(f"Portal belum menjawab; lihat {var / 'log'}.", flush=True)
            return
        time.sleep(0.1)
    seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
    ready = f"Portal siap di {address(host, port)} ({seconds} detik)."
    accounts = account_table(var / "demo-accounts.json")
    print("\n".join([ready, *accounts, "Ctrl+C menghentikan semuanya."]), flush=True)


def address(host: str, port: int) -> str:
    host = ANY_ADDRESS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_healthy(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), 5) as connection:
        connection.sendall(b"GET /sehat/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return connection.recv(12)[9:12] == b"200"
    return False


def account_table(path: Path) -> list[str]:
    """The demo accounts as aligned lines; none where the list is missing or unreadable."""
    try:
        rows = [[entry[key] for key in HEADINGS] for entry in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    table = [list(HEADINGS.values()), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return ["Akun contoh:", *(f"  {line}" for line in lines)]
