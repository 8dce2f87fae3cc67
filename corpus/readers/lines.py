"""Lines of plain text: what kind of line each is, and which belong together.

Used for pasted text, and for PDF pages once their words stand in lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[•●▪■◦○‣∙·⁃□➤➢►▶✓✔✗✘✅❌✦★➔→👉]\s*|[-–*+]\s+|o\s{2,})(?=\S)")
_NUMBER = re.compile(
    r"(?:\d{1,2}[.)]|\(\d{1,2}\)|[a-z][)]|[a-h]\.|\([a-z]\)|[ivx]{1,4}[.)]|[A-H]\.)\s+(?=\S)"
)
_NUMBERED_HEADING = re.compile(r"(?:\d{1,2}\.)+\d{1,2}\.?\s+(?=[A-Z])")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’)\]]*(?:\[\d{1,3}\])*\s+[\"'“‘(]?[A-Z0-9]")
_ENDED = re.compile(r"[.!?…][\"'”’)\]»*†]*(?:\[\^?\d{1,3}\])*$")
_AMOUNT = re.compile(r"[$€£¥₹%]|\bper ?cent\b")
_COMPANY_END = re.compile(r"^[A-Z][^.]* (?:Inc|Ltd|Corp|Co|plc|S\.A|N\.V)\.$")
_FIGURE_END = re.compile(r"(?:[$€£¥]\s?[\d.,]+|\d[.,]\d+|\d\s?%)\)?$")
_WORD = re.compile(r"[^\W_](?:[\w'’&./-]*\w)?")
_LATIN_HYPHEN = re.compile(r"[a-z]{2,}[-\u2010]$")

_LONGEST_HEADING = 120
"""Characters; headlines of 100 and more are common, headings of sections are half as long."""
_MOST_HEADING_WORDS = 16
_MOST_LABEL_WORDS = 9
"""Words of a heading in plain case inside an article."""
_LONGEST_TITLE = 220
"""Characters of a heading in title case: the second line of a press release's headline."""


@dataclass(slots=True)
class Line:
    """One line of text.

    Attributes:
        text: Without white space at its ends; bullets and numbers still there.
        indent: Columns of white space before it; a tab counts to the next multiple of 4.
        blanks: Blank lines before it.
        marker: ``bullet``, ``number`` or ``quote`` where one stands before the text.
        body: The text without the marker.
        raw: The line as it was, for columns set apart by tabs or runs of spaces.
        level: Depth of the heading that its type size makes it, where a page shows it; else 0.
        table: Rows of a table that the page shows in this place, or None.
    """

    text: str
    indent: int
    blanks: int
    marker: str = ""
    body: str = ""
    raw: str = ""
    level: int = 0
    table: list[list[str]] | None = None


def split_lines(text: str) -> list[Line]:
    """Cut a text into its lines that are not blank."""
    out: list[Line] = []
    blanks = 0
    for raw in _BREAK.split(text):
        if not raw.strip():
            blanks += 1
            continue
        out.append(make_line(raw, blanks))
        blanks = 0
    return out


def make_line(raw: str, blanks: int) -> Line:
    """Make a line of one that is not blank."""
    text = raw.strip()
    lead = raw[: len(raw) - len(raw.lstrip())]
    marker, body = _marker(text)
    return Line(text, len(lead.expandtabs(4)), blanks, marker, body, raw)


def _marker(text: str) -> tuple[str, str]:
    bullet = _BULLET.match(text)
    if bullet:
        return "bullet", text[bullet.end() :]
    number = _NUMBER.match(text)
    if number and not _NUMBERED_HEADING.match(text):
        return "number", text[number.end() :]
    if text.startswith(">"):
        return "quote", text.lstrip("> ")
    return "", text


@lru_cache(maxsize=4)
def word_list(name: str) -> frozenset[str]:
    """Read a list of words, one a line, from the data of the readers."""
    data = (files("claimtable.corpus.readers") / "data" / name).read_text("utf-8")
    return frozenset(line for line in data.splitlines() if line and not line.startswith("#"))


def is_finished(text: str) -> bool:
    """Tell whether a line ends a sentence (quotation marks and brackets may follow)."""
    return _ENDED.search(text[-24:]) is not None


def is_running(text: str) -> bool:
    """Tell whether a text is prose: it has a sentence's end, in it or at its end."""
    return is_finished(text) or _SENTENCE_BREAK.search(text) is not None


