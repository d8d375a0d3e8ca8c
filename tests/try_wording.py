"""Try wordings: ``python -m tests.try_wording [--rules FOLDER] [--slot NAME | --wording TEXT [--match M]] LINE ...``.

Without an option, say which rules hit each line; lines come from standard input where there are none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cleaner.rules.examples import Trial
from cleaner.rules.pack import read, rule_files
from cleaner.rules.rule import Rule
from cleaner.rules.slots import shipped_slots
from tests.wordings import Places, tokenized


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", nargs="*")
    parser.add_argument("--rules", type=Path, default=Path("rules"))
    parser.add_argument("--slot")
    parser.add_argument("--wording")
    parser.add_argument("--match", default="line")
    options = parser.parse_args()
    lines = options.lines or [line.rstrip("\n") for line in sys.stdin]
    slots = shipped_slots()
    if options.slot:
        for line in lines:
            places = Places(tokenized(line), slots)
            for start, token in enumerate(places.tokens):
                for end in sorted(places.ends(options.slot, start)):
                    print(f"{line[token.start : places.tokens[end - 1].stop]!r}")
        return
    if options.wording:
        rules = [
            Rule(
                id="tried",
                label="date",  # type: ignore[arg-type]
                why="",
                strength="hint",
                match=options.match,
                phrases=(("mul", options.wording),),
            )
        ]
    else:
        reading = read(rule_files([options.rules]))
        for error in reading.errors:
            print(error, file=sys.stderr)
        rules = [specimen.rule for specimen in reading.specimens]
    trial = Trial(rules)
    for line in lines:
        for rule, start, stop in trial.spans(line):
            print(f"{rule.id}: {line[start:stop]!r}  in  {line!r}")


if __name__ == "__main__":
    main()
