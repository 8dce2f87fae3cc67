"""Organisations that their form gives away, and acronyms with what they stand for."""

from __future__ import annotations

import re

from claimtable.nlp.entities.lexicon import (
    Lexicon,
    alternatives,
    product_nouns,
    words,
)
from claimtable.nlp.entities.mentions import Mention, has_legal_form, initials
from claimtable.nlp.entities.scan import LINK, WORD, before
from claimtable.nlp.entities.spans import Spans
from claimtable.nlp.entities.trimming import bare, joined_front

_LEGAL_FORM = re.compile(
    r",?\s(?:(?:Pte|Pvt|Pty|\(Pty\)|Co|CO|Sdn|SDN|Holdings?)\.?,?\s)?"
    r"(?:(?:Inc|INC|Corp|CORP|Ltd|LTD|Bhd|BHD|Ltda|S\.A\.S|S\.A|N\.V|B\.V|S\.p\.A)(?![\w-])\.?"
    r"|(?:Incorporated|Corporation|Limited|LLC|LLP|PLC|plc|GmbH|AG|NV|BV|SpA|AB|ASA|Oyj?|KGaA|A/S)(?![\w-]))"
)
_COMPANY = re.compile(
    rf"(?<!\w)(?:[A-Z]\.|{WORD})(?:(?:\s+(?:&\s+)?|,\s+&\s+)(?:[A-Z]\.|{WORD})){{0,6}}$"
)
_NO_DAY = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan(?:uary)?\b|Feb(?:ruary)?\b|March\b|April\b"
    r"|June\b|July\b|August\b|Sept(?:ember)?\b|Oct(?:ober)?\b|Nov(?:ember)?\b|Dec(?:ember)?\b)"
)
_OFFICE = re.compile(
    rf"(?<!\w)(?:{alternatives('offices_of.txt')})"
    rf"\s+(?:of|for|on)\s+(?:the\s+)?{_NO_DAY}{WORD}"
    rf"(?:\s+(?:(?:of|for|and|the|&|de)\s+){{0,2}}{_NO_DAY}{WORD}){{0,9}}"
)
_ANOTHER_OFFICE = re.compile(
    rf"\s+(?:and|&)\s+(?:the\s+)?(?:{WORD}\s+){{0,3}}(?:{alternatives('offices_of.txt')})\s+(?:of|for)\s"
)
_TWICE = re.compile(r"(\w.{2,60}?)(\s+)(?=\1(?!\w))")
_AND = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?")
_QUALIFIED = re.compile(rf"(?<!\w)(?:{WORD}\s+){{1,3}}$")
_UNIT = re.compile(r"\s{1,3}(?:unit|subsidiary|division|affiliate|arm)\b")
_OWNED = re.compile(
    rf"(?:(?<!\w){WORD}['’]s?|\b[Ii]ts)\s+(?:[a-z-]{{1,20}}\s+)?(?P<name>{WORD}(?:\s{WORD}){{0,2}})$"
)
_LONG = rf"{WORD}(?:[\s-]{{1,3}}(?:{LINK}\s+){{0,3}}{WORD}){{1,7}}"
_SHORT = r"[A-Z][A-Z0-9&]{1,7}s?"
_SHORT_IN_BRACKETS = re.compile(rf"\s{{1,3}}\([“\"]?(?P<short>{_SHORT})[”\"]?\)")
_LONG_IN_BRACKETS = re.compile(rf"\s{{1,3}}\((?P<long>{_LONG})\)")
_NAME_IN_BRACKETS = re.compile(
    r"\s{1,2}\(\s?[“\"]?(?P<short>(?!USD|EUR|GBP|NYSE|NASDAQ|Q[1-4]|FY)[A-Z][A-Za-z]{0,8}[A-Z][A-Za-z-]{0,6}"
    r"|[A-Z]{3,7}[a-z]{1,4})[”\"]?\s?\)"
)
_LONG_BEFORE = re.compile(rf"(?<!\w){_LONG}$")
_SHORT_BEFORE = re.compile(rf"(?<!\w){_SHORT}$")
_COMMON_NOUN = re.compile(r"(?<![\w-])[a-z]\w{0,30}(?:[\s-]{1,3}[a-z]\w{0,30}){1,7}$")
_SEPARATOR = re.compile(r"[\s-]+")
_WORD_START = re.compile(WORD)


