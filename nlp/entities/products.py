"""Products that their form or the words around give away."""

from __future__ import annotations

import re

from claimtable.nlp.entities.amounts import is_period
from claimtable.nlp.entities.lexicon import Lexicon, product_nouns, words
from claimtable.nlp.entities.mentions import Mention
from claimtable.nlp.entities.scan import LINK, WORD, before
from claimtable.nlp.entities.spans import Spans
from claimtable.nlp.entities.trimming import bare

_CODE = re.compile(
    r"""(?<![\w.$€£#@/-])
    (?=[A-Za-z-]{0,14}\d)(?=[\d-]{0,6}[A-Z])      # a figure and a capital
    (?:[A-Za-z]{1,12}-?\d{1,5}[A-Za-z]{0,3}|\d{1,4}[A-Z]{1,3}\d{0,3})
    (?:-(?:[A-Z][A-Za-z]+|\d[\w.]*))?(?:\.\d+)?
    (?![\w/-]|\s*%|\.\w|,\d|\s+(?:million|billion|trillion|crore|lakh)\b)""",
    re.VERBOSE,
)
# Quarters, halves, fiscal years, summits, diseases, roads, paper sizes, visas, ordinals, units.
_NO_CODE = re.compile(
    r"(?:q[1-4]|[hf][12]|fy-?\d+|cy-?\d+|g-?(?:7|8|10|20|77)|covid-?\d*|co2|ch4|h2o?|o2|n2o"
    r"|[abcdefikmnpstuwx]-?\d|[am]\d\d?|u-?\d\d|no\d*|cop\d+|us\d+|usd\d+|eur\d+|gbp\d+|aed\d+|dh\d+|sar\d+|sr\d+|qr\d+|zar\d+|inr\d+|rs\d+|rm\d+|hk\d+|t20|y2k"
    r"|web\d|[a-z]2[a-z]|h\dn\d|[2-6]g|mp[34]|[a-z]{3,}(?:19|20)\d\d|(?:19|20)\d\ds"
    r"|(?:page|part|section|step|table|figure|group|top|phase|level|tier|day|sept?|oct|nov|dec"
    r"|jan|feb|mar|apr|jun|jul|aug)-?\d+"
    r"|\d+(?:st|nd|rd|th|am|pm|k|m|b|bn|mn|tn|cm|mm|km|kg|kw|mw|gw|kwh|mwh|gb|tb|mb|d|x|p|c|f|s"
    r"|hz|ghz|mhz|v|w|h))",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(
    r"(?:#s?|\b(?:[Ll]icen[cs]es?|[Dd]ockets?|[Cc]ases?|[Pp]atents?|[Nn]o\.|[Nn]umbers?|[Pp]ermits?|[Rr]egistration|[Oo]rders?"
    r"|[Rr]outes?|[Hh]ighways?|[Ff]lights?|[Rr]ooms?|[Gg]ates?|[Aa]ppendix|[Pp]ages?|[Ss]ections?|[Aa]rticles?|[Ff]orms?"
    r"|[Ff]igs?\.?|FIGS?\.?|[Bb]locks?|[Gg]roups?|[Cc]lass|[Gg]rades?|[Bb]ooths?|[Hh]alls?))\s?#?\s?(?:[A-Z\d][\w-]*(?:[,;]|,?\sand|,?\sor)\s#?){0,12}$"
)
_NUMBERS_REACH = 100  # characters
_MAKER_LENGTH = 24  # characters that a company's name in front of a code may have

_MARK = re.compile(r"\s?[™®]")
_MARKED = re.compile(rf"(?<!\w){WORD}(?:\s+{WORD}){{0,2}}$")
_CALLED = re.compile(
    r"\b(?:called|named|dubbed|code-?named|known\s+as)\s+[“\"'‘]?"
    rf"(?P<name>{WORD}(?:\s+{WORD}){{0,2}})"
)
_MARKET = re.compile(r"\s{1,3}(?:Market|Industry)(?!\s+[A-Z]|\w)")
_MARKETED = re.compile(
    r"(?<![\w-])(?:The\s+)?"
    r"(?:(?:Global|World|Worldwide|International|Asia|Europe|China|India|U\.S\.|US)\s+)?"
    rf"(?P<name>{WORD}(?:\s+(?:{LINK}\s+)?{WORD}){{0,5}})$"
)
_NO_GOODS = re.compile(r"(?:.*\b)?(?:Stock|Exchange|Labou?r)")
"""What is traded on markets that are places and no product: "the London Stock Market"."""
_OWNED = re.compile(
    rf"(?<!\w){WORD}['’]s\s+(?:new\s+|own\s+|latest\s+)?(?P<name>{WORD}(?:\s{WORD}){{0,2}})$"
)
_TITLE_CASE = re.compile(rf"(?<![\w&-]){WORD}(?:\s+{WORD}){{0,3}}$")
_ACRONYM_AND_NOUN = re.compile(
    r"(?<![\w&/-])(?P<name>[A-Z][A-Z0-9]{1,7}|[A-Z][a-z]{0,20}[A-Z0-9][\w-]{0,20})"
    r"\s+(?P<noun>(?!(?:and|or|is|was|has|had|of|for|with|to|in|on|as|the|an?|by|from)\b)"
    r"[a-z][a-z-]{1,20})(?!\w)(?:\s+(?P<second>[a-z]{3,20})(?!\w))?"
)


def is_code(form: str) -> bool:
    """Tell whether a form looks like a product code: "H20", "Qwen3-Max", "A320neo"."""
    return _CODE.fullmatch(form) is not None and not _is_other(form)


def _is_other(form: str) -> bool:
    """Tell what has the form of a code and is none: "COVID-19", "G7", "3Q21"."""
    return _NO_CODE.fullmatch(form) is not None or is_period(form)


class Products:
    """The step that adds products."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._nouns = product_nouns()
        kinds = "|".join(sorted(words("product_kinds.txt"), key=len, reverse=True))
        heads = "|".join(word for word, label in lexicon.heads.items() if label == "PRODUCT")
        self._kind = re.compile(rf"\s{{1,3}}(?:{kinds})s?\b")
        self._kind_before = re.compile(rf"\b(?:{kinds})s?\s*,?\s+$")
        self._head = re.compile(rf"\s{{1,3}}(?:{heads})(?!\w|\s+[A-Z])")

    def __call__(self, spans: Spans) -> None:
        """Add to and correct the mentions of one text in place."""
        self._told(spans)
        for left, head in before(spans.text, self._head, _TITLE_CASE):
            self._device(spans, *bare(spans.text, left.start(), head.end()))
        for match in _CODE.finditer(spans.text):
            if not _NUMBER_BEFORE.search(
                spans.text, max(0, match.start() - _NUMBERS_REACH), match.start()
            ):
                self._code(spans, match)
        for match in _ACRONYM_AND_NOUN.finditer(spans.text):
            self._acronym_and_noun(spans, match)

    def _told(self, spans: Spans) -> None:
        """Mark what the words around call a product."""
        for left, _ in before(spans.text, _MARK, _MARKED):
            self._marked(spans, *bare(spans.text, *left.span()))
        for match in _CALLED.finditer(spans.text):
            if self._kind_before.search(spans.text, max(0, match.start() - 20), match.start()):
                spans.claim(*match.span("name"), "PRODUCT")
        for left, market in before(spans.text, _MARKET, _MARKETED):
            name = left.group("name")
            body = self._lexicon.is_company(name + market.group())  # "Nasdaq Global Market"
            if self._could_be(name) and name != "The" and not (body or _NO_GOODS.fullmatch(name)):
                spans.put(*left.span("name"), "PRODUCT")
        for left, _ in before(spans.text, self._kind, _OWNED):
            if not self._lexicon.is_generic(left.group("name")):
                spans.claim(*left.span("name"), "PRODUCT")

    def _could_be(self, name: str) -> bool:
        lexicon = self._lexicon
        return not (lexicon.is_generic(name) or lexicon.is_place(name))

    @staticmethod
    def _marked(spans: Spans, start: int, end: int) -> None:
        """Mark what bears a trade mark, unless it is a company's name."""
        old = spans.overlapping(start, end) if start < end else []
        if start < end and not any(m.label == "ORG" and m.end == end for m in old):
            spans.put(max([start, *(m.start for m in old)]), end, "PRODUCT")

    def _device(self, spans: Spans, start: int, end: int) -> None:
        """Mark "Pressure Relief Valve": words in title case with a kind of product as head."""
        form = spans.text[start:end]
        if " " not in form or self._lexicon.is_company(form):
            return
        old = spans.overlapping(start, end)
        makers = [m for m in old if m.label == "ORG" and m.end < end and self._lexicon.find(m.text)]
        if not any(m.end > end or m.label == "PERSON" for m in old):
            spans.put(max([start, *(m.end + 1 for m in makers)]), end, "PRODUCT")

    def _code(self, spans: Spans, match: re.Match[str]) -> None:
        """Mark a code, with the maker right in front of it and what the recogniser saw there."""
        start, end = match.span()
        if _is_other(match.group()) and not self._after_maker(spans.text, start):
            return
        old = spans.overlapping(start, end)
        if any(m.start < start and (m.label == "PRODUCT" or m.end > end) for m in old):
            return
        start = min([start, *(m.start for m in old if m.label in ("PRODUCT", "ORG"))])
        end = max([end, *(m.end for m in old)])
        maker = _just_before(spans, start)
        if maker is not None and maker.label in ("ORG", "PRODUCT"):
            start = maker.start
        spans.put(start, end, "PRODUCT", fixed=True)

    def _after_maker(self, text: str, start: int) -> bool:
        """Tell whether a known company stands right in front ("BMW X1")."""
        name = text[max(0, start - _MAKER_LENGTH) : start].rstrip()
        names = (name[i:] for i in range(len(name)) if i == 0 or name[i - 1] == " ")
        return any(self._lexicon.is_company(name) for name in names)

    def _acronym_and_noun(self, spans: Spans, match: re.Match[str]) -> None:
        """Mark "MM3 pressure sensors": an acronym or code with a kind of product as head."""
        name = match.group("name")
        end = next((match.end(g) for g in ("second", "noun") if self._is_noun(match.group(g))), 0)
        if not end or not self._could_be(name) or self._lexicon.is_company(name):
            return
        old = spans.overlapping(match.start(), end)
        if all(match.start() <= m.start or m.label in ("ORG", "PRODUCT") for m in old):
            start = min([match.start(), *(m.start for m in old if m.label == "PRODUCT")])
            spans.put(start, end, "PRODUCT", fixed=True)

    def _is_noun(self, noun: str | None) -> bool:
        return noun is not None and noun in self._nouns


def _just_before(spans: Spans, start: int) -> Mention | None:
    """The mention that ends right before an offset, with at most a space between."""
    if start > 1 and spans.text[start - 1] == " ":
        start -= 1
    found = spans.overlapping(start - 1, start) if start > 0 else []
    return found[0] if found and found[0].end == start else None
