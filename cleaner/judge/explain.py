"""Why a line stays or goes, in words: what weighed most, with its points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.judge.heuristics import REASONS
from cleaner.judge.scorecard import EXPRESSION, FARTHEST, NO_NEIGHBOUR

if TYPE_CHECKING:
    from cleaner.judge.decide import Weighed
    from cleaner.rules.rule import RuleFacts

_ALONG = "goes with others, since the document lost lines however often it was looked at"
_PROTECTED = "like what articles say"


def why(weighed: Weighed, rules: Sequence[RuleFacts]) -> str:
    """Return the reasons for what became of a line; their points add up, as they are shown."""
    shown = [(what, None if points is None else _tenths(points)) for what, points in _reasons(weighed, rules)]
    told = [what if tenths is None else f"{what} ({tenths / 10:+.1f})" for what, tenths in shown]
    left = _tenths(weighed.points) - sum(tenths or 0 for _, tenths in shown)
    if left:
        others = {0: "rounded", 1: "1 other"}.get(weighed.others, f"{weighed.others} others")
        told.append(f"{others} ({left / 10:+.1f})")
    return "; ".join(told)


def _reasons(weighed: Weighed, rules: Sequence[RuleFacts]) -> Iterator[tuple[str, int | None]]:
    """Yield the reasons with their points, in hundredths, where they have any."""
    if weighed.rule >= 0:
        yield rules[weighed.rule].why, weighed.from_rules
    elif weighed.from_rules:
        yield _PROTECTED, weighed.from_rules
    for (_, what), points in zip(REASONS, weighed.heuristics, strict=True):
        if points:
            yield what, points
    if weighed.along:
        yield _ALONG, None
    for name, value, points in weighed.columns:
        yield said(name, value), points


def _tenths(hundredths: int) -> int:
    """Return hundredths of points as tenths, as they are shown."""
    return round(hundredths / 10)


# --- what the columns of a scorecard say of a line: "no long paragraph in the document" -------------------------------


def said(expression: str, value: int) -> str:
    """Return what it says of a line that an expression has a value.

    >>> said("long[..]", 0), said("until asks", 3), said("words@-1", 1)
    ('no long paragraph in the document', '3 lines before the next question', 'the line before: 1 word')
    """
    phrase = _Said.of(expression)
    return phrase.about(value) if phrase else f"{expression} = {value}"


class _Said(NamedTuple):
    """An expression, taken to pieces."""

    name: str
    phrase: Phrase
    way: str
    neighbour: str
    window: str
    share: bool

    @staticmethod
    @cache
    def of(expression: str) -> _Said | None:
        """Take an expression to pieces; there are none of a column that has no phrase."""
        parts = EXPRESSION.fullmatch(expression)
        if parts is None or parts["name"] not in COLUMNS:
            return None
        window = _where(parts["first"], parts["last"]) if parts["first"] is not None else ""
        way, neighbour = (parts["way"] or "").strip(), parts["neighbour"] or ""
        return _Said(parts["name"], COLUMNS[parts["name"]], way, neighbour, window, bool(parts["share"]))

    def about(self, value: int) -> str:
        """Return what a value says."""
        if self.way:
            return self._distance(value)
        if self.window and self.share:
            return f"{value} % of all {self.phrase.many} are {self.window}"
        if self.window:
            return f"{self.phrase.counted(value)} {self.window}"
        if self.neighbour:
            return _beside(int(self.neighbour), self._of_line(value), there=value != NO_NEIGHBOUR)
        return self._of_line(value)

    def _of_line(self, value: int) -> str:
        """Return what a value says of the line itself."""
        if self.name == "opening":
            return f"begins with {_OPENINGS[value]}"
        if self.name == "shape":
            return f"looks like {_SHAPES[value]}"
        return _singular(self.phrase.of_line(value)) if abs(value) == 1 else self.phrase.of_line(value)

    def _distance(self, value: int) -> str:
        """Return what it says that a line of some kind is so far away."""
        before = self.way == "since"
        if value >= FARTHEST:
            return f"no {self.phrase.one} {'before' if before else 'after'} it"
        lines = "1 line" if value == 1 else f"{value} lines"
        return f"{lines} after the last {self.phrase.one}" if before else f"{lines} before the next {self.phrase.one}"


_SHAPES = ("a name", "a phrase", "cells", "a label", "a question", "a list item", "a sentence", "a paragraph")
_OPENINGS = {0: "no word", 1: "a small letter", 2: "a capital", 3: "a digit"}


def _where(first: str, last: str) -> str:
    """Return where a window is.

    >>> _where("", "-1"), _where("1", "8"), _where("", "")
    ('before it', 'in the 8 lines after', 'in the document')
    """
    if not first and not last:
        return "in the document"
    if not first or not last:
        return _ENDLESS.get((first, last), f"from line {first or '…'} to {last or '…'}")
    near, far = sorted((abs(int(first)), abs(int(last))))
    if near == 1 and int(first) * int(last) > 0:
        return f"in the {far} lines {'after' if int(first) > 0 else 'before'}"
    return f"from line {int(first):+d} to {int(last):+d}"


def _beside(offset: int, what: str, *, there: bool) -> str:
    """Return what is said of a line near by.

    >>> _beside(1, "ends a sentence", there=True), _beside(-2, "", there=False)
    ('the line after: ends a sentence', 'no second line before')
    """
    place = "after" if offset > 0 else "before"
    line = "line" if abs(offset) == 1 else f"{_ORDINALS.get(abs(offset), f'{abs(offset)}th')} line"
    return f"the {line} {place}: {what}" if there else f"no {line} {place}"


_ENDLESS = {("", "-1"): "before it", ("1", ""): "after it"}
_ORDINALS = {2: "second", 3: "third"}
_PLURAL = re.compile(
    r"(?<![\w.])1 (words|characters|letters|tenths|lines|commas|digits|links|pictures|blocks|stretches|containers"
    r"|elements|marks|times)\b"
)
_ONE = {"times": "once", "stretches": "1 stretch"}


def _singular(text: str) -> str:
    """Return a phrase without a plural behind "1".

    >>> _singular("1 words of prose"), _singular("11 words")
    ('1 word of prose', '11 words')
    """
    return _PLURAL.sub(lambda found: _ONE.get(found[1], f"1 {found[1].removesuffix('s')}"), text)


# --- what columns are called ------------------------------------------------------------------------------------------


class Phrase(NamedTuple):
    """How to speak of a column: of the line itself, and of the lines around it.

    ``own`` is said of a line whose value is ``{n}``, ``none`` where that is 0, ``below`` where it is less. ``one`` and
    ``many`` are what values around the line count.
    """

    own: str
    none: str
    one: str
    many: str
    below: str = ""

    def of_line(self, value: int) -> str:
        """Return what a value says of the line that has it."""
        chosen = self.own if value > 0 else self.below if value < 0 and self.below else self.none
        return chosen.format(n=abs(value))

    def counted(self, value: int) -> str:
        """Return what a value says of several lines."""
        return f"no {self.one}" if not value else f"{value} {self.one if value == 1 else self.many}"


def _amount(unit: str, *, one: str = "") -> Phrase:
    """Return the phrase of a column that counts something in a line."""
    one = one or unit.replace("words", "word", 1).replace("letters", "letter", 1).removesuffix("s")
    return Phrase(f"{{n}} {unit}", f"no {one}", one, unit)


def _kind(noun: str, *, many: str = "") -> Phrase:
    """Return the phrase of a column that tells whether a line is of a kind."""
    article = "an" if noun[0] in "aeiou" else "a"
    return Phrase(f"is {article} {noun}", f"is no {noun}", noun, many or f"{noun}s")


def _share(unit: str) -> Phrase:
    """Return the phrase of a column in percent."""
    return Phrase(f"{{n}} % {unit}", f"no {unit}", f"percent of {unit}", f"percent of {unit}")


def _inside(what: str) -> Phrase:
    """Return the phrase of a column that tells whether a line stands inside something."""
    return Phrase(f"in {what}", f"not in {what}", f"line in {what}", f"lines in {what}")


def _named(what: str) -> Phrase:
    """Return the phrase of a column that tells whether the page calls the line's surroundings something."""
    return _inside(f"a part of the page that is named like {what}")


