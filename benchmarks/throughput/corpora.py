"""Runs of ``cleaner corpus`` as a process of its own: speed by format and workers, time and memory by size.

python -m benchmarks.throughput.corpora 1000 8000          # megabytes; prints time, speed and peak memory of each

JSON Lines are piped in: the same page dumps again and again, so that no size needs room on disk but for its output.
Parquet (``--format parquet``) cannot be read from a pipe; half of its size is needed for the input, as much for what is
collected, and a quarter for the output.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import click
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.quality.data import find_data
from benchmarks.quality.report import table
from benchmarks.throughput.kinds import text_kinds
from benchmarks.throughput.measuring import Row

FORMATS = ("jsonl.zst", "parquet")
SAMPLING_SECONDS = 0.02
_CHUNK = 1 << 20
ROW_GROUP_PIECES = 100
"""Of a megabyte each: row groups are mostly about so large."""


class Ran(NamedTuple):
    """How a run went: seconds, and the peak of the memory of all its processes together, in MB."""

    seconds: float
    peak: float


def run(arguments: Sequence[str], given: Iterator[bytes] | None = None) -> Ran:
    """Run ``cleaner corpus``, with what is given as standard input; raises `click.ClickException` if it fails."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "cleaner", "corpus", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE if given else subprocess.DEVNULL)
    if given and process.stdin:
        threading.Thread(target=_pour, args=(given, process.stdin), daemon=True).start()
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident_megabytes(process.pid))
        time.sleep(SAMPLING_SECONDS)
    if process.returncode:
        raise click.ClickException(f"cleaner corpus {' '.join(arguments)} ended with {process.returncode}")
    return Ran(time.perf_counter() - started, peak)


def _pour(given: Iterator[bytes], pipe: IO[bytes]) -> None:
    """Write all that is given into a pipe; a run that has failed reads no more, and says so itself."""
    try:
        with pipe:
            for data in given:
                pipe.write(data)
    except BrokenPipeError:
        pass


def _resident_megabytes(pid: int) -> float:
    """Return the memory of a process and its children as Linux counts it, 0 elsewhere; shared pages count for each."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0
    return own + sum(_resident_megabytes(int(child)) for child in children)


def lines(texts: Sequence[str], megabytes: float) -> Iterator[bytes]:
    """Yield JSON Lines of texts, again and again, in pieces of about a megabyte, up to a size of text."""
    encoded = [msgspec.json.encode({"id": str(n), "text": _sound(text)}) + b"\n" for n, text in enumerate(texts)]
    sizes = [len(_sound(text).encode()) for text in texts]
    pending, pending_size, left = [], 0, megabytes * 1e6
    for line, size in itertools.cycle(zip(encoded, sizes, strict=True)):
        if left <= 0:
            break
        pending.append(line)
        pending_size, left = pending_size + size, left - size
        if pending_size >= _CHUNK:
            yield b"".join(pending)
            pending, pending_size = [], 0
    yield b"".join(pending)


def _sound(text: str) -> str:
    """Return a text that UTF-8 can write."""
    return text.encode("utf-8", "replace").decode()


def write_corpus(path: Path, texts: Sequence[str], megabytes: float) -> None:
    """Write a corpus of about a size as JSON Lines compressed with zstd, or as Parquet."""
    if path.suffix == ".parquet":
        with pq.ParquetWriter(path, pa.schema([("id", pa.string()), ("text", pa.string())])) as writer:
            pieces = lines(texts, megabytes)
            while group := b"".join(itertools.islice(pieces, ROW_GROUP_PIECES)):
                rows = [msgspec.json.decode(line) for line in group.splitlines()]
                writer.write_table(pa.Table.from_pylist(rows, writer.schema))
        return
    with pa.CompressedOutputStream(str(path), "zstd") as stream:
        for piece in lines(texts, megabytes):
            stream.write(piece)


def format_rows(texts: Sequence[str], folder: Path, megabytes: float, rounds: int) -> Iterator[Row]:
    """Yield speed and memory of runs from files to files: by format, with 1 and 2 workers, with a ledger."""
    for name in FORMATS:
        source, target = folder / f"in.{name}", folder / f"out.{name}"
        write_corpus(source, texts, megabytes)
        plain = [str(source), "--output", str(target), "--workers"]
        ledger = ["--ledger", str(folder / "ledger.parquet")]
        ways = {"1 worker": [*plain, "1"], "2 workers": [*plain, "2"], "2 workers, ledger": [*plain, "2", *ledger]}
        runs = [(way, run(arguments)) for _ in range(rounds) for way, arguments in ways.items()]
        best = {way: min(ran.seconds for each, ran in runs if each == way) for way in ways}
        for way, seconds in best.items():
            peak = max(ran.peak for each, ran in runs if each == way)
            speed, ratio = megabytes / seconds, best["1 worker"] / seconds
            yield {"format": name, "run": way, "MB/s": speed, "times one worker": ratio, "peak MB": peak}


def size_rows(
    texts: Sequence[str], sizes: Sequence[int], workers: int, ledger: bool = False, form: str = FORMATS[0]
) -> Iterator[Row]:
    """Yield time and memory by the size of a corpus: JSON Lines that are piped in, or a file of Parquet."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, f"in.{form}")
            arguments = ["--output", str(Path(folder, f"out.{form}")), "--workers", str(workers)]
            if ledger:
                arguments += ["--ledger", str(Path(folder, "ledger.parquet"))]
            if form == "parquet":
                write_corpus(source, texts, size)
                ran = run([str(source), *arguments])
            else:
                ran = run(["-", "--from", "jsonl", *arguments], lines(texts, size))
        yield {"MB": size, "seconds": ran.seconds, "MB/s": size / ran.seconds, "peak MB": ran.peak}


@click.command()
@click.argument("sizes", nargs=-1, type=click.IntRange(1), required=True, metavar="MEGABYTES...")
@click.option("--workers", default=2, show_default=True)
@click.option("--ledger", is_flag=True, help="Write a ledger, too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
def main(sizes: tuple[int, ...], workers: int, ledger: bool, form: str) -> None:
    """Print time and peak memory of runs on corpora of some sizes."""
    texts = text_kinds(find_data())["page dumps"]
    rows = list(size_rows(texts, sizes, workers, ledger, form))
    print(table(rows[0], ([f"{value:,.1f}" for value in row.values()] for row in rows)))


if __name__ == "__main__":
    main()