class Organisations:
    """The step that adds organisations and acronyms."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._fields = words("fields.txt")
        self._nouns = product_nouns()
        self._technical = words("technical_heads.txt")

    def __call__(self, spans: Spans) -> None:
        """Add to and correct the mentions of one text in place."""
        text = spans.text
        match = _OFFICE.search(text)
        while match:
            left = _QUALIFIED.search(text, max(0, match.start() - 60), match.start())
            end = self._office_end(spans, match)
            self._whole(spans, left.start() if left else match.start(), end, fixed=True)
            match = _OFFICE.search(text, end)
        for left, match in before(text, _LEGAL_FORM, _COMPANY):
            self._whole(spans, left.start(), match.end())
        for left, _ in before(text, _UNIT, _OWNED):
            name = left.group("name")
            if not self._lexicon.is_generic(name) and not self._lexicon.is_place(name):
                spans.claim(*left.span("name"), "ORG")
        self._common_nouns(spans)
        for left, match in before(text, _SHORT_IN_BRACKETS, _LONG_BEFORE):
            self._acronym(spans, left.span(), match.span("short"))
        for mention in spans.all():
            if mention.label == "ORG" and " " in mention.text:
                self._foreign_acronym(spans, mention)
        for left, match in before(text, _LONG_IN_BRACKETS, _SHORT_BEFORE):
            self._acronym(spans, match.span("long"), left.span())

    def _office_end(self, spans: Spans, match: re.Match[str]) -> int:
        """Where "Ministry of Health and Globex" ends: before a name of its own behind "and"."""
        another = _ANOTHER_OFFICE.search(spans.text, *match.span())
        if another:
            return another.start()
        *_, last = [None, *_AND.finditer(spans.text, *match.span())]
        if last is None or match.group().rsplit(None, 1)[-1].lower() in self._fields:
            return match.end()
        names = spans.overlapping(last.end(), match.end())
        own = any(m.start == last.end() for m in names)
        return last.start() if own else match.end()

    def _whole(self, spans: Spans, start: int, end: int, *, fixed: bool = False) -> None:
        """Mark an organisation together with what the recogniser saw of it."""
        start, end = bare(spans.text, start, end)
        twice = _TWICE.match(spans.text, start, end)
        if twice:
            spans.put(*twice.span(1), "ORG")
            start = twice.end(2)
        if start < end:
            old = [m for m in spans.overlapping(start, end) if m.label == "ORG"]
            start = start if twice else min([start, *(m.start for m in old)])
            start = self._behind_compound(spans, start, end)
            spans.put(start, max([end, *(m.end for m in old)]), "ORG", fixed=fixed)

    def _behind_compound(self, spans: Spans, start: int, end: int) -> int:
        """Where "London-based Acme Ltd" starts; the place in front is marked as one."""
        joined = joined_front(spans.text, start, end)
        if joined is None:
            return start
        for at in (start, joined.start("place")):  # "New York-based", "Columbia, MD-based"
            place = at, joined.end("place")
            if self._lexicon.is_place(spans.text[slice(*place)]):
                spans.put(*place, "GPE")
                break
        return joined.end()

    def _common_nouns(self, spans: Spans) -> None:
        """Drop the acronyms that stand for a common noun: "value-added tax (VAT)".

        Those of a kind of product, "low-drop regulator (LDR)", are products.
        """
        common: dict[str, bool] = {}
        for left, match in before(spans.text, _SHORT_IN_BRACKETS, _COMMON_NOUN):
            short = match.group("short").rstrip("s")
            names = _SEPARATOR.split(left.group())
            if "".join(name[0] for name in names).endswith(short.lower()):
                common[short] = names[-1] in self._nouns
                spans.rejected.add(short)
        for mention in spans.all() if common else ():
            is_product = common.get(mention.text.rstrip("s"))
            if is_product is None or self._lexicon.find(mention.text):
                continue
            spans.drop(mention)
            if is_product:
                spans.put(mention.start, mention.end, "PRODUCT", fixed=True)

    def _acronym(self, spans: Spans, long: tuple[int, int], short: tuple[int, int]) -> None:
        """Mark both sides of "Platform for Artificial Intelligence (PAI)" alike."""
        letters = spans.text[slice(*short)].rstrip("s").replace("&", "")
        start, end = long
        starts = (start + m.start() for m in _WORD_START.finditer(spans.text[start:end]))
        found = next((s for s in starts if initials(spans.text[s:end]) == letters), None)
        if found is None:
            return
        whole = self._office_of(spans, found, end)
        if whole is not None:
            spans.put(*short, whole.label, fixed=True)
            return
        label = self._label(spans, (found, end), short)
        if label is not None:
            spans.put(found, end, label)
            spans.put(*short, label)

    def _office_of(self, spans: Spans, start: int, end: int) -> Mention | None:
        """The "Department of Veterans Affairs" that "(VA)" is short for in part, if any."""
        return next(
            (
                m
                for m in spans.overlapping(start, end)
                if m.label == "ORG" and m.start <= start and end <= m.end and _OFFICE.search(m.text)
            ),
            None,
        )

    def _foreign_acronym(self, spans: Spans, long: Mention) -> None:
        """Mark "(CNEL)" behind an organisation, whatever language its letters come from.

        Behind a company with a legal form it would be a ticker.
        """
        short = _NAME_IN_BRACKETS.match(spans.text, long.end)
        if short is None or has_legal_form(long.text):
            return
        old = spans.overlapping(*short.span("short"))
        if not self._lexicon.is_place(short.group("short")) and not any(m.fixed for m in old):
            spans.put(*short.span("short"), "ORG", fixed=True)

    def _label(self, spans: Spans, long: tuple[int, int], short: tuple[int, int]) -> str | None:
        """Tell what an acronym's long form is; None where nothing speaks for a name."""
        names = spans.text[slice(*long)].split()
        if self._technical & {names[0].lower(), names[-1].lower()}:
            return "PRODUCT"
        heads = (self._lexicon.heads.get(name) for name in (names[-1], names[0]))
        seen = (m.label for span in (long, short) for m in spans.overlapping(*span))
        labels = (label for label in (*heads, *seen) if label in ("ORG", "PRODUCT", "LAW", "EVENT"))
        return next(labels, None)
