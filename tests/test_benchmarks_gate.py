"""The command that measures quality: tables, worst documents, and a gate that cannot be passed by accident."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from labelled_pages import BODY, PAGES, write_pages, write_rows

from benchmarks.quality import __main__ as quality
from benchmarks.quality import failures
from benchmarks.quality import run as running
from benchmarks.quality.cases import Case
from benchmarks.quality.data import FOLDS, Data, Page, Part, host_fold
from benchmarks.quality.gate import Floors
from benchmarks.quality.peers import Peer
from benchmarks.quality.tracks import Track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class LineCleaner:
    """Stands in for the cleaner: drops every line without a full stop, and the first ``too_many`` words."""

    def __init__(self, too_many: int = 0) -> None:
        """Take the number of words to drop."""
        self.too_many = too_many

    def clean(self, text: str) -> Any:
        """Return a result with the text alone."""
        kept = " ".join(line for line in text.split("\n") if "." in line)
        return SimpleNamespace(text=" ".join(kept.split(" ")[self.too_many :]))

    def clean_html(self, html: str, _url: str, _engine: str) -> Any:
        """Return a result with what stands before the last tag."""
        return SimpleNamespace(text=html.rpartition("<")[0])

    def explain(self, text: str) -> Iterator[Any]:
        """Yield a judgement for each line."""
        for line in text.split("\n"):
            yield SimpleNamespace(text=line, kept="." in line, rule="", label="debris", why="no stop", points=-1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pages(tmp_path)


@pytest.mark.parametrize(
    ("measure", "figure", "broken"),
    [("f1", 0.89, True), ("f1", 0.9, False), ("leak", 0.91, True), ("leak", 0.9, False)],
)
def test_a_floor_is_broken_on_the_worse_side_only(measure: str, figure: float, broken: bool) -> None:
    floors = Floors("digest", None, {"rescue/x": {"all": {measure: 0.9}}})
    assert bool(floors.broken({"rescue/x": {"all": {"pages": 9, measure: figure}}})) is broken


def test_a_measure_that_is_gone_breaks_its_floor() -> None:
    floors = Floors("digest", None, {"rescue/x": {"all": {"f1": 0.9}}})
    assert floors.broken({"rescue/x": {"all": {"pages": 0}}}) == ["rescue/x, all: f1 is nan, floor 0.9"]


def test_floors_rise_and_never_fall() -> None:
    floors = Floors("digest", None, {"rescue/x": {"all": {"f1": 0.9, "leak": 0.1}}})
    moved = floors.raised(
        {"rescue/x": {"all": {"pages": 30, "f1": 0.9504, "leak": 0.2}}, "harm": {"all": {"lost": 0.001}}}
    )
    assert moved.figures == {"rescue/x": {"all": {"f1": 0.95, "leak": 0.1}}, "harm": {"all": {"lost": 0.001}}}


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Run the command line on the tiny data with a stand-in for the cleaner, ``words`` words too greedy."""

    def invoke(*arguments: str, words: int = 0) -> Any:
        running.load.cache_clear()
        monkeypatch.setattr(running, "build_cleaner", lambda _options, **_: LineCleaner(words))
        fixed = ["--data", str(folder), "--workers", "1", "--floors", str(tmp_path / "floors.json")]
        return CliRunner().invoke(quality.main, [*fixed, *arguments])

    return invoke


def test_the_gate_passes_at_its_floors_and_fails_under_them(command: Callable[..., Any]) -> None:
    assert command("--new-floors").exit_code == 0
    assert command("--gate").exit_code == 0
    worse = command("--gate", words=3)
    assert worse.exit_code == 1
    assert "under its floor: rescue/html_text, all: f1 is" in worse.stderr


def test_the_gate_without_floors_says_how_to_make_them(command: Callable[..., Any]) -> None:
    result = command("--gate")
    assert (result.exit_code, "--new-floors" in result.stderr) == (1, True)


def test_raising_never_lowers(command: Callable[..., Any]) -> None:
    track = "--track=rescue"  # of others, a cleaner that takes too much leaves less of what should go
    command("--new-floors", track, words=3)
    assert command("--raise-floors", track).exit_code == 0
    assert command("--raise-floors", track, words=3).exit_code == 1
    assert command("--gate", track).exit_code == 0
    assert command("--gate", words=3).exit_code == 1


def test_changed_pages_are_refused_until_floors_are_started_anew(command: Callable[..., Any], folder: Path) -> None:
    command("--new-floors")
    write_rows(folder / "wcxb" / "gold.jsonl", PAGES[:3])
    for flag in ("--gate", "--raise-floors"):
        refused = command(flag)
        assert (refused.exit_code, "the floors were found on data" in refused.stderr) == (1, True)
    assert command("--new-floors").exit_code == 0
    assert command("--gate").exit_code == 0


