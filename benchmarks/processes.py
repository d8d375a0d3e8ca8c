"""How long the filter takes to start, and the time and memory that it and ``cleaner corpus`` take by size.

python -m benchmarks.processes                                      # start-up, and the filter on a large file
python -m benchmarks.processes --corpus 1000 --corpus 8000          # page dumps piped in as JSON Lines
python -m benchmarks.processes --corpus 1000 --format parquet --ledger

Start-up is the median of many starts in turn with a Python that does nothing. Memory is that of all processes of a run
together, looked at fifty times a second (Linux only); what they share counts for each. JSON Lines need room on disk for
the output alone, a quarter of the size; Parquet also half of it for the input and a quarter for what is collected.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import click

from benchmarks import SEEDS
from benchmarks.quality.data import Part, find_data
from benchmarks.quality.report import table

FILTER = [sys.executable, "-m", "cleaner"]
NOTHING = [sys.executable, "-c", "pass"]
SAMPLING_SECONDS = 0.02
FORMATS = ("jsonl.zst", "parquet")
PIECE = 1_000_000
ROW_GROUP_PIECES = 100


class Ran(NamedTuple):
    """How a run went: seconds, and the peak of the memory of all its processes together, in MB."""

    seconds: float
    peak: float


def run(command: Sequence[str], given: Iterable[bytes] = ()) -> Ran:
    """Run a command with what is given as standard input; raises `click.ClickException` if it fails."""
    started, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    threading.Thread(target=_pour, args=(given, process.stdin), daemon=True).start()
    while process.poll() is None:
        peak = max(peak, _resident_megabytes(process.pid))
        time.sleep(0.001 if time.perf_counter() - started < 1 else SAMPLING_SECONDS)
    if process.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with {process.returncode}")
    return Ran(time.perf_counter() - started, peak)


def _pour(given: Iterable[bytes], pipe: IO[bytes]) -> None:
    try:
        with pipe:
            for data in given:
                pipe.write(data)
    except BrokenPipeError:
        pass  # a run that has failed reads no more, and says so itself


def _resident_megabytes(pid: int) -> float:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0
    return own + sum(_resident_megabytes(int(child)) for child in children)


def startup(runs: int) -> list[list[str]]:
    """Return the rows of a Python that does nothing and of the filter with a seed document."""
    seed = SEEDS[0].read_bytes()
    run(FILTER, [seed])  # the rules are compiled once, by whoever comes first
    ran = [(run(NOTHING), run(FILTER, [seed])) for _ in range(runs)]
    return [
        [name, f"{statistics.median(one.seconds for one in some) * 1000:.0f} ms", f"{max(some)[1]:.0f} MB"]
        for name, some in zip(("python -c pass", f"cleaner < {SEEDS[0].name}"), zip(*ran, strict=True), strict=True)
    ]


def large_file(megabytes: int) -> list[str]:
    """Return the row of the filter with one document of a size: the seeds over and over, their sentences numbered."""
    ran = run(FILTER, itertools.islice(_numbered(), megabytes))
    return [
        f"cleaner < {megabytes} MB",
        f"{ran.seconds:.1f} s ({megabytes / ran.seconds:.1f} MB/s)",
        f"{ran.peak:.0f} MB",
    ]


def _numbered() -> Iterator[bytes]:
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    copies = (text.replace(". ", f" {copy}. ").encode() + b"\n" for copy in itertools.count() for text in texts)
    return pieces(copies)


def pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines in pieces of about a megabyte."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def corpus(texts: Sequence[str], megabytes: int, form: str, options: Sequence[str], folder: Path) -> Ran:
    """Return how a run of ``cleaner corpus`` went on texts, again and again, of some megabytes in all."""
    lines = (json.dumps({"id": str(n), "text": text}).encode() + b"\n" for n, text in enumerate(itertools.cycle(texts)))
    given = itertools.islice(pieces(lines), megabytes)
    command = [*FILTER, "corpus", "--output", str(folder / f"out.{form}"), *options]
    if form != "parquet":
        return run([*command, "-", "--from", "jsonl"], given)
    _write_parquet(folder / "in.parquet", given)
    return run([*command, str(folder / "in.parquet")])


def _write_parquet(path: Path, given: Iterator[bytes]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    with pq.ParquetWriter(path, pa.schema([("id", pa.string()), ("text", pa.string())])) as writer:
        while group := b"".join(itertools.islice(given, ROW_GROUP_PIECES)):
            rows = [json.loads(line) for line in group.splitlines()]
            writer.write_table(pa.Table.from_pylist(rows, writer.schema))


@click.command()
@click.option("--runs", type=click.IntRange(min=1), default=30, show_default=True, help="Starts of each program.")
@click.option("--megabytes", type=click.IntRange(min=1), default=200, show_default=True, help="Size of the large file.")
@click.option("--corpus", "sizes", multiple=True, type=click.IntRange(1), help="Megabytes of a corpus; repeatable.")
@click.option("--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
@click.option("--ledger", is_flag=True, help="Write a ledger, too.")
def main(runs: int, megabytes: int, sizes: Sequence[int], form: str, ledger: bool) -> None:
    """Print time and peak memory of processes."""
    if not sizes:
        print(table(["program", "time", "peak memory"], [*startup(runs), large_file(megabytes)]))
        return
    data, rows = find_data(), []
    dumps = data.texts("html_text")
    texts = [dumps[page.id].encode("utf-8", "replace").decode() for page in Part(120).of(data.gold) if page.id in dumps]
    for size in sizes:
        with TemporaryDirectory() as folder:
            more = ["--ledger", str(Path(folder, "ledger.parquet"))] if ledger else []
            ran = corpus(texts, size, form, more, Path(folder))
        rows.append([f"{size:,}", f"{ran.seconds:.1f}", f"{size / ran.seconds:.1f}", f"{ran.peak:.0f}"])
    print(table(["MB", "seconds", "MB/s", "peak MB"], rows))


if __name__ == "__main__":
    main()
