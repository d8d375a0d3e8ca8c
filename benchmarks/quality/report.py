"""The tables: what the cleaner and its peers reach, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.quality.tracks import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.quality.cases import Scores

    Systems = dict[str, dict[str, Scores]]
    """Measures by system and group, of one track."""


def markdown(summary: dict[str, Systems]) -> str:
    """Return all tables of a run; ``summary`` holds the measures by track, system and group."""
    sections = [
        _across("rescue", "Rescue: page dumps, against the main content of articles", _rescue_cell, summary),
        _across("lift", "Lift: extractors' output, against the main content of articles", _lift_cell, summary),
        _across(
            "markdown", "Markdown: pages as converters write them, against the main content", _rescue_cell, summary
        ),
        *_down(
            "flat",
            "Flattened texts: P / R / F1 · leak, or words lost · harmed · first line kept",
            _shaped_cell,
            summary,
        ),
        *_down("glued", "Debris on the line of a paragraph: P / R / F1 · leak", _shaped_cell, summary),
        *_down("wrapped", "Wrapped main content: words lost · harmed · first line kept", _shaped_cell, summary),
        *_down("harm", "Harm: the main content itself; words lost · pages that lose over 5 %", _harm_cell, summary),
        *_down("frames", "Frames: main content in another page's surroundings", _frames_cell, summary),
        *_down("field", "Field: lines lost · debris left", _field_cell, summary),
        *_world(summary),
        *_down("segments", "Segments: F1 (wanted strings kept · unwanted left)", _segments_cell, summary),
        *_down("html", "HTML, against the main content: F1 · leak", _html_cell, summary),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table, its columns as wide as their widest cell."""
    cells = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _across(kind: str, title: str, cell: Callable[[Scores], str], summary: dict[str, Systems]) -> str:
    sources = {name.partition("/")[2]: systems for name, systems in summary.items() if name.partition("/")[0] == kind}
    if not sources:
        return ""
    first = next(iter(sources.values()))
    pages = int(next(iter(first.values()))[ALL]["pages"])
    rows = ([system, *(cell(systems[system][ALL]) for systems in sources.values())] for system in first)
    return f"### {title} ({pages} pages)\n\n" + table([_COLUMNS[kind], *sources], rows)


def _down(kind: str, title: str, cell: Callable[[Scores], str], summary: dict[str, Systems]) -> Iterable[str]:
    for name, systems in summary.items():
        track_kind, _, source = name.partition("/")
        if track_kind == kind:
            groups = next(iter(systems.values()))
            rows = (
                [f"{group} ({groups[group]['pages']:.0f})", *(cell(systems[system][group]) for system in systems)]
                for group in groups
            )
            yield f"### {title}{source and f', {source}'}\n\n" + table([_COLUMNS[kind], *systems], rows)


def _rescue_cell(scores: Scores) -> str:
    shown = " / ".join(_short(scores[name]) for name in ("precision", "recall", "f1"))
    return f"{shown} · {_short(scores['leak'])}" if "leak" in scores else shown


def _lift_cell(scores: Scores) -> str:
    return f"{scores['f1']:.4f} ({scores['lift']:+.4f})"


def _harm_cell(scores: Scores) -> str:
    return f"{scores['lost']:.2%} · {scores['harmed']:.1%}".replace("%", " %")


def _shaped_cell(scores: Scores) -> str:
    if "first_line" in scores:
        return f"{_harm_cell(scores)} · {scores['first_line']:.1%}".replace("%", " %").replace("  ", " ")
    return _rescue_cell(scores)


def _world(summary: dict[str, Systems]) -> Iterable[str]:
    """Return the tables of the world: a row a language."""
    titles = {
        "lift": ("World, lift on trafilatura's text: F1 (after − before)", _lift_cell),
        "harm": ("World, harm: words lost · pages that lose over 5 %", _harm_cell),
    }
    for name in (name for name in summary if name.startswith("world/")):
        source = name.partition("/")[2]
        title, cell = titles.get(source, (f"World, {source}: F1", _f1_cell))
        for section in _down("world", "", cell, {name: summary[name]}):
            yield f"### {title}\n\n" + section.partition("\n\n")[2]


def _f1_cell(scores: Scores) -> str:
    return _short(scores["f1"])


def _frames_cell(scores: Scores) -> str:
    return " · ".join(_short(scores.get(name, 0.0)) for name in ("lost", "headline", "left"))


def _field_cell(scores: Scores) -> str:
    lost, left = scores["lost"] * scores["content"], scores["left"] * scores["debris"]
    return f"{lost:.0f} of {scores['content']:.0f} · {left:.0f} of {scores['debris']:.0f}"


def _segments_cell(scores: Scores) -> str:
    return f"{_short(scores['f1'])} ({_short(scores['recall'])} · {_short(scores['leak'])})"


def _html_cell(scores: Scores) -> str:
    return f"{_short(scores['f1'])} · {_short(scores['leak'])}"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.2f}"


_COLUMNS = {
    "rescue": "P / R / F1 · leak",
    "markdown": "P / R / F1 · leak",
    "lift": "F1 (after − before)",
    "flat": "pages",
    "glued": "pages",
    "wrapped": "pages",
    "harm": "pages",
    "segments": "pages by language",
    "html": "pages",
    "frames": "words lost · headline kept · surroundings left",
    "field": "cases",
    "world": "pages by language",
}
