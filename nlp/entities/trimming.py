"""Cut the recogniser's spans to bare names and drop those that are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claimtable.nlp.entities.joining import spaces_hyphens
from claimtable.nlp.entities.lexicon import (
    Lexicon,
    alternatives,
    compound_pattern,
    title_pattern,
    words,
)
from claimtable.nlp.entities.mentions import PLACES, Mention, begins_with_legal_form, has_legal_form

_LEAD = re.compile(
    rf"(?:(?:{alternatives('leads.txt')})\s+"
    r"|[\s\"'“”‘’(\[•·,;:.–—*#@|-]+)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:['’]s|['’]|\s+&|[\s\"“”‘’,;:)\]*#|–—-]+)$")
_POSSESSIVE = re.compile(r"['’]s\s+(?=[^\W\d_])|(?<=s)['’]\s+(?=[^\W\d_])")
_BREAK = re.compile(r"\s+[–—|:/-]+\s+|[–—]|:\s+|\s*[\r\n\t]\s*|\s+vs?\.?\s+")
_COMMA = re.compile(r",\s+")
_LIST_END = re.compile(r"\s(?:&|and)\s")
_JOINT = re.compile(r"\s+(?:&|and)\s+|,\s+|\s*/\s*|-")
_TWICE = re.compile(r"(\w.{2,60}?\w\W{0,2})(\s+)\1(?!\w)")
_FIGURES = re.compile(r"(?:\s+[\d:;.,()+-]*\d[\d:;.,()+-]*)+$")
_NO_NAME = re.compile(r"\d[.,]\d{3}|[$€£¥₹₵%@=<>{}]|https?:|www\.")
_LOWER_WORD = re.compile(r"\b[a-z]{3,}\b")
_COMMON_WORDS = re.compile(r"(?:\s+[a-z]{3,})+$")
_INDEX_BEHIND = re.compile(
    r"\s(?:[3-9]0|100|2[02][05]|250|300|350|400|[56]00|[123]000)(?![\w%]|[,.]\d)"
)
_CONTRACT_WORDS = 8  # such words that make a text a contract or filing
_LOWER_SHARE = 1  # occurrences in lower case for each in capitals that make a word ordinary


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Strip determiners, quotes, brackets, punctuation and possessives from both ends.

    Args:
        text: The document.
        start: First character of the span.
        end: One past its last.

    Returns:
        The bare span; empty when nothing is left.
    """
    while start < end:
        lead = _LEAD.match(text, start, end)
        if not lead or lead.end() >= end:
            break
        start = lead.end()
    while start < end:
        span = text[start:end]
        tail = _TAIL.search(span)
        if not tail or tail.start() == 0:
            break
        if span[tail.start()] in ")]" and "(" in span[: tail.start()]:
            break
        end = start + tail.start()
    opened = text.find("(", start, end)
    if opened > start and text.find(")", opened, end) < 0:
        return bare(text, start, opened)
    return start, end


