"""The command line as a process of its own: signals, pipes, and what is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from cleaner.cli.outputs import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and pipes as Unix has them")

COMMAND = [sys.executable, "-m", "cleaner"]
PARAGRAPH = "The council has met again to talk about the new school, but no decision has been taken so far.\n\n"


def start(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder)


@pytest.fixture
def heeded_interrupts() -> Iterator[None]:
    """Let processes heed interrupts, even where the tests run as a shell's background job, which ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def open_when_it_is_read(path: Path, process: subprocess.Popen[bytes]) -> BinaryIO:
    """Open a named pipe for writing as soon as the process reads from it."""
    while process.poll() is None:
        with suppress(OSError):
            return os.fdopen(os.open(path, os.O_WRONLY | os.O_NONBLOCK), "wb")
        time.sleep(0.01)
    raise AssertionError("the process has ended without reading")


def wait_until_read(pipe: BinaryIO) -> None:
    """Wait until nothing is left in a pipe: Python may lose an interrupt while it still opens the file."""
    import fcntl  # noqa: PLC0415 - Unix alone has it
    import termios  # noqa: PLC0415

    deadline = time.monotonic() + 60
    while fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4) != b"\0" * 4:
        assert time.monotonic() < deadline, "nothing is read"
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    (tmp_path / "short.txt").write_text(PARAGRAPH, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [["short.txt"], ["--json", "short.txt"], ["explain", "short.txt"], ["--help"]])
def test_a_reader_that_has_left_ends_it_quietly(folder: Path, arguments: list[str]) -> None:
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    ended = subprocess.run([*COMMAND, *arguments], stdout=writing_end, stderr=subprocess.PIPE, cwd=folder, check=False)
    os.close(writing_end)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.usefixtures("heeded_interrupts")
def test_an_interrupt_ends_with_one_line_and_without_half_a_file(folder: Path) -> None:
    os.mkfifo(folder / "never-ending.txt")
    with start("--output", "out", "never-ending.txt", folder=folder) as process:
        with open_when_it_is_read(folder / "never-ending.txt", process) as pipe:
            pipe.write(b"The beginning of a text ")
            pipe.flush()
            wait_until_read(pipe)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
        assert process.stdout
        assert process.stderr
        assert process.stdout.read() == b""
        assert process.stderr.read() == b"cleaner: interrupted\n"
    assert list((folder / "out").iterdir()) == []


def test_an_interrupt_while_a_file_is_written_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as stream:
        stream.write(b"half of the ne")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("arguments", [["short.txt"], ["explain", "short.txt"], ["--help"]])
def test_a_full_disk_is_told_in_one_line(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, cwd=folder, check=False)
    assert ended.returncode == 1
    assert ended.stderr == b"cleaner: standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        ("<&-", b"cleaner: standard input: is closed; give it a text or name a file\n"),
        ("< short.txt >&-", b"cleaner: standard output: is closed; give it somewhere to write to\n"),
    ],
)
def test_a_closed_stream_is_told_in_one_line(folder: Path, redirection: str, message: bytes) -> None:
    command = f'"{sys.executable}" -m cleaner {redirection}'
    ended = subprocess.run(command, shell=True, capture_output=True, cwd=folder, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", message)


def test_a_name_of_any_bytes_is_a_name(folder: Path) -> None:
    name = b"caf\xe9.txt"
    (folder / os.fsdecode(name)).write_text(PARAGRAPH, encoding="utf-8")
    record = subprocess.run([*COMMAND, "--json", name], capture_output=True, cwd=folder, check=True).stdout
    again = [*COMMAND, "restore", "--output", "again"]
    subprocess.run(again, input=record, cwd=folder, check=True)
    assert os.listdir(os.fsencode(folder / "again")) == [name]  # noqa: PTH208 (names as bytes)


def test_the_short_way_imports_only_what_it_needs(folder: Path) -> None:
    program = (
        "import os, sys; from cleaner.cli import main; sys.argv = ['cleaner', 'short.txt']; main();"
        "slow = {'click', 'rich', 'charset_normalizer', 'trafilatura', 'lxml', 'selectolax', 'tomllib', 'dateparser',"
        "'numpy', 'concurrent.futures', 'logging', 'shlex', 'difflib', 'cleaner.judge.explain'};"
        "sys.exit(str(slow & sys.modules.keys()) if slow & sys.modules.keys() else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=folder, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_blas_threads_are_off_before_numpy_starts_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    program = (
        "import os, sys; from cleaner.cli import main; assert 'numpy' not in sys.modules;"
        "sys.argv = ['cleaner', 'short.txt']; main(); print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=folder, check=True)
    assert ended.stdout.endswith(b"\n1\n")
