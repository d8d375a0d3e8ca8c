"""Which input goes to which output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.formats import OUTPUT_FORMATS, SINGLE_DOCUMENTS, Format, split_suffixes
from cleaner.corpus.inputs import Input, Source, sources
from cleaner.corpus.storage import STANDARD, file_key, identity, inside, is_remote, printable, require_access
from cleaner.errors import WRONG_USAGE, CommandError, display_name


class Target(NamedTuple):
    """An output: its path, its format, and its name in the ledger; a tree is a folder with a file for each document."""

    path: str
    format: Format
    name: str
    is_tree: bool = False


@dataclass(frozen=True)
class Plan:
    """Sources and targets in their order; ``assigned`` are the targets of the sources, empty where shards are filled.

    Shards are contiguous: read one after the other they are the corpus in its order.
    """

    sources: Sequence[Source]
    targets: Sequence[Target]
    assigned: Sequence[int] = ()

    def target(self, source: int, progress: float) -> int:
        """Return the index of the target of a batch that begins at a share of a source."""
        if self.assigned:
            return self.assigned[source]
        return min(len(self.targets) - 1, int(len(self.targets) * self.share(source, progress)))

    def share(self, source: int, progress: float) -> float:
        """Return how much of all sources is done at a share of one of them."""
        return (sum(self._weights[:source]) + progress * self._weights[source]) / sum(self._weights)

    @cached_property
    def _weights(self) -> list[int]:
        """The sources' sizes; all the same where one is not known."""
        sizes = [sum(max(0, identity(one.path)[0]) for one in each.inputs) for each in self.sources]
        return sizes if all(sizes) else [1] * len(sizes)


def make_plan(inputs: Sequence[Input], output: str, wanted: Format | None, shards: int) -> Plan:
    """Return the plan for inputs and an output, which is a file if its name has a known suffix, else a folder.

    Raises `CommandError` for what does not go together.
    """
    _refuse(not output, "--output: is empty; name a file or a folder (./ is this one)")
    named = split_suffixes(output)[1]
    _refuse_wrong_name(output, named, wanted)
    if shards:
        _refuse(named is not None or output == STANDARD, "--shards: writes to a folder; name one (--output)")
        each = wanted or _natural_output(inputs[0].format)
        _refuse(each.name in SINGLE_DOCUMENTS, "--shards: takes a format of records; name it (--to jsonl.zst)")
        names = [f"part-{number:05}-of-{shards:05}{each.suffix}" for number in range(shards)]
        return Plan(sources(inputs), [Target(inside(output, name), each, name) for name in names])
    if named or output == STANDARD:
        return _one_output(inputs, output, named or wanted or _natural_output(inputs[0].format))
    _refuse_no_folder(output)
    return _output_for_each(inputs, output, wanted)


def refuse_same_files(inputs: Sequence[Input], plan: Plan, more: Mapping[str, str]) -> None:
    """Raise `CommandError` if a file that is written besides (by option) is an input, an output, or another of them."""
    taken = {_absolute(target.path): "--output" for target in plan.targets}
    _refuse_own_inputs(inputs, more.values())
    for option, path in more.items():
        other = taken.setdefault(_absolute(path), option)
        _refuse(other != option, f"{option}: {display_name(path)} is written by {other}, too; name another file")


def refuse_unwritable(paths: Mapping[str, str]) -> None:
    """Raise `CommandError` if a file (by option) cannot be written where it is to be: better now than in the end."""
    for option, path in paths.items():
        if is_remote(path):
            require_access(path)
        if is_remote(path) or path == STANDARD:
            continue
        place = Path(path).absolute()
        folder = next(one for one in (place, *place.parents)[not place.is_dir() :] if one.exists())
        problem = f"{option}: {display_name(str(folder))} is no folder that can be written to; name another place"
        _refuse(not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK), problem)


def _refuse_wrong_name(output: str, named: Format | None, wanted: Format | None) -> None:
    """Raise `CommandError` for the name of a file that would say something else than what is written to it."""
    name, known = display_name(output), ", ".join(OUTPUT_FORMATS)
    for each, option in ((named, f"--output: {name}"), (wanted, "--to")):
        if each is None:
            continue
        problem = f"{option}: {each.name} is read and not written; name a file of another format ({known})"
        _refuse(each.name not in OUTPUT_FORMATS, problem)
        problem = f"{option}: {each.name} is compressed within; leave out .{each.compression}"
        _refuse(each.name in {"parquet", "arrow"} and each.compression != "", problem)
    if named and wanted:
        is_same = named.name == wanted.name and wanted.compression in {"", named.compression}
        _refuse(not is_same, f"--output: {name} is the name of a {named.suffix} file, and --to is {wanted.suffix[1:]}")