def joined_front(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find what a hyphen joins to the front of a name: "New York-based " of "New York-based Acme".

    Args:
        text: The document.
        start: First character of the span.
        end: One past its last.

    Returns:
        The last such match, with the group ``place``; the name is what follows it.
    """
    if "-" not in text[start:end]:
        return None
    *_, joined = [None, *compound_pattern().finditer(text, start, end)]
    return joined


def _cut(text: str, start: int, end: int, cuts: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    pieces = []
    for cut in cuts:
        pieces.append(bare(text, start, cut.start()))
        start = cut.end()
    pieces.append(bare(text, start, end))
    return [(s, e) for s, e in pieces if s < e]


class Trimmer:
    """The step from raw spans to bare names."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists; patterns made of them are compiled here, not on import."""
        self._lexicon = lexicon
        self._title = title_pattern()
        self._fields = words("fields.txt")
        self._terms = words("contract_heads.txt") | words("contract_terms.txt")
        self._day_behind = re.compile(
            rf"(?:\s(?:on|in|last|next|this))*\s(?:{alternatives('days_and_months.txt')})(?:\s\d{{1,2}})?$"
        )
        self._role_behind = re.compile(rf"(?<! of)(?:\s(?:{alternatives('roles.txt')}))+$")
        self._role_within = re.compile(rf"(?:\s(?:{alternatives('roles_within.txt')}))+\s(?=[A-Z])")
        self._legal_form_within = re.compile(
            rf"\s(?:{alternatives('legal_forms_within.txt')})\b\.?(?=\s[A-Z])"
            rf"(?!\s(?:{alternatives('legal_forms_behind.txt')})\b)"
        )
        self._post_before = re.compile(
            rf"(?:{alternatives('posts.txt')})\s(?:of|for|in)\s(?:the\s)?$"
        )
        self._contract = re.compile(
            rf"\b(?:{alternatives('contract_words.txt')}|(?:[Tt]his|[Ss]uch)\sAgreement"
            rf"|[Tt]he\s(?:{alternatives('contract_parties.txt')}))\b"
        )

    def __call__(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Trim, split and sift.

        Args:
            text: The document.
            mentions: What the recogniser found, names only.

        Returns:
            Bare names in reading order.
        """
        alone = Counter(m.text for m in mentions)
        spaced = spaces_hyphens(text)
        pieces = [p for mention in mentions for p in self._pieces(text, mention, alone, spaced)]
        pieces = [part for m in pieces for part in self._parts(text, m, alone)]
        return self._sift(text, pieces)

    def _pieces(
        self, text: str, mention: Mention, alone: Counter[str], spaced: bool
    ) -> Iterator[Mention]:
        """Cut at dashes, colons and line ends, then at possessives; strip titles and figures."""
        start, end = _span(mention)
        if mention.text in self._lexicon.entries:
            yield mention
            return
        twice = _TWICE.match(text, start, end)
        breaks = [
            m for m in _BREAK.finditer(text, start, end) if not (spaced and m.group() == " - ")
        ]
        cut = _cut(text, start, end, breaks)
        if twice and not breaks:
            cut = [bare(text, *twice.span(1)), bare(text, twice.end(2), end)]
        for start, end in cut:
            joined = joined_front(text, start, end)
            start = joined.end() if joined else start
            owners = [
                m
                for m in _POSSESSIVE.finditer(text, start, end)
                if text[start:end] not in self._lexicon.entries
                and self._is_owner(text, start, m, end, alone)
            ]
            for s, e in _cut(text, start, end, owners):
                yield from self._person(text, s, e, mention)

    def _is_owner(
        self, text: str, start: int, mark: re.Match[str], end: int, alone: Counter[str]
    ) -> bool:
        """Tell "Sky's Mr Saunders" from "Magistrate's Court"."""
        owner, owned = text[start : mark.start()], text[mark.end() : end]
        return (
            self._known(owner, alone)
            or self._title.match(text, mark.end()) is not None
            or self._lexicon.is_person(owned)
            or (" " in owner and any(self._lexicon.heads.get(w) == "ORG" for w in owner.split()))
        )

    def _person(self, text: str, start: int, end: int, mention: Mention) -> Iterator[Mention]:
        """Strip titles ("Gen", "Ms") and, from people and teams, figures behind the name."""
        label, fixed = mention.label, mention.fixed
        title = self._title.match(text, start, end) if label in ("PERSON", "ORG", "GPE") else None
        if title and self._is_titled(text[start:end], text[title.end() : end], label):
            start, label = title.end(), "PERSON"
        if label in ("PERSON", "GPE"):
            figures = _FIGURES.search(text, start, end)
            end = figures.start() if figures and figures.start() > start else end
        if label == "ORG":
            role = self._role_within.search(text, start, end)
            if role and self._lexicon.is_full_name(text[role.end() : end].split()):
                yield from self._person(text, role.end(), end, replace(mention, label="PERSON"))
                end = role.start()
            for behind in (self._day_behind, self._role_behind):
                more = behind.search(text, start, end)
                end = more.start() if more and more.start() > start else end
        if label != "PRODUCT":
            end = _without_common_words(text, start, end)
        start, end = bare(text, self._after_furniture(text, start, end), end)
        if start < end:
            yield Mention(start, end, label, text[start:end], mention.heading, fixed)

    def _after_furniture(self, text: str, start: int, end: int) -> int:
        """Where a name begins behind the title of a section ("Contact Jane Smith")."""
        first, space, _ = text[start:end].partition(" ")
        known = text[start:end] in self._lexicon.entries
        return (
            start + len(first) + 1
            if space and first.lower() in self._lexicon.furniture and not known
            else start
        )

    def _is_titled(self, form: str, name: str, label: str) -> bool:
        """Tell "Gen Prayut" from "General Motors"."""
        words = name.split()
        if not name or self._lexicon.find(form) or len(words) > 4:
            return False
        if label == "PERSON":
            return True
        return name[0].isupper() and words[-1] not in self._lexicon.heads and "of" not in words

    def _parts(self, text: str, mention: Mention, alone: Counter[str]) -> Iterator[Mention]:
        """Cut "A and B" and "A/B" where both are known on their own."""
        cuts = (
            []
            if mention.text in self._lexicon.entries
            else list(_JOINT.finditer(text, *_span(mention)))
        )
        within = [*self._legal_form_within.finditer(text, *_span(mention))]
        if within and mention.label == "ORG" and mention.text not in self._lexicon.entries:
            end = within[0].end()
            yield replace(mention, end=end, text=text[mention.start : end])
            start, _ = bare(text, end, mention.end)
            rest = replace(mention, start=start, text=text[start : mention.end])
            yield from self._parts(text, rest, alone)
            return
        listed = [] if mention.label != "ORG" or not cuts else self._commas(text, mention)
        parts = _cut(text, *_span(mention), listed or cuts) if cuts else []
        if len(parts) < 2 or not (listed or all(self._known(text[s:e], alone) for s, e in parts)):
            yield mention
            return
        for s, e in parts:
            yield Mention(s, e, mention.label, text[s:e], mention.heading, mention.fixed)

    def _commas(self, text: str, mention: Mention) -> list[re.Match[str]]:
        """The commas between two organisations: not those in "Acme, Inc." or "Art, Law & Co"."""
        commas = [*_COMMA.finditer(text, *_span(mention))]
        if not commas or _LIST_END.search(text, commas[-1].end() - 1, mention.end):
            return []
        heads = self._lexicon.heads
        if heads.get(mention.text.split(" ", 1)[0]) == "ORG" and " of " in mention.text:
            return []
        return [m for m in commas if not begins_with_legal_form(text, m.start(), mention.end)]

    def _is_post(self, text: str, mention: Mention) -> bool:
        """Tell "Head of Legal Affairs", which is a post, from "head of the Legal Institute"."""
        last = mention.text.rsplit(" ", 1)[-1].lower()
        if last not in self._fields or mention.label != "ORG":
            return False
        return self._post_before.search(text, max(0, mention.start - 40), mention.start) is not None

    def _known(self, form: str, alone: Counter[str]) -> bool:
        lexicon = self._lexicon
        return bool(
            alone[form]
            or lexicon.find(form)
            or lexicon.is_city(form)
            or lexicon.is_person(form)
            or (" " in form and lexicon.heads.get(form.rsplit(" ", 1)[1]) == "ORG")
        )

    def _sift(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Drop generic words, figures, and words that the document also writes small."""
        contract = sum(1 for _ in self._contract.finditer(text)) >= _CONTRACT_WORDS
        small = Counter(_LOWER_WORD.findall(text))
        large = Counter(m.text for m in mentions)
        kept = []
        for mention in mentions:
            form = mention.text
            known = form in self._lexicon.entries
            if not known and (
                _NO_NAME.search(form)
                or not any(c.isupper() for c in form)
                or self._lexicon.is_generic(form)
            ):
                continue
            if not known and (
                (contract and self._is_term(mention)) or self._is_post(text, mention)
            ):
                continue
            if mention.label in ("ORG", "PRODUCT") and _INDEX_BEHIND.match(text, mention.end):
                continue
            lower = form.lower()
            ordinary = " " not in form and small[lower] >= _LOWER_SHARE * large[form]
            if ordinary and not known and mention.label not in PLACES:
                continue
            kept.append(mention)
        return kept

    def _is_term(self, mention: Mention) -> bool:
        """Tell a defined term of a contract ("Repayment Date") from a name."""
        head = mention.text.rsplit(" ", 1)[-1].lower()
        return (
            mention.label not in PLACES and head in self._terms and not has_legal_form(mention.text)
        )


def _without_common_words(text: str, start: int, end: int) -> int:
    """Where a name ends before trailing words in lower case ("Interfax news agency")."""
    common = _COMMON_WORDS.search(text, start, end)
    return common.start() if common else end


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end
