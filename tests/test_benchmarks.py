"""The benchmark measures what it says: figures worked out by hand, and those published about others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from labelled_pages import AROUND, BODY, DUMP, OTHER, PAGES, write_pages, write_rows

from benchmarks.quality import frames, shapes
from benchmarks.quality.data import Data, DataMissingError, Part, find_data, host_fold, page_language
from benchmarks.quality.metadata import agreement
from benchmarks.quality.metrics import leak, overlap, segment_counts, without_headline, word_counts, words_lost
from benchmarks.quality.peers import EXTRACTORS, PEERS, Peer, c4_lines, identity, installed
from benchmarks.quality.tracks import Track, evaluate, tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def keep_all(texts: Iterable[str]) -> Iterator[str]:
    return iter(texts)


def drop_last_line(texts: Iterable[str]) -> Iterator[str]:
    return (text.rpartition("\n")[0] for text in texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pages(tmp_path)


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("", "", (1.0, 1.0, 1.0)),
        ("", "a b", (0.0, 0.0, 0.0)),
        ("a b", "", (0.0, 0.0, 0.0)),
        ("A, b! B c", "b b b d", (0.5, 0.5, 0.5)),
        ("a b c d", "a b", (0.5, 1.0, 2 / 3)),
    ],
)
def test_words_are_compared_as_multisets_in_lower_case(
    text: str, gold: str, expected: tuple[float, float, float]
) -> None:
    assert overlap(word_counts(text), word_counts(gold)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("snippets", "expected"), [([], None), (["HOME"], 1.0), (["home", "Log in", "sign up", "x"], 0.5)]
)
def test_leak_is_the_share_of_snippets_that_survive_in_any_case(snippets: list[str], expected: float | None) -> None:
    assert leak(DUMP, snippets) == expected


@pytest.mark.parametrize(
    ("text", "gold", "expected"), [("a b", "a b b c", 0.5), ("x y z", "a", 1.0), ("a a a", "a", 0.0), ("a", "", None)]
)
def test_words_lost_are_those_of_the_main_content_only(text: str, gold: str, expected: float | None) -> None:
    assert words_lost(word_counts(text), word_counts(gold)) == expected


def test_segments_are_compared_with_their_case() -> None:
    assert segment_counts("Rain fell.", ["Rain", "Snow"], ["rain", "fell"]) == (1, 1, 1, 1)


def test_an_articles_precision_counts_the_words_of_the_debris(folder: Path) -> None:
    scores = evaluate(Track("rescue", "html_text"), keep_all, Data(folder))["all"]
    precisions = [11 / 19, 1.0]
    assert scores["pages"] == 2
    assert scores["precision"] == pytest.approx(sum(precisions) / 2)
    assert scores["recall"] == 1.0
    assert scores["f1"] == pytest.approx((2 * 11 / 30 + 1) / 2)
    assert scores["leak"] == 1.0  # of page a alone: b names no snippets


def test_lift_is_the_f1_after_minus_the_f1_before(folder: Path) -> None:
    scores = evaluate(
        Track("lift", "someone"), lambda texts: (text.replace("Monday", "") for text in texts), Data(folder)
    )
    assert scores["all"]["lift"] == pytest.approx((2 * 10 / 21 - 1) / 2)


def test_harm_leaves_out_pages_without_main_content_and_is_told_by_page_type(folder: Path) -> None:
    scores = evaluate(Track("harm"), drop_last_line, Data(folder))
    assert list(scores) == ["all", "article", "forum"]
    assert scores["forum"] == {"pages": 1, "lost": 1.0, "harmed": 1.0}


def test_segments_are_added_up_before_the_f1_and_told_by_language(folder: Path) -> None:
    scores = evaluate(Track("segments", "html_text"), keep_all, Data(folder))
    # a.org: 1 hit, 1 false. b.org: 1 hit, 1 missed, 2 refused.
    assert scores["all"] == pytest.approx({"pages": 2, "f1": 4 / 6, "recall": 2 / 3, "leak": 1 / 3})
    assert scores["de"]["f1"] == pytest.approx(2 / 3)
    assert scores["undeclared"]["f1"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "title", "gold", "expected"),
    [
        ("Bridge\nIt opened.", "BRIDGE", "It opened.", "It opened."),
        ("A new bridge\nIt opened.", "A new bridge | The Post", "It opened.", "It opened."),
        ("Bridge\nBridge\nIt opened.", "Bridge", "It opened.", "Bridge\nIt opened."),
        ("Bridge\nIt opened.", "Bridge", "Bridge\nIt opened.", "Bridge\nIt opened."),
        ("A\nIt opened.", "A bridge", "It opened.", "A\nIt opened."),
        ("It opened.", "", "It opened.", "It opened."),
    ],
)
def test_a_pages_own_headline_counts_neither_way(text: str, title: str, gold: str, expected: str) -> None:
    assert without_headline(text, title, gold) == expected


def test_frames_put_a_body_with_its_headline_into_another_sites_surroundings(tmp_path: Path) -> None:
    around = {"id": "g", "url": "https://g.org/7", "title": "Rain", "main_content": OTHER}  # of the same fold
    write_rows(tmp_path / "gold.jsonl", [{**PAGES[0], "title": "The bridge"}, around])
    write_rows(tmp_path / "text.html_text.jsonl", [{"id": "g", "text": f"{AROUND[0]}\nRain\n{OTHER}\n{AROUND[1]}"}])
    case = next(case for case in frames.cases(Data(tmp_path), Part()) if case.page.id == "a")
    assert case.text == f"{AROUND[0]}\nThe bridge\n{BODY}\n{AROUND[1]}"
    kept_all = {"lost": 0.0, "left": 1.0, "headline": 1.0}
    assert frames.score(case, case.text) == kept_all
    assert frames.score(case, f"The council met\n{AROUND[0]}") == {"lost": 8 / 11, "left": 6 / 14, "headline": 0.0}


def test_field_counts_lines_and_those_that_may_go_neither_way(folder: Path) -> None:
    found = evaluate(
        Track("field", "alone"), lambda texts: map(str.rstrip, drop_last_line(map(str.rstrip, texts))), Data(folder)
    )["all"]
    assert found == {"pages": 2, "lost": 0.0, "left": 1 / 2, "content": 3.0, "debris": 2.0}
    in_chrome = evaluate(Track("field", "chrome"), keep_all, Data(folder))["all"]
    assert in_chrome == {"pages": 2, "lost": 0.0, "left": 1.0, "content": 3.0, "debris": 2.0}
    assert evaluate(Track("field", "sentences"), keep_all, Data(folder))["all"]["lost"] == 0


def test_the_world_counts_characters_where_words_have_no_spaces_and_is_told_by_language(folder: Path) -> None:
    scores = evaluate(Track("world", "html_text"), keep_all, Data(folder))
    assert scores["ja"]["f1"] == pytest.approx(2 * 5 / (5 + 10))
    assert scores["de"]["precision"] == pytest.approx(3 / 4)
    assert evaluate(Track("world", "lift"), lambda texts: ["" for _ in texts], Data(folder))["all"]["lift"] == -1
    assert evaluate(Track("world", "harm"), lambda texts: ["" for _ in texts], Data(folder))["all"]["lost"] == 1


def test_tracks_are_those_that_the_data_allows(folder: Path) -> None:
    names = [track.name for track in tracks(Data(folder))]
    assert names == [
        *(
            "rescue/html_text",
            "lift/someone",
            "flat/html_text",
            "glued/html_text",
            "flat/harm",
            "wrapped/72",
            "wrapped/78",
        ),
        *("harm", "frames", "field/alone", "field/chrome", "field/sentences"),
        *("world/html_text", "world/lift", "world/harm", "segments/html_text", "html/segments", "html/field"),
    ]


def test_pages_of_your_own_need_no_more_than_gold_and_a_text(tmp_path: Path) -> None:
    write_rows(tmp_path / "gold.jsonl", [{"id": "1", "main_content": BODY}])
    write_rows(tmp_path / "text.mine.jsonl", [{"id": "1", "text": BODY}])
    assert [track.name for track in tracks(find_data(tmp_path))] == [
        *("lift/mine", "flat/harm", "wrapped/72", "wrapped/78", "harm"),
    ]


def test_page_dumps_and_main_contents_take_other_shapes() -> None:
    content = f"{'The ferry sailed at nine, ' * 5}it said.\n{'The ferry came back at ten, ' * 5}it said."
    first, second = content.split("\n")
    dump = f"Home\n{first}\nShare\nPrint\n{second}\nAbout us"
    assert shapes.flat(dump) == " ".join(dump.split())
    assert shapes.glued(dump, content) == f"Home {first} Share\nPrint\n{second}\nAbout us"
    assert max(map(len, shapes.wrapped(content, 30).split("\n"))) <= 30
    assert shapes.wrapped(content, 30).split() == content.split()


def test_compressed_pages_read_like_plain_ones(folder: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    plain = folder / "wcxb" / "gold.jsonl"
    expected = Data(folder).gold
    plain.with_name("gold.jsonl.zst").write_bytes(zstandard.compress(plain.read_bytes()))
    plain.unlink()
    assert Data(folder).gold == expected


def test_absent_data_is_said_with_the_place_and_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_DATA", str(tmp_path))
    with pytest.raises(DataMissingError, match=f"no labelled pages in {tmp_path}: give --data DIR or set CLEANER_DATA"):
        find_data()


def test_a_larger_sample_holds_the_smaller(folder: Path) -> None:
    gold = Data(folder).gold
    samples = [{page.id for page in Part(sample=size).of(gold)} for size in (1, 2, 3)]
    assert [len(sample) for sample in samples] == [1, 2, 3]
    assert samples[0] < samples[1] < samples[2]


def test_every_page_is_in_one_fold_with_all_pages_of_its_host() -> None:
    addresses = ("https://www.news.example/a", "http://news.example:80/b?c=d")
    assert len({host_fold(address, 1000) for address in addresses}) == 1


def test_folds_divide_the_pages(folder: Path) -> None:
    gold = Data(folder).gold
    parts = [Part(fold=(fold, 3)).of(gold) for fold in range(3)]
    assert sorted(page.id for part in parts for page in part) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<html class="x" lang="de-AT">', "de"),
        ("<HTML LANG=fr>", "fr"),
        ('<html><meta http-equiv="Content-Language" content="pl">', "pl"),
        ('<html><body><q lang="en">', ""),
    ],
)
def test_the_language_is_the_one_the_page_declares(html: str, expected: str) -> None:
    assert page_language(html) == expected


def test_c4_keeps_sentences_without_its_phrases() -> None:
    lines = [
        "Home",
        "It was late.",
        "Too short.",
        "Enable javascript to go on.",
        "Read the privacy policy here.",
        "And so on...",
    ]
    assert c4_lines("\n".join(lines)) == "It was late."


PARAGRAPH = "The council met on Monday, and in the end it voted for the new bridge over the river. " * 3


@pytest.mark.parametrize("peer", installed(PEERS), ids=lambda peer: peer.name)
def test_peers_keep_the_prose_of_a_text(peer: Peer) -> None:
    assert word_counts(peer.load()("\n".join([PARAGRAPH] * 3)))["bridge"] == 9


@pytest.mark.parametrize("peer", installed(EXTRACTORS), ids=lambda peer: peer.name)
def test_extractors_keep_the_prose_of_a_page(peer: Peer) -> None:
    extract = peer.load()
    article = "".join(
        f"<p>{PARAGRAPH}{PARAGRAPH.replace('bridge', name)}</p>" for name in ("ferry", "harbour", "school")
    )
    page = f"<html><body><nav><a href='/'>Sign in</a></nav><article>{article}</article></body></html>"
    text = extract(page, "https://valley.example/bridge")
    assert word_counts(text)["bridge"] == 9
    assert "Sign in" not in text
    assert extract("", "") == ""


@pytest.mark.parametrize(
    ("field", "found", "noted", "expected"),
    [
        ("title", "A bridge!", "a Bridge", (1.0, 1.0)),
        ("byline", "", "Ada", (0.0, 0.0)),
        ("byline", "By Ada", "Ada", (0.0, 2 / 3)),
        ("date", "2024-05-01T10:00", "on 2024-05-01", (1.0, 1.0)),
        ("date", "2024-05-02", "2024-05-01", (0.0, 0.0)),
        ("date", "", "2024-05-01", (0.0, 0.0)),
    ],
)
def test_metadata_agree_by_their_words_and_dates_by_the_day(
    field: str, found: str, noted: str, expected: tuple[float, float]
) -> None:
    assert agreement(field, found, noted) == pytest.approx(expected)


PUBLISHED = [
    (identity, "rescue/html_text", {"precision": 0.686, "recall": 0.995, "f1": 0.792, "leak": 0.911}),
    (c4_lines, "rescue/html_text", {"precision": 0.877, "recall": 0.864, "f1": 0.853, "leak": 0.119}),
    (c4_lines, "lift/trafilatura", {"lift": -0.082}),
    (c4_lines, "harm", {"lost": 0.266}),
    (identity, "segments/html_text", {"f1": 0.694}),
    (c4_lines, "segments/html_text", {"f1": 0.801}),
    (c4_lines, "segments/trafilatura", {"f1": 0.847}),
]


PUBLISHED_ON = "248bf31c32075d80"
"""The digest of the pages that the published figures were found on; they count headlines as any other line."""


@pytest.fixture(scope="module")
def published_pages() -> Data:
    """Return the labelled pages, or skip where they are absent or others."""
    try:
        data = find_data()
    except DataMissingError as absent:
        pytest.skip(str(absent))
    if data.digest != PUBLISHED_ON:
        pytest.skip(f"{data.folder} holds other pages than the published figures are about")
    data.__dict__["gold"] = [replace(page, title="") for page in data.gold]
    return data


@pytest.mark.parametrize(("clean", "name", "figures"), PUBLISHED)
def test_the_published_figures_of_others_come_out(
    published_pages: Data, clean: Callable[[str], str], name: str, figures: dict[str, float]
) -> None:
    track = next(track for track in tracks(published_pages) if track.name == name)
    scores = evaluate(track, lambda texts: map(clean, texts), published_pages)["all"]
    assert {measure: scores[measure] for measure in figures} == pytest.approx(figures, abs=0.0006)
