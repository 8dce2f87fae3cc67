"""Say whether a unit is a claim, by the annotation guideline.

The judge rejects only what it is sure of; the classifier behind it can still call a unit `none`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from claimtable.nlp.claims.phrases import INFLECTED
from claimtable.nlp.claims.units import Unit
from claimtable.nlp.claims.view import View
from claimtable.nlp.types import Block

_UNFINISHED = frozenset({"DT", "IN", "CC", "TO", "PRP$", "MD", "WDT"})
"""Tags of words that no sentence ends in before an ellipsis."""
_FRONT = re.compile(r"[\s\"'“‘«(\[—–•*>-]*")
_END = "\"'“”’»)]* \t\n\xa0"
_GLUED_NOTE = re.compile(r"[a-z)\]%][.!][\"”’)]*\d{1,3}$")
"""The number of a footnote behind the full stop: "in the world.2"."""
_FOOTNOTES = re.compile(r"(?:\[\d{1,3}\]?)+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?:twitter|x|facebook|linkedin|pic\.twitter)\.com/\S+"
    r"|\w[\w.-]*\.(?:com|org|net|io|co\.\w\w)(?:/\S*)?|@\w+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\(?\d{2,4}\)?[ /.-]\d{3}[ .-]?\d{3,4}\b")
_SIGNS = frozenset("$€£¥₹%")
_AMOUNT = re.compile(r"\b(?:percent|per cent|RMB|USD|EUR|CHF|[mb]illion|trillion)\b")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"[A-ZÀ-Þ][\w .,'’-]{1,40}?[,(–—-]+ ?"
    rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"\.?(?:,? \d{4})?\W*"
)
_RATE = re.compile(
    r"(?:[-–−+(]?\d[\d.,]*\s?%\)?\s+)*[^\W\d].{0,200}?(?:\s+[-–−+(]?\d[\d.,]*\s?%\)?)+"
)
"""A name and percentages, as a table in plain text leaves them: "Total group 0.3%"."""
_LONGEST_LEAD_IN = 12
_LEAD_IN = 6
"""Words; a shorter line that ends in a colon only introduces what follows."""
_LONGEST_LINE = 90
"""Characters of an address or dateline."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_REPLY = frozenset({"should", "must", "can", "may", "need", "might", "will", "'ll"})
_SHORT = 3
"""Words; a table cell or list item that is no longer and says nothing else is a name."""
_TITLE_SHARE = 0.8
"""Capitalised words of more than three letters, from which share on a line is a headline."""
_HEADLINE = 14
"""Words; a paragraph that is no longer, without a full stop, is a headline or a navigation link."""


@cache
def _introducing() -> re.Pattern[str]:
    return re.compile("|".join(_rules()["introducing"]["lead_ins"]), re.IGNORECASE)


@cache
def _opening() -> re.Pattern[str]:
    rules = _rules()["opening"]
    return re.compile("|".join(p for group in rules.values() for p in group), re.IGNORECASE)


@cache
def _anywhere() -> dict[str, re.Pattern[str]]:
    rules = _rules()["anywhere"]
    return {word: re.compile("|".join(ps), re.IGNORECASE) for word, ps in rules.items()}


@cache
def _rules() -> dict[str, dict[str, list[str]]]:
    text = files("claimtable.nlp.claims").joinpath("data", "rules.toml").read_text("utf-8")
    return tomllib.loads(text)


def is_claim(view: View, unit: Unit, block: Block) -> bool:
    """Judge one unit.

    Args:
        view: The Doc.
        unit: A unit of it.
        block: The block that the unit stands in.

    Returns:
        False for questions, page furniture, greetings, calls to action, sentences about the
        article, bare names and addresses; True for everything else.
    """
    text = view.slice(unit.start, unit.end).replace("’", "'")
    if _is_note(view, unit, text):
        return False
    bare = text[_FRONT.match(text).end() :]  # type: ignore[union-attr]
    core = bare.rstrip(_END)
    if "[" in core[-5:]:
        core = _FOOTNOTES.sub("", core).rstrip(_END)
    if core.endswith("?") or not _has_words(core):
        return block.kind == "table_cell" and not core.endswith("?") and _is_figure(core, block)
    if unit.label is not None and not _has_figure(core) and _opening().match(unit.label + ": "):
        return False
    if _opening().match(bare) or _is_line(core):
        return False
    if _is_teaser(view, unit) or _says_elsewhere(text, view.lower[unit.start : unit.end]):
        return False
    if core.endswith(":") and _leads_in(view, unit, core):
        return False
    return _asserts(view, unit, block, core)


def _leads_in(view: View, unit: Unit, core: str) -> bool:
    """Whether what ends in a colon only opens a list: "It covers these:", "a leader in:"."""
    if _introducing().search(core) or len(core.split()) < _LEAD_IN:
        return True
    last = next((i for i in range(unit.end - 1, unit.start, -1) if view.words[i] == ":"), unit.end)
    unfinished = view.tags[last - 1] in ("IN", "TO", "DT") and view.lower[last - 1] != "as"
    return unfinished and last < unit.end and len(core.split()) <= _LONGEST_LEAD_IN


def _is_teaser(view: View, unit: Unit) -> bool:
    """Whether a unit breaks off in the middle of a phrase: "The latest of them is…"."""
    last = unit.end - 1
    dots = view.words[last] in ("…", "...")
    return dots and last > unit.start and view.tags[last - 1] in _UNFINISHED