def test_another_sample_is_refused_by_the_gate(command: Callable[..., Any]) -> None:
    command("--new-floors", "--sample", "2")
    assert "found on sample 2, this is of all pages" in command("--gate").stderr
    assert command("--gate", "--sample", "2").exit_code == 0


@pytest.mark.parametrize("wrong", ["5/5", "2", "a/b", "-1/3"])
def test_a_wrong_fold_is_wrong_usage(command: Callable[..., Any], wrong: str) -> None:
    result = CliRunner().invoke(quality.main, ["languages", "--held-out", wrong])
    assert (result.exit_code, "write k/n" in result.stderr) == (2, True)


def test_tables_and_json_hold_the_cleaner_beside_its_peers(command: Callable[..., Any], tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    result = command("--peers", "leave as is, C4 line rules", "--json", str(figures))
    assert result.exit_code == 0, result.output
    assert "| cleaner           | 1.00 / 1.00 / 1.00 · .000 |" in result.stdout
    stored = json.loads(figures.read_text(encoding="utf-8"))
    assert list(stored["tracks"]["harm"]) == ["cleaner", "leave as is", "C4 line rules"]
    assert stored["tracks"]["lift/someone"]["leave as is"]["all"]["lift"] == 0


def test_html_is_cleaned_beside_other_engines_and_extractors(
    command: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = [{"id": page["id"], "html": f"{page['main_content']}<p>"} for page in PAGES]
    write_rows(folder / "wcxb" / "html.jsonl", html)
    someone = Peer("someone", "", lambda: lambda _html, url: BODY if url == PAGES[0]["url"] else "")
    monkeypatch.setattr(running, "EXTRACTORS", (someone,))
    monkeypatch.setattr(quality, "EXTRACTORS", (someone,))
    result = command("--track", "html", "--peers", "cleaner fast, someone")
    assert result.exit_code == 0, result.output
    assert "| pages       | cleaner     | cleaner fast | someone     |" in result.stdout
    assert "| all (4)     | 1.00 · .000 | 1.00 · .000  | .500 · .000 |" in result.stdout
    assert "| article (2) | 1.00 · .000 | 1.00 · .000  | .500 · .000 |" in result.stdout
    assert "### HTML, against the main content: F1 · leak, segments" in result.stdout


@pytest.mark.parametrize("kind", ["text", "html"])
def test_pages_are_judged_by_the_scorecard_that_has_not_seen_their_host(tmp_path: Path, kind: str) -> None:
    for fold in range(FOLDS):
        points = f'[[table]]\nconditions = ["words > 0"]\npoints = [0, {100 * fold}]\n'
        (tmp_path / f"{kind}{fold}.toml").write_text(points, encoding="utf-8")
    run, track = running.Run(tmp_path, folds=tmp_path), Track("html" if kind == "html" else "harm")
    points = {}
    for page in (Page(str(number), "article", f"https://{number}.org", "", ()) for number in range(20)):
        [line] = run.explain(track, Case("Rain", page, "article"))
        points.setdefault(host_fold(page.url, FOLDS), set()).add(line.points)
    base = min(points[0])
    assert points == {fold: {base + fold} for fold in points}
    assert len(points) == FOLDS


def test_the_number_of_workers_changes_nothing(folder: Path) -> None:
    run = running.Run(folder)
    assert running.measure(run, workers=2) == running.measure(run, workers=1)


def test_errors_show_the_lines_judged_wrongly(command: Callable[..., Any], folder: Path) -> None:
    write_rows(
        folder / "wcxb" / "text.html_text.jsonl",
        [{"id": "a", "text": f"{BODY}\nAll rights reserved, e.g. ours.\nThe council"}],
    )
    shown = command("--track", "rescue", "--errors", "1", "--peers", "none").stdout
    assert "wrongly kept" in shown
    assert "All rights reserved" in shown


def test_a_short_line_belongs_only_where_it_is_a_line_of_the_main_content(folder: Path) -> None:
    case = next(Track("rescue", "html_text").cases(Data(folder), Part()))
    lines = {"The council": True, "The council met on": False, BODY: False}  # kept or not -> all judged wrongly

    judged = [
        SimpleNamespace(text=line, kept=kept, label="", rule="", why="", points=0.0) for line, kept in lines.items()
    ]
    assert [line.judgement.text for line in failures.wrong_lines(case, judged)] == list(lines)