def is_unfinished(text: str) -> bool:
    """Tell whether a line must go on: it ends in a comma, a hyphen or a word like "of"."""
    if text.endswith((",", "(", "&")) or _LATIN_HYPHEN.search(text[-12:]):
        return True
    last = text[-24:].rsplit(None, 1)[-1]
    return last in word_list("open_words.txt")


def is_title_case(text: str) -> bool:
    """Tell whether most words that a title would capitalise are capitalised."""
    minor = word_list("minor_words.txt")
    words = [word for word in text.split() if word.casefold() not in minor and word[:1].isalpha()]
    capital = sum(1 for word in words if word[0].isupper())
    return bool(words) and capital >= 0.7 * len(words)


def is_title_like(text: str) -> bool:
    """Tell whether a line has the form of a heading: short, no sentence, begins like a title.

    A line that ends in a question mark may be one ("What Is the Partnership About?"), a line
    that ends in a full stop may not, except after the number of a filing's item. A colon may end
    a heading of few words ("Outlook:").
    """
    ends = text[-1:] in ".;,…!”\"'’-–—" and not _COMPANY_END.search(text)
    if not 2 <= len(text) <= _LONGEST_TITLE or ends or "://" in text:
        return text.startswith(("Item ", "ITEM ", "Part ", "PART ")) and len(text) <= 60
    words = text.split()
    long = len(text) > _LONGEST_HEADING or len(words) > _MOST_HEADING_WORDS
    if (long and not is_title_case(text)) or (text.endswith(":") and len(words) > 6):
        return False
    first = text.lstrip("\"'“‘([*#§¿")[:1]
    if not (first.isupper() or first.isdigit()):
        return False
    letters = sum(c.isalpha() for c in text)
    if letters < 0.5 * len(text) or is_unfinished(text):
        return False
    if len(words) <= 5 and _FIGURE_END.search(text):
        return False  # a row of a table that lost its columns
    rest = text[_number_length(text) :]
    return _SENTENCE_BREAK.search(rest) is None or is_title_case(rest)


def is_label(text: str) -> bool:
    """Tell a title-like line that reads as a heading even between paragraphs.

    A line in title case does, and a question; in plain case it must be short and without an
    amount, for a claim of a list that lost its bullets looks the same ("Fees cut to $2").
    """
    if is_title_case(text) or text.endswith("?"):
        return True
    return len(text.split()) <= _MOST_LABEL_WORDS and _AMOUNT.search(text) is None


def _number_length(text: str) -> int:
    match = re.match(
        r"(?:item|part|chapter|section)?\s*[\dIVX]+[A-Z]?(?:\.\d+)*[.):]?\s+", text, re.I
    )
    return match.end() if match else 0


def vocabulary(lines: Iterable[str]) -> set[str]:
    """Collect the words of a text, lower case, but for halves of words cut at a line's end."""
    found: set[str] = set()
    cut = False
    for line in lines:
        words = _WORD.findall(line)
        first, cut = (1 if cut else 0), _LATIN_HYPHEN.search(line[-40:]) is not None
        found.update(word.casefold() for word in words[first : len(words) - cut])
    return found


def join_lines(lines: Sequence[str], words: set[str] | None = None) -> str:
    """Join the lines of a paragraph, mending words that were cut at a line's end.

    Args:
        lines: Without white space at their ends.
        words: Words of the whole text, lower case, to tell "infra-|structure" from
            "long-|term"; without them a cut word is put together.
    """
    out: list[str] = []
    for line in lines:
        if out and _LATIN_HYPHEN.search(out[-1][-40:]) and line[:1].islower():
            out[-1] = _mend(out[-1], line, words or set())
        else:
            out.append(line)
    return " ".join(out)


def _mend(first: str, second: str, words: set[str]) -> str:
    head = first[:-1]
    left = head[-40:].rsplit(None, 1)[-1].casefold().lstrip("(\"'“‘")
    right = re.split(r"[^\w-]", second, maxsplit=1)[0].casefold()
    if left + right in words:
        return head + second
    both = left.rsplit("-", 1)[-1] in words and right in words and min(len(left), len(right)) > 2
    hyphen = f"{left}-{right}" in words or both or left in word_list("hyphen_words.txt")
    return first + second if hyphen else head + second
