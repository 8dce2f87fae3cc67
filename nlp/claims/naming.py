"""Turn subjects, objects and speakers into names: canonical, pronouns resolved where that is safe.

A pronoun or "the company" is resolved to what the claims just before it in the same section were
about. Where nothing fits, the name is None: an empty cell is better than a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Doc

from claimtable.nlp.claims.data_files import words
from claimtable.nlp.claims.focus import Focus, Mention
from claimtable.nlp.claims.phrases import phrase
from claimtable.nlp.claims.view import View

GENERIC = words("attribution.txt", "generic names")
ASPECTS = words("attribution.txt", "aspects")
_NAME = re.compile(r"[^\W\d_]{2}")
"""Two letters: "1A" of "Item 1A" names nothing."""
_NOTE = re.compile(r"(?<=[a-z]{2})\.\d{1,2}$|\[\d{1,3}\]?$")
"""The number of a footnote at the end of a phrase: "production.3"."""
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_DEFINED = re.compile(
    rf"[(“\"][^()]{{0,60}}?[“\"](?:the )?(?P<noun>{'|'.join(sorted(GENERIC))})[”\"]", re.IGNORECASE
)
"""Where a document says whom it calls "the Company"."""
_DEFINED_WITHIN = 20
"""Tokens between the name and what it is called."""
_TICKER_MARKS = frozenset({"(", ":", "“", '"'})
_MARKS = (("(", ")"), ("[", "]"), ("“", "”"))
_OPENING = frozenset(
    {"while", "although", "though", "whereas", "because", "since", "but", "and", "perhaps", "maybe"}
)
"""Words that the parser may hang on a noun at the start of a clause."""
_LONGEST_BRACKET = 30
"""Tokens of a bracket behind a name."""
_ARTICLES = frozenset({"the", "a", "an"})
NUMERIC = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY"})
_PLACES = frozenset({"GPE", "LOC", "NORP"})
_THINGS = frozenset({"ORG", "PRODUCT", "GPE", "NORP", "FAC", "LOC", "WORK_OF_ART", "LAW", "EVENT"})
_OWN = frozenset({"its", "their", "his", "her"})
_OTHER_PRONOUNS = frozenset(
    {"i", "we", "you", "us", "this", "that", "these", "those", "which", "who", "what", "there"}
    | {"one", "some", "others", "such", "everyone", "everybody", "all", "both", "each", "-"}
)


def _possessive(owner: Mention | None) -> str:
    if owner is None:
        return ""
    return owner.name + ("’" if owner.name.endswith("s") else "’s") + " "


def _tidy(text: str) -> str:
    """Drop what the cut of a phrase left over: a lone quotation mark or bracket, a footnote."""
    text = _NOTE.sub("", text)
    for opener, closer in _MARKS:
        if text.count(opener) != text.count(closer):
            before, _, after = text.partition(opener)
            text = before if opener in "([" and before.strip() else before + after
            text = text.strip() if closer == opener else text.replace(closer, "").strip()
    if text.count('"') == 1:
        text = text.replace('"', "")
    return text.strip()


@dataclass(slots=True)
class Names:
    """Names of the phrases of one Doc."""

    view: View
    entity: list[int] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    defined: dict[str, int] = field(default_factory=dict)
    """What a document calls "the Company", by the noun in lower case."""

    @classmethod
    def of(cls, doc: Doc, view: View) -> Names:
        """Index the entities of a Doc by token."""
        names = cls(view, [-1] * len(view))
        for number, ent in enumerate(doc.ents):
            text = view.slice(ent.start, ent.end)
            for suffix in ("'s", "’s", "'", "’"):
                text = text.removesuffix(suffix)
            names.canonical.append(ent._.canonical or text)
            names.labels.append(ent.label_)
            if ent.label_ == "PERSON":
                names.people.setdefault(text.lower(), number)
            names.entity[ent.start : ent.end] = [number] * (ent.end - ent.start)
        for match in _DEFINED.finditer(view.text):
            names._define(match)
        return names

    def _define(self, match: re.Match[str]) -> None:
        """Note whom "Acme Inc. (NYSE: ACM) (the “Company”)" means by the Company."""
        place, _ = self.view.bounds(match.start(), match.end())
        for token in range(place - 1, max(-1, place - _DEFINED_WITHIN), -1):
            if self.label(token) == "ORG" and self.view.words[token - 1] not in _TICKER_MARKS:
                self.defined.setdefault(match["noun"].lower(), self.entity[token])
                return

    def label(self, token: int) -> str | None:
        """Give the label of the entity that a token stands in, or None."""
        number = self.entity[token]
        return None if number < 0 else self.labels[number]

    def mention(
        self, head: int, start: int, end: int, focus: Focus, own: Mention | None = None
    ) -> Mention | None:
        """Name the phrase of a head.

        Args:
            head: Head of a noun phrase or clause.
            start: First token of the unit, the limit of the phrase.
            end: One past the last token of the unit.
            focus: What pronouns may stand for.
            own: Subject of the clause that the phrase is the object of: who "its" is, first.

        Returns:
            The canonical entity if the head belongs to one, else the phrase without its article;
            None for a pronoun that cannot be resolved.
        """
        view = self.view
        head = self._outside_brackets(head, start)
        word = view.lower[head]
        first, last = phrase(view, head, start, end)
        first = self._past_date(first, head, start)
        conjuncts = any(view.deps[c] == "conj" and c < last for c in view.children[head])
        number = self.entity[head]
        if number >= 0 and self._is_whole(number, head, first) and not conjuncts:
            return Mention(self.canonical[number], self.labels[number], False)
        if last - first == 1 and view.tags[head] in ("PRP", "DT", "WDT", "WP", "EX"):
            return focus.resolve(word)
        if word in _OTHER_PRONOUNS and last - first == 1:
            return None
        if self._is_generic(first, head, last, focus):
            return (
                self._by_definition(head)
                or focus.company()
                or self._phrase(first, last, None, False)
            )
        plural = conjuncts or view.tags[head] in ("NNS", "NNPS")
        return self._phrase(first, last, focus, plural, own)

    def _outside_brackets(self, head: int, start: int) -> int:
        """The name before a bracket that a parser took for the head: "Acme (NYSE: ACM) makes"."""
        closed = 0
        for i in range(head, max(start, head - _LONGEST_BRACKET), -1):
            if self.view.words[i] == ")":
                closed += 1
            elif self.view.words[i] == "(":
                if closed == 0:
                    name = self._before_brackets(i - 1, start)
                    return name if self.entity[name] >= 0 else head
                closed -= 1
        return head

    def _past_date(self, first: int, head: int, start: int) -> int:
        """Skip the date of "In 2003 people lost", which the parser hung on the noun."""
        number = self.entity[first]
        if number < 0 or self.labels[number] != "DATE" or self.entity[head] == number:
            return first
        begin = first
        while begin > start and self.entity[begin - 1] == number:
            begin -= 1
        if begin == start or self.view.tags[begin - 1] != "IN":
            return first
        while first < head and self.entity[first] == number:
            first += 1
        return first

    def _before_brackets(self, i: int, start: int) -> int:
        """Step back over brackets that end at a token: "Acme (NYSE: ACM) (“Acme” or “we”)"."""
        words_ = self.view.words
        while i > start and words_[i] == ")":
            opened = next((j for j in range(i - 1, start, -1) if words_[j] == "("), None)
            if opened is None:
                break
            i = opened - 1
        return i

    def _is_whole(self, number: int, head: int, first: int) -> bool:
        """Whether an entity names all of its phrase: no place in "Acme UK" or "Bank of Kenya"."""
        if self.labels[number] in NUMERIC:
            return False
        if self.labels[number] not in _PLACES:
            return True
        view = self.view
        before = [c for c in view.children[head] if c < head and self.entity[c] != number]
        return not any(view.deps[c] == "compound" and view.tags[c] == "NNP" for c in before)

    def _by_definition(self, head: int) -> Mention | None:
        """Give the firm that a capitalised "the Company" was defined to be."""
        number = self.defined.get(self.view.lower[head])
        if number is None or not self.view.words[head][0].isupper():
            return None
        return Mention(self.canonical[number], "ORG", False)

    def _is_generic(self, first: int, head: int, last: int, focus: Focus) -> bool:
        """Whether a phrase is just "the company", or "the bank" after "Bank of Ghana"."""
        view = self.view
        if not (first == head - 1 == last - 2 and view.lower[first] in ("the", "this")):
            return False
        company = focus.company()
        known = "" if company is None else company.name.lower()
        return view.lower[head] in GENERIC or view.lower[head] in known.split()

    def _phrase(
        self,
        first: int,
        last: int,
        focus: Focus | None,
        plural: bool,
        own: Mention | None = None,
    ) -> Mention | None:
        view = self.view
        owner = ""
        while view.lower[first] in _OPENING and last - first > 1:
            first += 1
        if view.lower[first] in _OWN and focus is not None and last - first > 1:
            pronoun = {"its": "it", "their": "they", "his": "he", "her": "he"}[view.lower[first]]
            known = focus.resolve(pronoun) if own is None else own
            fits = known is not None and (own is None or own.may_be(pronoun))
            if known is not None and fits and known.label is not None:
                owner = _possessive(known)
                first += 1
        elif focus is not None and self._is_generic_owner(first, last) and focus.company():
            owner = _possessive(self._by_definition(first + 1) or focus.company())
            first += 3
        elif view.lower[first] in _ARTICLES and last - first > 1:
            first += 1
        text = _tidy(" ".join(view.slice(first, last).split()))
        return Mention(owner + text, None, plural) if text else None

    def _is_generic_owner(self, first: int, last: int) -> bool:
        """Whether a phrase begins with "the company's"."""
        lower = self.view.lower[first : min(last, first + 4)]
        if len(lower) < 4 or lower[0] not in ("the", "this"):
            return False
        return lower[1] in GENERIC and lower[2] == "'s"

    def speaker(self, head: int, start: int, end: int, focus: Focus) -> Mention | None:
        """Name a speaker: canonical for a bare entity, else the words with their article.

        "Analysts at Jefferies" and "the company" stay as written, but for a capital that only
        the start of a sentence gave them.
        """
        view = self.view
        word = view.lower[head]
        if view.tags[head] == "PRP":
            known = focus.resolve(word)
            return known or Mention(word, None, False)
        number = self.entity[head]
        first, last = phrase(view, head, start, end)
        if self._leads(first, head, last):
            number = self.entity[first]  # "Ann Lee of Acme", read with Acme as its head
            return Mention(self.canonical[number], "PERSON", False)
        if number >= 0 and self.labels[number] not in NUMERIC and view.deps[head] != "poss":
            return Mention(self.canonical[number], self.labels[number], False)
        person = self._titled(first, last)
        if person is not None:
            return person
        text = _POSSESSIVE.sub("", _tidy(" ".join(view.slice(first, last).split())))
        if not text:
            return None
        of_first = self.entity[first]
        named = of_first >= 0 and self.labels[of_first] not in NUMERIC
        named = named or view.tags[first] in ("NNP", "NNPS")
        if not named and not text[1:2].isupper():
            text = text[0].lower() + text[1:]
        return Mention(text, None, view.tags[head] == "NNS")

    def _leads(self, first: int, head: int, last: int) -> bool:
        """Whether a phrase begins with a person, and a firm behind "of" is taken for its head."""
        number = self.entity[first]
        if number < 0 or self.labels[number] != "PERSON" or self.label(head) != "ORG":
            return False
        behind = next((i for i in range(first, last) if self.entity[i] != number), last)
        return behind < head and self.view.tags[behind] == "IN"

    def _titled(self, first: int, last: int) -> Mention | None:
        """Give the person whose titles the rest of a phrase is: "chief and founder Ann Lee"."""
        number = self.entity[last - 1]
        if number < 0 or self.labels[number] != "PERSON":
            return None
        start = last - 1
        while start > first and self.entity[start - 1] == number:
            start -= 1
        while "," in self.view.words[first:start]:  # "Speaking in Redmond, chief Ann Lee said"
            first = self.view.words.index(",", first) + 1
        title = start > first and self.view.tags[start - 1] in ("NN", "NNP")
        if not title or {"IN", "TO", "POS"} & set(self.view.tags[first:start]):
            return None
        return Mention(self.canonical[number], "PERSON", False)

    def person(self, text: str | None) -> Mention | None:
        """Give the person whose name is all of a text."""
        number = self.people.get("" if text is None else text.strip().lower())
        return None if number is None else Mention(self.canonical[number], "PERSON", False)

    def person_called(self, form: str) -> Mention | None:
        """Give the person of the document whose given name or surname is a form."""
        for name, number in self.people.items():
            if form.lower() in name.split():
                return Mention(self.canonical[number], "PERSON", False)
        return None

    def only_person(self, start: int, end: int) -> Mention | None:
        """Give the person that a stretch names, if it names just one."""
        found = {n for n in self.entity[start:end] if n >= 0 and self.labels[n] == "PERSON"}
        if len({self.canonical[number] for number in found}) != 1:
            return None
        return Mention(self.canonical[found.pop()], "PERSON", False)

    def alone_in(self, start: int, end: int) -> Mention | None:
        """Give the entity of a heading or header if it holds exactly one thing or person."""
        found = {
            number
            for number in self.entity[start:end]
            if number >= 0
            and self.labels[number] in (*_THINGS, "PERSON")
            and _NAME.search(self.canonical[number])
        }
        if len({self.canonical[number] for number in found}) != 1:
            return None
        number = found.pop()
        return Mention(self.canonical[number], self.labels[number], False)