def _says_elsewhere(text: str, tokens: list[str]) -> bool:
    """Whether a trigger word of furniture stands in a unit with the rest of its phrase."""
    rules = _anywhere()
    if rules.keys().isdisjoint(tokens):
        return False
    return any(rules[word].search(text) for word in tokens if word in rules)


def _has_words(core: str) -> bool:
    """Whether anything is left of a text without its web and mail addresses."""
    if len(core) < _LONGEST_LINE and ("@" in core or "." in core[:-1] or "/" in core):
        core = _ADDRESS.sub("", core)
    return _WORD.search(core) is not None


def _is_line(core: str) -> bool:
    """Whether a short text is a dateline or a line with a telephone number."""
    if len(core) > _LONGEST_LINE:
        return False
    return _DATELINE.fullmatch(core) is not None or _PHONE.search(core) is not None


def _is_note(view: View, unit: Unit, text: str) -> bool:
    """Whether a unit is a footnote or a contact.

    A footnote ends in a link back, or "*" opens it and no verb follows; a contact or a link is an
    address with a few words and no verb.
    """
    at = view.starts[unit.start]
    addressed = "@" in text or "." in text[:-1] or "/" in text
    short = addressed and len(text) < _LONGEST_LINE and not is_finite(view, unit)
    if short and _ADDRESS.search(text):
        return True
    starred = view.text[max(0, at - 1) : at] == "*" or text.startswith("*")
    return text.endswith("↩") or (starred and not is_finite(view, unit))


def is_finite(view: View, unit: Unit) -> bool:
    """Whether a unit holds a finite verb."""
    return not INFLECTED.isdisjoint(view.tags[unit.start : unit.end])


def _has_figure(core: str) -> bool:
    """Whether a text holds a sign or word of money or percentage."""
    return not _SIGNS.isdisjoint(core) or _AMOUNT.search(core) is not None


def _is_figure(core: str, block: Block) -> bool:
    """Whether a cell without words still says something: an amount under two headers."""
    headed = bool(block.row_header or block.column_header)
    return headed and _has_figure(core) and any(c.isdigit() for c in core)


def _asserts(view: View, unit: Unit, block: Block, core: str) -> bool:
    """Whether a unit that is not furniture says something of its subject."""
    n = len(core.split())
    figure = _has_figure(core)
    if unit.label is not None and n > 1:
        value = _ADDRESS.sub("", core.removeprefix(unit.label))
        return any(c.isalnum() for c in value)
    last = view.slice(unit.start, unit.end).rstrip()[-1]
    ended = core[-1] in ".!…;:" or last in '.!…;”“"' or _GLUED_NOTE.search(core) is not None
    ended = ended or view.words[unit.end : unit.end + 1] == [";"]
    if not view.parsed:
        return ended or figure or (block.kind in ("list_item", "table_cell") and n > _SHORT)
    finite = is_finite(view, unit)
    if block.kind == "table_cell":
        return finite or figure or _is_described_cell(block, n, ended)
    if block.kind == "list_item":
        acts = view.tags[unit.start] in ("VBG", "VBN", "VB")
        return finite or figure or n > _SHORT or ((ended or acts) and n > 1)
    if _is_order(view, unit):
        return False
    if ended or (finite and (_ends_paragraph(view, unit, block) or _opens_compound(view, unit))):
        return finite or figure or n > _SHORT
    if _RATE.fullmatch(core) is not None:
        return True
    return ((finite and n > _HEADLINE) or (figure and n > _SHORT)) and not _is_title(core)


def _ends_paragraph(view: View, unit: Unit, block: Block) -> bool:
    """Whether sentences stand before a unit in its block, so that it only lost its full stop."""
    before = view.text[block.start : view.starts[unit.start]].rstrip(_END)
    return before.endswith((".", "!", "?"))


def _opens_compound(view: View, unit: Unit) -> bool:
    """Whether a unit is the first half of "Acme sold the mill, and Beta bought a port"."""
    return view.lower[unit.end : unit.end + 2] in ([",", "and"], [",", "but"])


def _is_title(core: str) -> bool:
    """Whether most longer words of a line without a full stop are capitalised: a headline."""
    words = [word for word in core.split() if len(word) > _SHORT and word[0].isalpha()]
    capital = sum(1 for word in words if word[0].isupper())
    return len(words) > _SHORT and capital >= _TITLE_SHARE * len(words)


def _is_described_cell(block: Block, n: int, ended: bool) -> bool:
    """Whether a cell without a verb or figure is a description and not a header or a name."""
    if block.row_header and block.column_header:
        return n > 1
    header = block.row_header is None and (block.column_header is None or block.column == 0)
    return not (header and block.column is not None and not ended) and (n > _SHORT or ended)


def _is_order(view: View, unit: Unit) -> bool:
    """Whether a sentence tells the reader what to do: a bare imperative, or "you should".

    "Cut the fee, and they will come" is no order: another clause with a subject makes the claim.
    """
    subjects = [i for i in range(unit.start, unit.end) if view.deps[i] in _SUBJECTS]
    if len(subjects) > 1:
        return False
    for i in range(unit.start, unit.end):
        if view.heads[i] != i:
            continue
        if not subjects:
            first = i == unit.start or all(
                view.lower[k] in ("please", "do", "n't", "not", "just", "so", "and", '"', "“")
                for k in range(unit.start, i)
            )
            return view.tags[i] == "VB" and first
        modal = any(view.lower[c] in _REPLY for c in view.children[i] if c < i)
        return view.lower[subjects[0]] == "you" and modal
    return False
