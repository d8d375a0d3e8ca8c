"""Workers: any number of them gives the same bytes, and none of them takes a document with it when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleaner.corpus.records import Batch, Counts, Fault, Outcome, Place
from cleaner.corpus.workers import AHEAD, Pool, WorkerError
from tests import corpora
from tests.corpora import CommandLine, records

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as Unix has them")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


@pytest.mark.parametrize("name", ["out.jsonl.zst", "out.parquet"])
def test_two_workers_give_the_bytes_that_none_give(run: CommandLine, tmp_path: Path, name: str) -> None:
    corpora.write(tmp_path / "in.jsonl", [*records(60), *records(3)])
    came = []
    for workers in (0, 2):
        out = tmp_path / str(workers) / name
        options = ("--batch-bytes", 3000, "--ledger", tmp_path / f"{workers}.jsonl")
        assert run.corpus(tmp_path / "in.jsonl", "--output", out, *options, workers=workers) == (0, "")
        came.append((out.read_bytes(), (tmp_path / f"{workers}.jsonl").read_bytes()))
    assert came[0] == came[1]
    assert corpora.read(tmp_path / "0" / name)[59]["id"] == "d59"


def work() -> Callable[..., Outcome]:
    """Return work that upper-cases words, and ends its process at some of them; runs in workers."""

    def upper(batch: Batch, skipped: dict[int, str], announce: Callable[[int], None] | None) -> Outcome:
        words = batch.payload.split()
        if words == [b"poison"]:
            os.kill(os.getpid(), signal.SIGKILL)
        for number, word in enumerate(words):
            if announce:
                announce(number)
            if word == b"kill" and number not in skipped:
                os.kill(os.getpid(), signal.SIGKILL)
            if word == b"exit" and number not in skipped:
                os._exit(3)
            if word == b"raise":
                raise RuntimeError("no")
            if word == b"slow":
                time.sleep(0.2)
        kept = [word.upper() for number, word in enumerate(words) if number not in skipped]
        faults = [Fault(batch.place._replace(position=number), reason) for number, reason in skipped.items()]
        return Outcome(Counts(len(kept)), faults, payload=b" ".join(kept), ledger=str(os.getpid()).encode())

    return upper


def broken_start() -> Callable[..., Outcome]:
    """Fail to start, as a worker does that has no memory left."""
    os._exit(7)


def batch(payload: bytes) -> Batch:
    return Batch("jsonl", Place("in.jsonl", "line", 1), payload)


def cleaned(payloads: list[bytes], workers: int = 2) -> list[Outcome]:
    with Pool(work, workers) as pool:
        return list(pool.outcomes(map(batch, payloads)))


def test_results_come_in_order_and_from_all_workers() -> None:
    outcomes = cleaned([b"slow", *(b"w%d" % n for n in range(30))])
    assert [outcome.payload for outcome in outcomes] == [b"SLOW", *(b"W%d" % n for n in range(30))]
    assert len({outcome.ledger for outcome in outcomes}) == 2


def test_large_payloads_pass_both_ways_without_a_standstill() -> None:
    outcomes = cleaned([b"x" * 3_000_000] * 12)
    assert [len(outcome.payload) for outcome in outcomes] == [3_000_000] * 12


def test_no_more_is_read_than_the_workers_can_take() -> None:
    taken = 0

    def source() -> Iterator[Batch]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield batch(b"slow")

    with Pool(work, 2) as pool:
        outcomes = pool.outcomes(source())
        next(outcomes)
        assert taken <= 2 * (AHEAD + 1) + 1


@pytest.mark.parametrize(("word", "cause"), [(b"kill", "SIGKILL"), (b"exit", "exit code 3")])
def test_a_document_that_ends_its_worker_is_named_and_the_others_go_on(word: bytes, cause: str) -> None:
    outcomes = cleaned([b"a b", b"c " + word + b" d " + word, b"e f", b"g"])
    assert [outcome.payload for outcome in outcomes] == [b"A B", b"C D", b"E F", b"G"]
    reason = f"the worker that cleaned it died ({cause})"
    assert [[(f.place.position, f.reason) for f in outcome.faults] for outcome in outcomes] == [
        [],
        [(1, reason), (3, reason)],
        [],
        [],
    ]


def test_a_worker_that_is_killed_by_accident_costs_nothing() -> None:
    pool = Pool(work, 2)
    with pool:
        outcomes = pool.outcomes(map(batch, [b"slow"] * 12))
        victim = int(next(outcomes).ledger)
        threading.Timer(0.05, os.kill, (victim, signal.SIGKILL)).start()
        assert [(outcome.payload, outcome.faults) for outcome in outcomes] == [(b"SLOW", [])] * 11


def test_a_batch_that_cannot_even_be_read_ends_the_run() -> None:
    with pytest.raises(WorkerError, match=r"workers die of reading in\.jsonl from line 1 \(SIGKILL\)"):
        cleaned([b"a", b"poison"])


def test_a_failure_of_the_work_itself_ends_the_run() -> None:
    with pytest.raises(WorkerError, match=r"in\.jsonl: from line 1: RuntimeError: no"):
        cleaned([b"a", b"raise"])


def test_workers_that_cannot_start_are_told() -> None:
    with (
        pytest.raises(
            WorkerError, match=r"workers end while they start \(exit code 7\); start fewer .*, and in a script"
        ),
        Pool(broken_start, 2) as pool,
    ):
        list(pool.outcomes([batch(b"a")]))


def test_workers_that_are_interrupted_while_they_start_start_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(work, 2) as pool:
        for worker in pool._workers:
            assert worker._process.pid
            time.sleep(0.1)  # it is loading modules now
            os.kill(worker._process.pid, signal.SIGINT)
        assert [outcome.payload for outcome in pool.outcomes([batch(b"a b"), batch(b"c")])] == [b"A B", b"C"]
        assert all(worker.is_ready for worker in pool._workers)
    assert capfd.readouterr().err == ""
