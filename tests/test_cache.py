"""The cache: whatever becomes of its files, what comes out is what would have been made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaner.rules.cache import cache_folder, cached, digest, sealed

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = digest([b"what it is made from"])
MADE = b"what was made\n\xff of it"
NOT_SHIPPED = Path("no/such/file")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a user's cache of its own, still to be made."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    return tmp_path / "cache" / "cleaner" / "packs"


def never() -> bytes:
    raise AssertionError("made once more")


def test_what_was_made_once_is_not_made_again(folder: Path) -> None:
    assert cached(KEY, NOT_SHIPPED, lambda: MADE) == MADE
    assert cached(KEY, NOT_SHIPPED, never) == MADE
    assert [file.name for file in folder.iterdir()] == [f"{KEY}.pack"]


def test_another_key_is_made_anew() -> None:
    cached(KEY, NOT_SHIPPED, lambda: MADE)
    assert cached(digest([]), NOT_SHIPPED, lambda: b"other") == b"other"
    assert cached(KEY, NOT_SHIPPED, never) == MADE


def test_a_shipped_file_comes_first_if_it_has_the_key(tmp_path: Path, folder: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.write_bytes(sealed(KEY, MADE))
    assert cached(KEY, shipped, never) == MADE
    assert not folder.exists()
    assert cached(digest([]), shipped, lambda: b"other") == b"other"


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[:-1],
    "first line alone": lambda content: content.split(b"\n")[0],
    "a letter changed": lambda content: content.replace(b"was", b"has"),
    "another key": lambda content: b"0" * 32 + content[32:],
    "something else": lambda content: b"\xff" * 1000,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_replaced(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    cached(KEY, NOT_SHIPPED, lambda: MADE)
    (file,) = folder.iterdir()
    content = file.read_bytes()
    file.write_bytes(damage(content))
    assert file.read_bytes() != content
    assert cached(KEY, NOT_SHIPPED, lambda: MADE) == MADE
    assert [file.read_bytes() for file in folder.iterdir()] == [content]


def test_a_folder_that_cannot_be_written_is_done_without(folder: Path) -> None:
    folder.parent.parent.write_text("a file where the folder should be")
    for _ in range(2):
        assert cached(KEY, NOT_SHIPPED, lambda: MADE) == MADE


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(folder: Path) -> None:
    (folder / f"{KEY}.pack").mkdir(parents=True)
    assert cached(KEY, NOT_SHIPPED, lambda: MADE) == MADE
    assert [file.name for file in folder.iterdir()] == [f"{KEY}.pack"]


def test_users_without_a_home_have_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, "relative")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert cache_folder() is None
    assert cached(KEY, NOT_SHIPPED, lambda: MADE) == MADE
    assert not folder.exists()


def test_the_oldest_files_go_where_there_are_too_many(folder: Path) -> None:
    for age in range(40):
        key = digest([age.to_bytes(1, "big")])
        cached(key, NOT_SHIPPED, lambda: MADE)
        if (folder / f"{key}.pack").exists():
            os.utime(folder / f"{key}.pack", (1e9 - age, 1e9 - age))
    left = {file.name for file in folder.iterdir()}
    assert 2 < len(left) < 40
    assert f"{digest([bytes(1)])}.pack" in left
    (folder / "of somebody else").write_text("")
    cached(KEY, NOT_SHIPPED, lambda: MADE)
    assert {"of somebody else", f"{KEY}.pack"} <= {file.name for file in folder.iterdir()}


def test_a_key_tells_where_one_part_ends_and_the_next_begins() -> None:
    assert len({digest(parts) for parts in ([b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"abc", b""], [])}) == 5
