"""Nobody's files are harmed: inputs, what lies outside of the output folder, what links lead to, what others write."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest

from cleaner.corpus import outputs, runner, work
from cleaner.corpus.outputs import Part, locked
from cleaner.corpus.records import Batch, Counts, Outcome, Place
from cleaner.corpus.runner import Run
from cleaner.corpus.workers import Pool
from cleaner.errors import CommandError
from tests import corpora
from tests.corpora import CommandLine, clean, records, text

posix = pytest.mark.skipif(os.name != "posix", reason="files as Unix has them")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class Bucket(fsspec.AbstractFileSystem):  # type: ignore[misc] - fsspec has no types
    """A store whose keys are names and not paths."""

    protocol = "bucket"
    keys: ClassVar[dict[str, bytes]] = {}

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix("bucket://").rstrip("/")

    def isdir(self, path: str) -> bool:
        """Say whether it is no key."""
        return path not in self.keys

    def find(self, path: str, **_: Any) -> list[str]:
        """Return the keys that begin with a name."""
        return [key for key in self.keys if key.startswith(path + "/")]

    def open(self, path: str, *_: Any, **__: Any) -> io.BytesIO:
        """Return a key's content."""
        return io.BytesIO(self.keys[path])

    def size(self, path: str) -> int:
        """Return how long it is."""
        return len(self.keys[path])


@pytest.mark.parametrize("options", [[], ["--to", "jsonl"], ["--to", "jsonl", "--shards", "2"]])
def test_keys_of_a_bucket_that_lead_out_of_the_folder_are_named_and_the_others_go_on(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    fsspec.register_implementation("bucket", Bucket, clobber=True)
    hostile = ["b/raw/../../out.txt", "b/raw/a/../../../zz.jsonl", "b/raw//etc/../x.txt", "b/raw/n\0.txt"]
    content = {True: text(0).encode(), False: corpora.json_lines(records(1))}
    sound = ["b/raw/a.txt", "b/raw/z.jsonl", "b/raw/d..e.txt"]
    monkeypatch.setattr(Bucket, "keys", {key: content[key.endswith(".txt")] for key in (*hostile, *sound)})
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(tmp_path / "x")
    ended = run.corpus("bucket://b/raw", "--output", "out/", "--errors", "e.jsonl", *options)
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)  # the one that has records is told at once, too
    faults = corpora.read(tmp_path / "x/e.jsonl")
    assert {fault["input"] for fault in faults} == {f"bucket://{key}" for key in hostile}
    assert {fault["reason"] for fault in faults} == {"its name leads out of the folder; give it another"}
    assert all(name.startswith(("x/out/", "x/e.jsonl")) for name in names(tmp_path))
    written = b"".join((tmp_path / "x/out" / name).read_bytes() for name in names(tmp_path / "x/out"))
    assert written.count(b"first ferry") == len(sound)


IN_PLACE = {
    "a folder": ["raw", "--output", "raw"],
    "a folder by a link": ["raw", "--output", "link/"],
    "a folder that a link names": ["link", "--output", "raw"],
    "a file of it": ["raw/a.txt", "--output", "raw/"],
    "a file beside an input": ["raw/b.html", "--output", "raw/"],
    "another input's": ["other/a.txt", "raw/b.html", "raw/a.txt", "--output", "raw/", "--from", "text"],
}


