"""Selectors for single sites, and what is taken of ftr-site-config."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cleaner
from cleaner.cli.sites import to_css, to_toml
from tests.test_cli import CommandLine
from tests.test_html_given import PROMO, STORY, page

XPATHS = [
    ("//div[@id='story']", 'div[id="story"]'),
    ('//*[@class="a b"]', '*[class="a b"]'),
    ("//div[contains(@class, 'ad')]", 'div[class*="ad"]'),
    ("//div[starts-with(@id,'ad-')]", 'div[id^="ad-"]'),
    ("//div[contains(concat(' ',normalize-space(@class),' '),' ad ')]", 'div[class~="ad"]'),
    ("//div[contains(concat(' ', @class, ' '), ' ad ')]", 'div[class~="ad"]'),
    ("//div[@id='a']//p/span[@class]", 'div[id="a"] p > span[class]'),
    ("/html/body/div", "html > body > div"),
    ("//p[@id='a' and contains(@class,'b')]", 'p[id="a"][class*="b"]'),
    ("//p[@id='a'][@lang]", 'p[id="a"][lang]'),
    ("//p[2]", ""),
    ("//p[last()]", ""),
    ("//p[not(@id)]", ""),
    ("//a[contains(text(), 'more')]", ""),
    ("//p[@id='a' or @id='b']", ""),
    ("//p/text()", ""),
    ("//p/@class", ""),
    ("//div/..", ""),
    ("//h2/following-sibling::p", ""),
    ("//p[", ""),
    ("", ""),
]


@pytest.mark.parametrize(("xpath", "css"), XPATHS)
def test_an_xpath_is_taken_where_css_says_the_same(xpath: str, css: str) -> None:
    assert to_css(xpath) == css


RULES = """# a comment: //p
title: //h1
body: //main
strip: //div[@class='promo'] | //p[last()]
strip_id_or_class: ads
test_url: https://news.example/a
"""


def test_rules_become_a_table_of_selectors() -> None:
    expected = {"keep": ["main"], "drop": ['div[class="promo"]', '[id*="ads"], [class*="ads"]']}
    assert tomllib.loads(to_toml("News.example", RULES)) == {"news.example": expected}
    assert to_toml("news.example", "title: //h1\nstrip: //p[1]") == ""


@pytest.fixture
def command_line(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


HOSTS = [
    ("news.example.txt", "https://www.news.example/a", True),
    ("news.example.txt", "https://uk.news.example/a", False),
    (".news.example.txt", "https://uk.news.example/a", True),
    ("news.example.txt", "https://other.example/a", False),
    ("news.example.txt", "", False),
    ("news.example.txt", "https://[news", False),
]


@pytest.mark.parametrize(("name", "url", "counts"), HOSTS)
def test_what_is_imported_counts_for_its_host(
    name: str, url: str, counts: bool, tmp_path: Path, command_line: CommandLine
) -> None:
    folder, file, html = tmp_path / "rules", tmp_path / "sites.toml", page(PROMO)
    folder.mkdir()
    (folder / name).write_text(RULES.replace("body: //main\n", "strip: //p\n"))
    file.write_bytes(command_line("sites", "import", str(folder)).output)
    result = cleaner.Cleaner(sites=str(file)).clean_html(html, url)
    assert (STORY[0] not in result.text) is counts
    assert result.warning == ""
    (tmp_path / "page.html").write_text(html)
    told = command_line("--sites", str(file), "--url", url, str(tmp_path / "page.html"))
    assert (STORY[0] not in told.output.decode()) is counts


WRONG = [
    ("[a", "write it as"),
    ("a = 1", "a has to hold the lists"),
    ("[a]\nkeep = 'p'", "a has to hold the lists"),
    ("[a]\nkept = ['p']", "a has to hold the lists"),
    ("[a]\nkeep = ['p[']", "'p[' is no CSS selector"),
    (None, "name a file"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG)
def test_a_file_that_is_none_is_one_clear_error(
    text: str | None, problem: str, tmp_path: Path, command_line: CommandLine
) -> None:
    file = tmp_path / "sites.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ValueError, match=r"sites\.toml: ") as error:
        cleaner.Cleaner(sites=str(file))
    assert problem in str(error.value)
    told = command_line("--sites", str(file), "page.html")
    assert (told.exit_code, told.error.count("\n"), problem in told.error) == (2, 1, True)


def test_a_folder_without_rules_is_one_clear_error(tmp_path: Path, command_line: CommandLine) -> None:
    told = command_line("sites", "import", str(tmp_path))
    assert (told.exit_code, told.error.count("\n"), "holds no rules" in told.error) == (1, 1, True)