def refuse_misnamed(option: str, path: str, formats: Sequence[Format]) -> None:
    """Raise `CommandError` for a file (by option) whose name tells none of its formats; without a suffix it is JSON."""
    *suffixes, last = [".json", *(each.suffix for each in formats)]
    remedy = f"end its name with {', '.join(suffixes)} or {last}"
    problem = f"{option}: {display_name(path)}: its name tells another format than can be written; {remedy}"
    _refuse(split_suffixes(path)[1] not in {None, *formats}, problem)


def _absolute(path: str) -> str:
    return path if is_remote(path) or path == STANDARD else str(Path(path).absolute())


def _refuse_no_folder(output: str) -> None:
    """Raise `CommandError` for the name of a folder that is a file, or looks like that of one."""
    if is_remote(output):
        return
    exists, name = Path(output).exists(), display_name(output)
    _refuse(exists and not Path(output).is_dir(), f"--output: {name} is no folder, and its name tells no format")
    looks_like_file = not exists and not output.endswith("/") and Path(output).suffix[1:].isalpha()
    remedy = "end the name of a folder with /, that of a file with one such as .jsonl.zst"
    _refuse(looks_like_file, f"--output: {name}: its suffix tells no format; {remedy}")


def _one_output(inputs: Sequence[Input], output: str, each: Format) -> Plan:
    """Have all inputs written to one file."""
    many_documents = len(inputs) > 1 or inputs[0].format.name not in SINGLE_DOCUMENTS
    problem = f"--output: a {each.name} file holds one document; name a folder, or a file of records such as out.jsonl"
    _refuse(each.name in SINGLE_DOCUMENTS and many_documents, problem)
    _refuse_own_inputs(inputs, [output])
    found = sources(inputs)
    return Plan(found, [Target(output, each, printable(output.rpartition("/")[2]))], [0] * len(found))


def _output_for_each(inputs: Sequence[Input], folder: str, wanted: Format | None) -> Plan:
    """Have each input written under its own name; by name, which is the order in which `restore` meets them."""
    found = sources(sorted(inputs, key=lambda one: one.stem))
    targets: list[Target] = []
    for source in found:
        each = wanted or _natural_output(source.inputs[0].format)
        is_tree = each.name in SINGLE_DOCUMENTS
        problem = f"--to: {source.inputs[0].path} holds many documents; choose a format of records such as jsonl.zst"
        _refuse(is_tree and not source.is_pile, problem)
        name = _name_of(source) + each.suffix
        targets.append(Target(folder if is_tree else inside(folder, name), each, printable(name), is_tree))
    files = list(_output_files(targets, found))
    _refuse_same_names(files)
    _refuse_own_inputs(inputs, (output for _, output in files))
    _refuse_neighbours(files)
    return Plan(found, targets, list(range(len(found))))


def _name_of(source: Source) -> str:
    """Return the name of a source's output: a pile is named for its first file's folder."""
    stem = source.inputs[0].stem
    return (stem.rpartition("/")[0] or "documents") if source.is_pile else stem


def _natural_output(given: Format) -> Format:
    """Return the format an input is written in when none is named."""
    names = {"wet": "jsonl", "warc": "jsonl", "html": "text"}
    return Format(names.get(given.name, given.name), "" if given.name in {"parquet", "arrow"} else given.compression)


def _output_files(targets: Iterable[Target], found: Iterable[Source]) -> Iterator[tuple[Input, str]]:
    """Yield the files that are written, each with the first input that is written to it."""
    for target, source in zip(targets, found, strict=True):
        read = [one for one in source.inputs if not one.problem]
        if target.is_tree:
            yield from ((one, inside(target.path, printable(one.stem) + target.format.suffix)) for one in read)
        elif read:
            yield read[0], target.path


def _refuse_same_names(files: Iterable[tuple[Input, str]]) -> None:
    """Raise `CommandError` if two inputs would be written to one output."""
    taken: dict[str, str] = {}
    for one, output in files:
        name, other = display_name(one.path), taken.get(output)
        _refuse(other is not None, f"{name}: {other} is written under the same name; write to another folder")
        taken[output] = name


def _refuse_own_inputs(inputs: Sequence[Input], outputs: Iterable[str]) -> None:
    """Raise `CommandError` if an output would take the place of an input, however either is named."""
    taken = {file_key(one.path) for one in inputs if not one.problem} - {None}
    for output in outputs:
        _refuse(file_key(output) in taken, f"{display_name(output)}: is an input, too; name another")


def _refuse_neighbours(files: Iterable[tuple[Input, str]]) -> None:
    """Raise `CommandError` if a file beside an input would be lost: the name of an output is none that a user chose."""
    for one, output in files:
        is_beside = os.path.realpath(Path(one.path).parent) == os.path.realpath(Path(output).parent)
        problem = f"lies beside {display_name(one.path)} and would be overwritten; write to another folder (--output)"
        _refuse(
            is_beside and not is_remote(output) and file_key(output) is not None, f"{display_name(output)}: {problem}"
        )


def _refuse(is_wrong: bool, problem: str) -> None:
    """Raise `CommandError` for a combination that makes no sense."""
    if is_wrong:
        raise CommandError(problem, WRONG_USAGE)
