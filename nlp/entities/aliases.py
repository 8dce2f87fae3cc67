"""Group the surface forms of one thing under one canonical name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from claimtable.nlp.entities.lexicon import Lexicon
from claimtable.nlp.entities.mentions import PLACES, Mention, core, initials

_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,7}")
_WORDS = re.compile(r"[\s-]+")


class _Groups:
    """Disjoint sets of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def find(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = name = self._parent[self._parent[name]]
        return name

    def join(self, name: str, other: str) -> None:
        self._parent[self.find(name)] = self.find(other)

    def join_only(self, name: str, others: list[str]) -> None:
        """Join a short form with its long forms where these are all one group."""
        if others and len({self.find(other) for other in others}) == 1:
            self.join(name, others[0])


class Aliases:
    """The step that names the groups."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the word lists."""
        self._lexicon = lexicon

    def __call__(self, mentions: list[Mention]) -> None:
        """Set ``canonical`` and ``entity_id`` of the mentions of one text in place.

        Args:
            mentions: Names with their settled labels.
        """
        by_label: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            by_label["GPE" if mention.label in PLACES else mention.label].append(mention)
        for label, found in by_label.items():
            self._group(label, found)

    def _group(self, label: str, mentions: list[Mention]) -> None:
        names: defaultdict[str, list[Mention]] = defaultdict(list)
        forms: dict[str, str] = {}
        for mention in mentions:
            if mention.text not in forms:
                entry = self._lexicon.find(mention.text)
                same = entry is not None and (entry.label == label or entry.own)
                forms[mention.text] = entry.name if entry and same else core(mention.text)
            names[forms[mention.text]].append(mention)
        groups = _Groups(names)
        self._join_cases(names, groups)
        if label in ("ORG", "PRODUCT", "EVENT", "LAW"):
            _join_acronyms(names, groups)
        if label == "ORG":
            _join_by_word(names, groups, first=True)
        if label == "PERSON":
            _join_by_word(names, groups, first=False)
        members: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            members[groups.find(name)].append(name)
        for group in members.values():
            self._name(label, group, names)

    @staticmethod
    def _join_cases(names: Iterable[str], groups: _Groups) -> None:
        seen: dict[str, str] = {}
        for name in names:
            other = seen.setdefault(name.lower().replace(".", ""), name)
            if other != name:
                groups.join(name, other)

    def _name(self, label: str, group: list[str], names: dict[str, list[Mention]]) -> None:
        """Pick the canonical name: the list's, else the most used, the longest of equals."""

        def use(name: str) -> tuple[bool, int, int]:
            known = self._lexicon.entries.get(name)
            listed = known is not None and known.name == name
            if label == "PERSON":
                return listed, len(name.split()) > 1, len(names[name])
            return listed, len(names[name]), len(name)

        canonical = max(sorted(group), key=use)
        entry = self._lexicon.entries.get(canonical)
        for name in group:
            for mention in names[name]:
                mention.canonical = canonical
                mention.entity_id = entry.entity_id if entry is not None else None


def _join_acronyms(names: dict[str, list[Mention]], groups: _Groups) -> None:
    """Join "PAI" with "Platform for Artificial Intelligence"."""
    by_initials: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        letters = initials(name)
        if len(letters) > 1 and _WORDS.search(name):
            by_initials[letters].append(name)
    for name in names:
        if _ACRONYM.fullmatch(name):
            groups.join_only(name, by_initials.get(name.replace(".", "").replace("&", ""), []))


def _join_by_word(names: dict[str, list[Mention]], groups: _Groups, *, first: bool) -> None:
    """Join "Acme" with "Acme Robotics" (first words), or "Smith" with "Jane Smith" (last word)."""
    longer: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        words = name.lower().split()
        if first:
            for i in range(1, min(len(words), 4)):
                longer[" ".join(words[:i])].append(name)
        elif len(words) > 1:
            longer[words[-1]].append(name)
    for name in names:
        if len(name) > 2:
            groups.join_only(name, [n for n in longer.get(name.lower(), ()) if n != name])