_OF_LINE = {
    "characters": _amount("characters"),
    "words": _amount("words"),
    "function_words": _amount("words such as “the” and “of”", one="word such as “the” and “of”"),
    "capitalised": _amount("capitalised words"),
    "capitals": _amount("capital letters"),
    "digits": _amount("digits"),
    "sentence_ends": _amount("marks of sentences", one="mark of a sentence"),
    "commas": _amount("commas"),
    "separators": _amount("marks such as “|” and “/”", one="mark such as “|” and “/”"),
    "unspaced": _amount("letters of a script without spaces", one="letter of a script without spaces"),
    "ends_sentence": Phrase(
        "ends a sentence", "ends no sentence", "line that ends a sentence", "lines that end a sentence"
    ),
    "interface": _kind("label of nothing but interface words", many="labels of nothing but interface words"),
    "asks": _kind("question"),
    "exclaims": _kind("exclamation"),
    "introduces": Phrase(
        "ends with a colon", "ends with no colon", "line that ends with a colon", "lines that end with a colon"
    ),
    "trails_off": Phrase("ends with dots", "ends with no dots", "line that ends with dots", "lines that end with dots"),
    "item": _kind("list item"),
    "function_share": _share("words such as “the” and “of”"),
    "capitalised_share": _share("capitalised words"),
    "capital_share": _share("capital letters"),
    "digit_share": _share("digits"),
    "word_length": Phrase("words of {n} tenths of a character", "no word", "", ""),
    "sentence_share": Phrase("a sentence ends in {n} of 100 words", "no sentence ends in it", "", ""),
    "line": Phrase("a line", "no line", "line", "lines"),
    "gap": Phrase("a blank line before", "no blank line before", "blank line", "blank lines"),
    "short": _kind("short line"),
    "copies": Phrase("stands {n} times in the document", "does not stand in the document", "copy", "copies"),
    "copies_before": Phrase("stands {n} times before", "does not stand before", "repetition", "repetitions"),
    "prose": _amount("words of prose"),
    "long": _kind("long paragraph"),
    "block_size": Phrase(
        "its block of prose is {n} % of the largest", "in no block of prose", "block", "percent of blocks"
    ),
    "block_share": Phrase(
        "its block has {n} % of all prose", "its block has next to no prose", "block", "percent of prose"
    ),
    "block_place": Phrase(
        "{n} blocks after the main one", "in the main block", "block", "blocks", "{n} blocks before the main one"
    ),
    "shape": Phrase("has a shape", "has no shape", "", ""),
    "run_lines": Phrase("stands in {n} lines that are alike", "stands in no lines that are alike", "", ""),
    "run_place": Phrase("stands behind {n} lines that are like it", "the first of lines that are alike", "", ""),
    "run_words": Phrase("lines like it have {n} words", "lines like it have no words", "", ""),
    "run_hits": Phrase("rules match {n} % of the lines like it", "rules match none of the lines like it", "", ""),
    "listing": Phrase("of a listing", "of no listing", "line of a listing", "lines of listings"),
    "headed": Phrase("stands below a line that rules match", "stands below no line that rules match", "", ""),
    "quiet_lines": Phrase(
        "stands in {n} lines that hardly any rule matches", "stands among lines that rules match", "", ""
    ),
    "quiet_size": Phrase(
        "stands in text that hardly any rule matches, {n} % of the longest",
        "stands in no longer text that hardly any rule matches",
        "",
        "",
    ),
    "quiet_place": Phrase(
        "{n} stretches without debris after the longest",
        "in the longest stretch without debris",
        "",
        "",
        "{n} stretches without debris before the longest",
    ),
    "title_place": Phrase(
        "{n} lines after the headline", "looks like the headline", "", "", "{n} lines before the headline"
    ),
    "trail": Phrase("holds the beginning of the headline", "does not hold the beginning of the headline", "", ""),
    "shared": Phrase(
        *("{n} % of its words stand in the body, too", "none of its words stands in the body"),
        *("percent of words that stand in the body", "percent of words that stand in the body"),
    ),
    "foreign": _share("words of another script than the document's"),
    "likely": Phrase(
        *("{n} % likely content at first sight", "no content at first sight"),
        *("percent of likely content", "percent of likely content"),
    ),
    "likely_words": _amount("words of likely content", one="word of likely content"),
    "unlikely_words": _amount("words of likely debris", one="word of likely debris"),
    "content": Phrase(
        *("likelier content than debris", "no likelier content than debris"),
        *("line that is likely content", "lines that are likely content"),
    ),
    "passage": Phrase(
        *("surely a passage of the text", "no sure passage of the text"),
        *("sure passage of the text", "sure passages of the text"),
    ),
    "refuse": Phrase(
        "hardly content", "not surely debris", "line that is hardly content", "lines that are hardly content"
    ),
    "run_likely": Phrase("lines like it are {n} % likely content", "lines like it are no content", "", ""),
    "shape_likely": Phrase("lines of its shape are {n} % likely content", "lines of its shape are no content", "", ""),
    "main_place": Phrase(
        *("{n} lines after the main stretch of text", "in the main stretch of text", "", ""),
        "{n} lines before the main stretch of text",
    ),
    "main_rest": Phrase(
        *("{n} lines within the main stretch of text", "at an end of the main stretch of text", "", ""),
        "outside of the main stretch of text",
    ),
    "main_gap": Phrase(
        "{n} words of likely debris between it and the main stretch of text",
        *("no debris between it and the main stretch of text", "", ""),
    ),
    "kin": Phrase(
        *("lines with its words are {n} % likely content", "lines with its words are no content", "", ""),
        "no other line has its words",
    ),
    "kin_share": Phrase("{n} % of its words stand in other lines", "none of its words stands in another line", "", ""),
    "kin_passage": Phrase(
        "{n} % of its words stand in sure passages", "none of its words stands in a sure passage", "", ""
    ),
    "kin_refuse": Phrase(
        *("{n} % of its words stand in lines that are hardly content",),
        *("none of its words stands in a line that is hardly content", "", ""),
    ),
    "kin_lead": Phrase(
        *("{n} % more of its words in sure passages than in debris", "as many of its words in passages as in debris"),
        *("percent of words more in passages than in debris", "percent of words more in passages than in debris"),
        "{n} % more of its words in debris than in sure passages",
    ),
    "likely_density": Phrase(
        "{n} % of the document's words are likely content", "next to no word of the document is likely content", "", ""
    ),
    "main_lines": Phrase("the main stretch of text has {n} lines", "there is no main stretch of text", "", ""),
    "main_words": Phrase("the main stretch of text has {n} words", "there is no main stretch of text", "", ""),
    "main_share": Phrase(
        *("{n} % of the likely content stands in the main stretch of text",),
        *("none of the likely content stands in the main stretch of text", "", ""),
    ),
    "main_likely": Phrase("the main stretch of text is {n} % likely", "there is no main stretch of text", "", ""),
    "latin": _amount("words in Latin letters", one="word in Latin letters"),
    "other_script": _amount("words in letters other than Latin", one="word in letters other than Latin"),
    "hit_density": Phrase(
        "rules match {n} % of the document's lines", "rules match next to no line of the document", "", ""
    ),
    "menu_density": Phrase(
        "{n} % of the document's lines are of menus", "next to no line of the document is of a menu", "", ""
    ),
    "short_density": Phrase(
        "{n} % of the document's lines are short", "next to no line of the document is short", "", ""
    ),
    "prose_density": Phrase(
        "{n} % of the document's words are prose", "next to no word of the document is prose", "", ""
    ),
    "hit": Phrase("a rule matches", "no rule matches", "line that rules match", "lines that rules match"),
    "protect": Phrase(
        "a rule protects it", "no rule protects it", "line that rules protect", "lines that rules protect"
    ),
    "hint": Phrase("a hint of debris", "no hint of debris", "hint of debris", "hints of debris"),
    "strong": Phrase(
        "strongly like debris", "not strongly like debris", "line strongly like debris", "lines strongly like debris"
    ),
    "sure": Phrase("surely debris", "not surely debris", "line that is surely debris", "lines that are surely debris"),
    "menu": Phrase("of a menu", "not of a menu", "line of a menu", "lines of menus"),
    "talk": Phrase("of comments", "not of comments", "line of comments", "lines of comments"),
    "more": Phrase(
        "leads to other articles", "leads to no other article", "line on other articles", "lines on other articles"
    ),
    "offer": Phrase("an offer", "no offer", "line with an offer", "lines with offers"),
    "meta": Phrase("a byline or date", "no byline or date", "byline or date", "bylines and dates"),
    "caption": _kind("caption"),
    "credit": _kind("credit"),
}
_OF_MARKUP = {
    "in_article": "an article",
    "in_main": "the main part of the page",
    "in_nav": "navigation",
    "in_header": "a header",
    "in_footer": "a footer",
    "in_aside": "an aside",
    "in_form": "a form",
    "in_figure": "a figure",
    "in_caption": "a caption",
    "in_list": "a list",
    "in_item": "a list item",
    "in_definitions": "a list of definitions",
    "in_table": "a table",
    "in_quote": "a quotation",
    "in_pre": "preformatted text",
    "in_paragraph": "a paragraph",
    "in_section": "a section",
    "in_link": "a link",
    "in_button": "a button",
    "in_label": "a label",
    "in_strong": "bold type",
    "in_emphasis": "italics",
    "in_time": "a time",
    "in_address": "an address",
    "in_noscript": "what shows without scripts",
    "in_h1": "a first-level heading",
    "in_h2": "a second-level heading",
    "in_h3": "a third-level heading",
    "in_h4": "a low heading",
    "in_details": "details to be opened",
    "hidden": "hidden parts",
    "in_body_property": "what the page declares to be the article's text",
}
_OF_NAMES = {
    "named_body": "an article",
    "named_article_body": "an article's text",
    "named_comment": "comments",
    "named_post": "posts of a forum",
    "named_related": "related articles",
    "named_list": "a list",
    "named_share": "sharing",
    "named_navigation": "navigation",
    "named_edge": "a header or footer",
    "named_aside": "a sidebar",
    "named_ad": "an advertisement",
    "named_newsletter": "a subscription",
    "named_consent": "a dialog",
    "named_meta": "bylines and dates",
    "named_caption": "pictures",
    "named_tags": "tags",
    "named_title": "a headline",
    "named_summary": "a summary",
    "named_product": "a product",
    "named_hidden": "what is hidden",
}
_OF_PAGE = {
    "link_share": _share("links"),
    "links": _amount("links"),
    "images": _amount("pictures"),
    "depth": Phrase("{n} elements deep", "at the top", "element", "elements"),
    "core_up": Phrase("{n} containers out of the page's core", "inside the page's core", "container", "containers"),
    "core_down": Phrase("{n} containers off the way to the page's core", "on the way to the page's core", "", ""),
    "core_before": Phrase("{n} lines before the page's core", "not before the page's core", "", ""),
    "core_after": Phrase("{n} lines after the page's core", "not after the page's core", "", ""),
    "core_read": Phrase(
        "{n} lines behind the start of the page's core", "at the start of the page's core or outside", "", ""
    ),
    "core_left": Phrase(
        "{n} lines before the end of the page's core", "at the end of the page's core or outside", "", ""
    ),
    "given": Phrase("something is given of it", "nothing is given of it", "", ""),
    "unit": Phrase("in a list, a table or the like", "in no list, table or the like", "", ""),
    "heading": Phrase("a heading", "no heading", "", ""),
    "in_body": Phrase(
        "in the article's own part of the page", "not in the article's own part", "line of its own part", "lines of it"
    ),
    "beside": Phrase("in {n} elements named like what stands beside articles", "in no element beside it", "", ""),
    "path_containers": _amount("containers like its own", one="container like its own"),
    "title_share": Phrase(
        "{n} % of its words are in the page's title", "none of its words is in the page's title", "", ""
    ),
    "story": _amount("words of prose outside of comments", one="word of prose outside of comments"),
    "extracted": Phrase("another extractor was asked", "no other extractor was asked", "", ""),
}
_GROUPS = {
    "container": "its part of the page",
    "outer": "the part of the page around its own",
    "path": "parts of the page like its own",
}


