"""One label for a surface form in a document, by vote.

Votes come from the recogniser (every mention), from the words around the mentions, from the word
lists, and from longer names of the same document ("Smith" beside "Jane Smith"). The weights were
set by hand while reading news; a list that knows the exact form outweighs everything else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from claimtable.nlp.entities.cues import Cues
from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.lexicon import words as list_of_words
from claimtable.nlp.entities.mentions import PLACES, Mention, has_legal_form
from claimtable.nlp.entities.products import is_code

Tally = defaultdict[str, float]

HEADING_WEIGHT = 0.25  # of a mention in a heading, against one in running text
RECOGNISER = 1.2  # all mentions of a form together
WEAK = RECOGNISER + 0.5  # all votes for an organisation that nothing else speaks for
LISTED = 4.0
DAMPING = 0.3  # 1: what the context says counts by its share of the mentions; 0: by its number
MOST_READ = 8  # mentions of a form whose context is read
OWN_LIST = 50.0
CITY = 3.5
HEAD_WORD = 3.5
GIVEN_NAME = 3.0  # a form of several words that begins with one
TRADE = 1.5  # of a line of business, a country or a coined ending as the last word
NEIGHBOUR = 0.7  # of a member of the same enumeration
MOST_NEIGHBOURS = 3
FIRST_NAME = 1.5  # of a longer name of a person that begins with the form
OWNED = 1.5  # of a company's possessive in front
PERSON_NAME = 1.2  # a form of one word that is a given name or surname

_LONGEST_GAP = 10  # characters between two members of an enumeration
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.)*$")
_COINED = re.compile(
    r"(?<=\w{2})(?:tech|soft|corp|bank|pharma?|systems?|tronics?|tronix|telecom|media|medical|works|ware|gen|net|com"
    r"|labs?|logix|logic|metrics|dyne|chem|therm|cell|tel|nergy|invest|petrol|gas|air|fin)$"
)
_OWNS = frozenset({"'s ", "’s ", "' ", "’ "})
_IN_LIST = re.compile(r"\s?[,;]\s+(?:(?:and|or)\s+)?(?:the\s+)?|\s+(?:and|or)\s+(?:the\s+)?")


class Votes:
    """The step that settles labels."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon
        self._cues = Cues()
        self._trades = list_of_words("trades.txt")

    def __call__(self, text: str, mentions: list[Mention]) -> set[str]:
        """Relabel the mentions of one text in place.

        Args:
            text: The document.
            mentions: Names in reading order, without overlap.

        Returns:
            Organisations met once for which nothing but the recogniser speaks.
        """
        weak: set[str] = set()
        forms: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            forms[mention.text].append(mention)
        longer = self._longer_names(forms)
        lists = self._neighbours(text, mentions)
        for form, found in forms.items():
            sure = Counter(m.label for m in found if m.fixed)
            if sure:
                label = sure.most_common(1)[0][0]
            else:
                votes = self._mentions(text, found)
                for more in (self._form(form), longer.get(form), lists.get(form)):
                    for name, weight in (more or {}).items():
                        votes[name] += weight
                label = max(votes, key=lambda name: votes[name])
                if label == "GPE":
                    label = self._place(found, form)
                if label == "ORG" and len(found) == 1 and votes["ORG"] <= WEAK:
                    weak.add(form)
            for mention in found:
                mention.label = label
        return weak

    def vouches(self, text: str, mention: Mention) -> bool:
        """Tell whether a list, the form or the words around speak for a mention's label."""
        return (
            self._lexicon.find(mention.text) is not None
            or self._form(mention.text)[mention.label] > 0
            or any(
                label == mention.label for label, _ in self._cues(text, mention.start, mention.end)
            )
        )

    def _longer_names(self, forms: dict[str, list[Mention]]) -> dict[str, Tally]:
        """What names of several words say of their parts: surnames and companies' short names."""
        votes: defaultdict[str, Tally] = defaultdict(lambda: defaultdict(float))
        for form, found in forms.items():
            words = form.split()
            if len(words) < 2:
                continue
            label = Counter(m.label for m in found).most_common(1)[0][0]
            if label == "PERSON" or self._lexicon.is_full_name(words):
                votes[words[-1]]["PERSON"] += 1.5
                votes[words[0]]["PERSON"] += 0.5 if self._lexicon.is_place(words[0]) else FIRST_NAME
            elif label == "ORG":
                votes[words[0]]["ORG"] += 1.0 if has_legal_form(form) else 0.5
        return votes

    def _neighbours(self, text: str, mentions: list[Mention]) -> dict[str, Tally]:
        """What the members of an enumeration say of each other: "Acme, Roxan and Volt".

        What a company owns ("Acme's Lumen") is rather a product.
        """
        votes: defaultdict[str, Tally] = defaultdict(lambda: defaultdict(float))
        for left, right in pairwise(mentions):
            owned = left.label == "ORG" and right.label in ("ORG", "PRODUCT", "WORK_OF_ART")
            if owned and text[left.end : right.start] in _OWNS:
                votes[right.text]["PRODUCT"] = OWNED
                continue
            if right.start - left.end > _LONGEST_GAP or not _IN_LIST.fullmatch(
                text, left.end, right.start
            ):
                continue
            for one, other in ((left, right), (right, left)):
                label = "GPE" if other.label in PLACES else other.label
                votes[one.text][label] += NEIGHBOUR
        for tally in votes.values():
            for label, weight in tally.items():
                tally[label] = min(weight, MOST_NEIGHBOURS * NEIGHBOUR)
        return votes

    def _mentions(self, text: str, found: list[Mention]) -> Tally:
        """The recogniser's votes and those of the context, each as a share of the mentions."""
        votes: Tally = defaultdict(float)
        weights = [HEADING_WEIGHT if m.heading else 1.0 for m in found]
        total = sum(weights)
        share = total**DAMPING
        read = MOST_READ if self._lexicon.find(found[0].text) is None else 0
        for i, (mention, weight) in enumerate(zip(found, weights, strict=True)):
            votes["GPE" if mention.label in PLACES else mention.label] += (
                RECOGNISER * weight / total
            )
            if i >= read:
                continue
            for label, cue in self._cues(text, mention.start, mention.end):
                votes[label] += cue * weight / share
        return votes

    def _form(self, form: str) -> Tally:
        """What the form itself says: lists, head words, shape."""
        lexicon = self._lexicon
        votes: Tally = defaultdict(float)
        entry = lexicon.find(form)
        if entry is not None:
            label = "GPE" if entry.label in PLACES else entry.label
            votes[label] += OWN_LIST if entry.own else LISTED
        elif lexicon.is_city(form):
            votes["GPE"] += CITY
        if lexicon.is_demonym(form):
            votes["NORP"] += LISTED
        words = form.split()
        if len(words) > 1:
            self._several_words(words, votes)
        else:
            self._one_word(form, votes)
        if has_legal_form(form):
            votes["ORG"] += 3.0
        if is_code(form):
            votes["PRODUCT"] += 3.0
        return votes

    def _several_words(self, words: list[str], votes: Tally) -> None:
        lexicon = self._lexicon
        head = lexicon.heads.get(words[-1])
        if head is None and self._of_maker(words):
            head = "PRODUCT"
        if len(words) > 2 and words[1] in ("of", "for"):
            head = lexicon.heads.get(words[0], head)
        if head is not None:
            votes["GPE" if head in PLACES else head] += HEAD_WORD
        elif lexicon.is_full_name(words):
            votes["PERSON"] += GIVEN_NAME
        elif self._is_of_trade(words):
            votes["ORG"] += TRADE
        elif (words[0] in lexicon.given_names and len(words) < 5) or _INITIALS.match(words[0]):
            votes["PERSON"] += GIVEN_NAME / 2

    def _is_of_trade(self, words: list[str]) -> bool:
        """Tell "Dana Energy", "Umbra Biotech" and "Umbra Kenya"."""
        last = words[-1]
        if last in self._trades or _COINED.search(last):
            return True
        return last in self._lexicon.countries and not self._lexicon.is_place(words[0])

    def _of_maker(self, words: list[str]) -> bool:
        """Tell "Google Authenticator", a company's product, from "Toyota Kenya"."""
        lexicon = self._lexicon
        if words[-1] in self._trades or words[-1] in lexicon.surnames:
            return False
        if has_legal_form(" ".join(words)) or any(lexicon.is_place(w) for w in words[1:]):
            return False
        return any(lexicon.is_company(" ".join(words[:i])) for i in range(1, len(words)))

    def _one_word(self, form: str, votes: Tally) -> None:
        lexicon = self._lexicon
        if _COINED.search(form):
            votes["ORG"] += TRADE / 2
        if form in lexicon.surnames or form in lexicon.given_names:
            votes["PERSON"] += PERSON_NAME
        if form.isupper() and 2 <= len(form) <= 6:
            votes["ORG"] += 0.5
            votes["PERSON"] -= 1.0

    def _place(self, found: list[Mention], form: str) -> str:
        """Choose between the labels of places."""
        entry = self._lexicon.find(form)
        if entry is not None and entry.label in PLACES:
            return entry.label
        head = self._lexicon.heads.get(form.rsplit(" ", 1)[-1])
        if head in PLACES:
            return head
        seen = Counter(m.label for m in found if m.label in PLACES)
        return seen.most_common(1)[0][0] if seen else "GPE"