@posix
@pytest.mark.parametrize("case", IN_PLACE)
def test_inputs_are_never_written_over(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("raw/a.txt", "raw/b.html", "raw/b.txt", "other/a.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text(0), encoding="utf-8")
    Path("link").symlink_to("raw")
    ended = run.corpus(*IN_PLACE[case])
    assert ended.exit_code == 2
    assert ended.stderr.count("\n") == 1
    assert {path.read_text(encoding="utf-8") for path in tmp_path.glob("*/*")} == {text(0)}


def test_what_is_restored_takes_the_place_of_neither_output_nor_ledger(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/a.txt").write_text(text(0), encoding="utf-8")
    out, ledger = tmp_path / "out", tmp_path / "l.jsonl"
    assert run.corpus(tmp_path / "raw", "--output", out, "--ledger", ledger) == (0, "")
    assert run("restore", out, "--ledger", ledger, "--output", out) == (
        2,
        f"cleaner: {out}/a.txt: is an input, too; name another\n",
    )
    before = ledger.read_bytes()
    assert run("restore", out / "a.txt", "--ledger", ledger, "--output", ledger).exit_code == 2
    assert (out / "a.txt").read_text(encoding="utf-8") == clean(0)
    assert ledger.read_bytes() == before


def test_names_in_records_that_no_file_can_have_are_named_and_the_others_go_on(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = ["x\0y", "\ud800", "n" * 300]
    sources = [*hostile, "/nowhere/a.txt", "../b.txt", "c/../..", "all.jsonl", "/tmp/../all.jsonl"]
    rows = [{"source": source, "text": "Rain.", "removals": []} for source in sources]
    Path("all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    Path("a.txt").write_text("old", encoding="utf-8")
    ended = run("restore", "all.jsonl", "--output", ".")
    assert ended.exit_code == 1
    assert ended.stderr.count("\n") == len(hostile) + 2
    assert names(tmp_path) == ["a.txt", "all.jsonl", "b.txt", "unnamed"]
    assert Path("a.txt").read_text(encoding="utf-8") == "Rain."
    assert len(corpora.read(Path("all.jsonl"))) == len(sources)


PLANTED = [
    ".out.jsonl.part",
    ".out.jsonl.lock",
    ".out.jsonl.checkpoint.new",
    ".l.parquet.part",
    ".l.parquet.made",
    ".e.jsonl.part",
    ".s.json.made",
    ".s.md.made",
]


@posix
@pytest.mark.parametrize("name", PLANTED)
def test_a_link_under_a_name_of_ours_is_not_written_through(run: CommandLine, tmp_path: Path, name: str) -> None:
    corpora.write(tmp_path / "in.jsonl", [*records(2), {}])
    (tmp_path / "victim").write_bytes(b"precious")
    (tmp_path / name).symlink_to("victim")
    files = {"--output": "out.jsonl", "--ledger": "l.parquet", "--errors": "e.jsonl", "--summary": "s.json"}
    options = [part for option, file in files.items() for part in (option, tmp_path / file)]
    ended = run.corpus(tmp_path / "in.jsonl", *options)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"cleaner: {tmp_path / name}: ")
    assert ended.stderr.endswith("; remove it\n")
    assert (tmp_path / "victim").read_bytes() == b"precious"
    (tmp_path / name).unlink()
    assert run.corpus(tmp_path / "in.jsonl", *options, "--restart") == (1, "")


@posix
@pytest.mark.parametrize("command", ["corpus", "filter"])
def test_nor_is_one_in_a_folder_of_texts(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    Path("a.txt").write_text(text(0), encoding="utf-8")
    Path("victim").write_bytes(b"precious")
    planted = Path("out", {"corpus": ".a.txt.part", "filter": f".cleaner-{os.getpid()}.part"}[command])
    planted.symlink_to("../victim")
    ended = run.corpus("a.txt", "--output", "out/") if command == "corpus" else run("a.txt", "--output", "out")
    assert ended.exit_code
    assert f"{planted}: is none of the files that cleaner keeps under this name; remove it" in ended.stderr
    assert planted.is_symlink()
    assert Path("victim").read_bytes() == b"precious"


@pytest.mark.parametrize("option", ["--output", "--ledger", "--errors", "--summary"])
def test_what_another_run_writes_is_left_to_it(run: CommandLine, tmp_path: Path, option: str) -> None:
    corpora.write(tmp_path / "in.jsonl", records(2))
    options = {"--output": tmp_path / "out.jsonl", option: tmp_path / "taken.jsonl"}
    arguments = (tmp_path / "in.jsonl", *(part for pair in options.items() for part in pair))
    with locked([str(tmp_path / "taken.jsonl")]):
        for more in ((), ("--resume",), ("--restart",)):
            problem = "another run is writing it; wait for its end, or name another output"
            assert run.corpus(*arguments, *more) == (2, f"cleaner: {tmp_path / 'taken.jsonl'}: {problem}\n")
    assert names(tmp_path) == ["in.jsonl"]
    assert run.corpus(*arguments) == (0, "")


def test_what_another_run_restores_is_left_to_it(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(2))
    out, ledger, again = (tmp_path / name for name in ("out.jsonl", "l.jsonl", "again.jsonl"))
    assert run.corpus(tmp_path / "in.jsonl", "--output", out, "--ledger", ledger) == (0, "")
    with locked([str(again)]):
        assert run("restore", out, "--ledger", ledger, "--output", again).exit_code == 2
    assert not again.exists()


def test_the_lock_of_a_run_that_was_killed_hinders_none(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", records(2))
    (tmp_path / ".out.jsonl.lock").touch()
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl") == (0, "")
    assert names(tmp_path) == ["in.jsonl", "out.jsonl"]


def test_a_lock_that_its_holder_has_removed_meanwhile_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, place, calls = outputs._lock, tmp_path / ".out.lock", 0

    def lock_late(stream: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            place.unlink()
        lock(stream)

    monkeypatch.setattr(outputs, "_lock", lock_late)
    with locked([str(tmp_path / "out")]):
        assert calls == 2
        with pytest.raises(CommandError, match="another run is writing it"), locked([str(tmp_path / "out")]):
            pass


HARMS: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "replaced": lambda path: path.with_name("x").replace(path),
}


@posix
@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_was_put_in_the_place_of_ours_does_not_become_the_output(tmp_path: Path, harm: str) -> None:
    part = Part(str(tmp_path / "out"))
    part.append(b"ours")
    (tmp_path / "x").write_bytes(b"theirs")
    HARMS[harm](tmp_path / ".out.part")
    with pytest.raises(CommandError, match="was taken away or replaced while it was written"):
        part.publish()
    assert not (tmp_path / "out").exists()
    part.close()


@posix
@pytest.mark.parametrize("source", ["caf\udce9.jsonl", "raw"])
def test_a_name_that_is_not_utf8_is_a_name(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("caf\udce9.jsonl", "raw/caf\udce9.jsonl", "raw/good.jsonl"):
        corpora.write(Path(name), [{"text": text(0)}, {"id": "bad"}])
    Path("raw/tu\udce9.txt").write_text(text(0), encoding="utf-8")
    out = "o\udce9.jsonl" if source.endswith("l") else "out"
    options = ("--ledger", "l\udce9.jsonl", "--errors", "e\udce9.jsonl", "--summary", "s\udce9.json", "--log-json")
    ended = run.corpus(source, "--output", out, *options)
    assert ended.exit_code == 1
    assert "Traceback" not in ended.stderr
    faults = corpora.read(Path("e\udce9.jsonl"))
    assert [fault["position"] for fault in faults] == [2] * (1 if source.endswith("l") else 2)
    assert faults[0]["input"].endswith("caf\\udce9.jsonl")
    assert run("restore", out, "--ledger", "l\udce9.jsonl", "--output", f"again{out}") == (0, "")
    made = [Path(f"again{out}")] if source.endswith("l") else list(Path(f"again{out}").iterdir())
    assert len(made) == (1 if source.endswith("l") else 3)
    assert all(b"first ferry" in path.read_bytes() and b"Leave a Reply" in path.read_bytes() for path in made)


@posix
def test_two_names_that_would_be_written_as_one_are_refused(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("a\udcff.txt", "a\\udcff.txt"):
        (tmp_path / "raw" / name).write_text(text(0), encoding="utf-8")
    ended = run.corpus(tmp_path / "raw", "--output", tmp_path / "out")
    assert ended.exit_code == 2
    assert "is written under the same name; write to another folder" in ended.stderr


def test_a_name_as_long_as_names_can_be_is_written(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    files = ["n" * 251 + ".txt", "m" * 249 + ".jsonl", "a.txt"]
    for name in files:
        content = text(0) if name.endswith("t") else json.dumps({"text": text(0)})
        (tmp_path / "raw" / name).write_text(content, encoding="utf-8")
    assert run.corpus(tmp_path / "raw", "--output", tmp_path / "out") == (0, "")
    assert names(tmp_path / "out") == sorted(files)


@posix
@pytest.mark.parametrize("name", ["b.txt", "b.jsonl"])
def test_what_is_no_regular_file_in_a_folder_is_named_and_not_waited_for(
    run: CommandLine, tmp_path: Path, name: str
) -> None:
    (tmp_path / "raw").mkdir()
    for good in ("a.txt", "c.txt"):
        (tmp_path / "raw" / good).write_text(text(0), encoding="utf-8")
    os.mkfifo(tmp_path / "raw" / name)
    (tmp_path / "raw" / f"zero{name}").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "raw/other.fifo")  # nobody asked for it
    ended = run.corpus(tmp_path / "raw", "--output", tmp_path / "out")
    problem = "is no regular file; leave it out, or name it as an input of its own"
    assert ended == (1, "".join(f"cleaner: {tmp_path}/raw/{each}: {problem}\n" for each in (name, f"zero{name}")))
    assert names(tmp_path / "out") == ["a.txt", "c.txt"]


@posix
def test_what_keeps_a_worker_for_too_long_is_named_once_and_not_ended(tmp_path: Path) -> None:
    told: list[Place] = []

    def release(place: Place) -> None:
        told.append(place)
        (tmp_path / "go on").touch()

    batches = [Batch("jsonl", Place("in.jsonl", "line", line), str(tmp_path).encode()) for line in (7, 8, 9)]
    with Pool(waiting_work, 1, release, 0.01) as pool:
        assert len(list(pool.outcomes(batches))) == 3
    assert told.count(Place("in.jsonl", "line", 7)) == 1


def waiting_work() -> Callable[..., Outcome]:
    """Return work that waits until a file is there; runs in workers."""

    def wait(batch: Batch, *_: object) -> Outcome:
        while not Path(os.fsdecode(batch.payload), "go on").exists():
            time.sleep(0.001)
        return Outcome(Counts(), [])

    return wait


@pytest.mark.parametrize("log", [[], ["--log-json"]])
def test_so_is_what_keeps_a_run_without_workers(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: list[str]
) -> None:
    is_told = threading.Event()
    tell = Run._tell_stall

    def tell_and_go_on(self: Run, place: Place) -> None:
        tell(self, place)
        is_told.set()

    class Slow(work.Worker):
        def __call__(self, *arguments: Any) -> Outcome:
            is_told.wait()
            return super().__call__(*arguments)

    monkeypatch.setattr(Run, "_tell_stall", tell_and_go_on)
    monkeypatch.setattr(runner, "Worker", Slow)
    (tmp_path / "in.jsonl").write_bytes(b"\n\n" + corpora.json_lines(records(2)))
    ended = run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", "--stall-seconds", "0.1", *log)
    assert ended.exit_code == 0
    place = '"position":1' if log else f"{tmp_path}/in.jsonl: line 1: "
    assert place in ended.stderr
    assert len(corpora.read(tmp_path / "out.jsonl")) == 2
