"""``cleaner sites``: selectors for single sites, from the rules of Full-Text RSS (ftr-site-config).

Their files, which are in the public domain, have a host's name and lines such as ``body: //div[@id='story']`` and
``strip: //p[contains(@class, 'ad')]``: XPaths, of which those are taken that CSS can say as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.errors import CommandError, Log
from cleaner.html.page import check_selector

_EXAMPLES = """
\b
Example:
  cleaner sites import ftr-site-config > sites.toml
  cleaner --sites sites.toml --url https://news.example/a page.html
"""

_TEXT = r"""(?:'([^'"]*)'|"([^'"]*)")"""
_NAME = r"(?:[a-zA-Z][\w-]*|\*)"
_STEP = re.compile(rf"(//?|descendant::)?({_NAME})((?:\[[^\[\]]*\])*)")
_PREDICATE = re.compile(r"\[([^\[\]]*)\]")
_CONDITIONS = {
    rf"@([\w-]+)\s*=\s*{_TEXT}": "=",
    rf"contains\(\s*@([\w-]+)\s*,\s*{_TEXT}\s*\)": "*=",
    rf"starts-with\(\s*@([\w-]+)\s*,\s*{_TEXT}\s*\)": "^=",
    rf"contains\(\s*concat\(\s*['\"] ['\"]\s*,\s*(?:normalize-space\(\s*)?@([\w-]+)\s*\)?\s*,\s*['\"] ['\"]\s*\)\s*,\s*"
    rf"{_TEXT}\s*\)": "~=",
    r"@([\w-]+)()()": "",
}


@click.group(epilog=_EXAMPLES)
def sites() -> None:
    """Selectors for single sites: what of their pages stays or goes, whatever is thought of it."""


@sites.command("import", epilog=_EXAMPLES)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.pass_context
def import_(ctx: click.Context, folder: Path) -> None:
    """Write a file for --sites from a folder of ftr-site-config.

    Of its rules, `body`, `strip` and `strip_id_or_class` are taken, where CSS can say what their XPath says.
    """
    log = Log()
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CommandError(f"{folder}: holds no rules of sites; name a folder with files such as example.com.txt")
    for file in files:
        try:
            click.echo(to_toml(file.stem, file.read_text(encoding="utf-8", errors="replace")), nl=False)
        except OSError as error:
            log.fail_on(str(file), error)
    ctx.exit(log.exit_code)


def to_toml(host: str, rules: str) -> str:
    r"""Return a site's rules as a table of TOML, "" where nothing of them can be said in CSS.

    >>> print(to_toml("news.example", "body: //div[@id='story']\nstrip: //p[contains(@class, 'ad')] | //p[2]"), end="")
    ["news.example"]
    keep = ["div[id=\"story\"]"]
    drop = ["p[class*=\"ad\"]"]
    """
    chosen: dict[str, list[str]] = {"keep": [], "drop": []}
    for name, value in _directives(rules):
        if name == "strip_id_or_class" and value.strip("\"'"):
            text = json.dumps(value.strip("\"'"), ensure_ascii=False)
            chosen["drop"].append(f"[id*={text}], [class*={text}]")
        elif name in {"body", "strip"}:
            chosen["keep" if name == "body" else "drop"] += filter(None, map(to_css, value.split("|")))
    lines = [f"{name} = {json.dumps(listed, ensure_ascii=False)}\n" for name, listed in chosen.items() if listed]
    return f"[{json.dumps(host.lower())}]\n{''.join(lines)}" if lines else ""


def _directives(rules: str) -> Iterator[tuple[str, str]]:
    for line in rules.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.lstrip().startswith("#"):
            yield name.strip(), value.strip()


def to_css(xpath: str) -> str:
    """Return the CSS selector of what an XPath names, "" where CSS cannot say it.

    >>> to_css("//div[@id='a' and @class]/p"), to_css("//p[last()]"), to_css("//a[contains(text(), 'More')]")
    ('div[id="a"][class] > p', '', '')
    """
    written, end = [], 0
    for step in _STEP.finditer(xpath := xpath.strip()):
        axis, name, predicates = step.groups(default="")
        conditions = list(map(_condition, _conditions(predicates)))
        if step.start() != end or (end and not axis) or None in conditions:
            return ""
        written.append(f"{' > ' if axis == '/' and end else ' '}{name}{''.join(filter(None, conditions))}")
        end = step.end()
    selector = "".join(written).strip()
    try:
        check_selector(selector)
    except ValueError:
        return ""
    return selector if end == len(xpath) else ""


def _conditions(predicates: str) -> Iterator[str]:
    for predicate in _PREDICATE.findall(predicates):
        yield from re.split(r"\s+and\s+", predicate.strip())


def _condition(condition: str) -> str | None:
    """Return a condition on an attribute in CSS, None where there is none for it."""
    for expression, operator in _CONDITIONS.items():
        if found := re.fullmatch(expression, condition.strip()):
            text = (found[2] or found[3] or "").strip() if operator == "~=" else found[2] or found[3] or ""
            return f"[{found[1]}{operator}{json.dumps(text, ensure_ascii=False)}]" if operator else f"[{found[1]}]"
    return None