def _of_group(name: str, place: str) -> dict[str, Phrase]:
    """Return the phrases of what a line's surroundings in the markup hold."""
    return {
        f"{name}_lines": Phrase(f"{{n}} lines in {place}", f"no line in {place}", "", ""),
        f"{name}_words": Phrase(f"{{n}} words in {place}", f"no word in {place}", "", ""),
        f"{name}_prose": Phrase(f"{{n}} words of prose in {place}", f"no prose in {place}", "", ""),
        f"{name}_hits": Phrase(f"rules match {{n}} lines in {place}", f"rules match no line in {place}", "", ""),
        f"{name}_link_share": Phrase(f"{{n}} % links in {place}", f"no links in {place}", "", ""),
        f"{name}_prose_share": Phrase(f"{{n}} % of all prose in {place}", f"none of the prose in {place}", "", ""),
        f"{name}_best": Phrase(
            f"{{n}} % as much prose in {place} as where most is", f"next to no prose in {place}", "", ""
        ),
    }


COLUMNS: dict[str, Phrase] = {
    **_OF_LINE,
    "opening": Phrase("begins with a letter or digit", "begins with no word", "line", "lines"),
    **{name: _inside(what) for name, what in _OF_MARKUP.items()},
    **{name: _named(what) for name, what in _OF_NAMES.items()},
    **_OF_PAGE,
    **{column: phrase for group in _GROUPS.items() for column, phrase in _of_group(*group).items()},
}
"""The phrase of each column that a line has by itself."""
