"""The benchmarks of HTML: what stands beside our engines, and how speed is taken."""

from __future__ import annotations

import pytest
from test_html import BODY, PAGE, PARAGRAPHS

import cleaner
from benchmarks.html_throughput import measure
from benchmarks.quality.extractors import ENGINES, EXTRACTORS
from benchmarks.quality.peers import Peer


@pytest.mark.parametrize("peer", EXTRACTORS, ids=[peer.name for peer in EXTRACTORS])
def test_every_extractor_that_is_installed_finds_the_article(peer: Peer) -> None:
    if peer.version is None:
        pytest.skip(f"{peer.package} is not installed")
    extract = peer.load()
    paragraph = " ".join(PARAGRAPHS)  # jusText passes over short ones
    text = extract(PAGE.replace(BODY, f"<p>{paragraph}</p>" * 2), "https://valley.example/bridge")
    assert paragraph in text
    assert "Sign in" not in text
    assert extract("", "") == ""


@pytest.mark.parametrize("name", ENGINES)
def test_our_engines_stand_under_names_of_their_own(name: str) -> None:
    assert PARAGRAPHS[0] in cleaner.clean_html(PAGE, engine=ENGINES[name]).text


def test_every_system_reads_every_page_in_every_round() -> None:
    read: list[tuple[str, str]] = []
    systems = {name: lambda html, _url, name=name: read.append((name, html)) for name in ("trafilatura", "other")}
    speeds = measure([("<p>a", ""), ("<p>b", "")], systems, rounds=2)
    assert [speed.system for speed in speeds] == ["trafilatura", "other"]
    assert speeds[0].against_trafilatura == 1
    first = [(name, "<p>a") for name in systems]  # what is loaded at first use is loaded before
    both = [(name, html) for html in ("<p>a", "<p>b") for name in systems]
    assert read == [*first, *both, *both]
