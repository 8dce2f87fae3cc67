"""A mention of a name in a text, and what can be told from its surface form."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMES = ("ORG", "PERSON", "GPE", "LOC", "FAC", "PRODUCT", "NORP", "EVENT", "LAW", "WORK_OF_ART")
"""OntoNotes labels of names: the steps below mend these and leave the others alone."""

PLACES = frozenset({"GPE", "LOC", "FAC"})

_FORMS = (
    r"(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|ag|sa|s\.a|nv|n\.v|bv"
    r"|b\.v|gmbh|se|spa|s\.p\.a|oyj?|ab|asa|a/s|as|aps|kgaa|sas|srl|ltda|holdings?|group|pty|kk|bhd"
    r"|sdn|pte|pvt)"
)
_LEGAL_FORM = re.compile(rf"[,\s]+{_FORMS}\.?$", re.IGNORECASE)
_LEGAL_FORM_BEHIND = re.compile(rf"[,\s]+{_FORMS}(?!\w)", re.IGNORECASE)
_DETERMINER = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_COMMON_WORDS = re.compile(r"(?<=\S)(?:\s+[a-z][a-z-]+)+$")
_SEPARATORS = re.compile(r"[^\w&.+'’-]+")
_SPACE_OR_HYPHEN = re.compile(r"[\s-]+")


@dataclass(slots=True)
class Mention:
    """One name in the text.

    Attributes:
        start: First character.
        end: One past the last character.
        label: OntoNotes label.
        text: ``document[start:end]``.
        heading: Whether it stands in a heading.
        fixed: Whether the label is certain and not up for the vote.
        canonical: Name of the group it belongs to; empty until ``aliases`` has run.
        entity_id: The user's or list's id of the group, or None.
    """

    start: int
    end: int
    label: str
    text: str
    heading: bool = False
    fixed: bool = False
    canonical: str = ""
    entity_id: str | None = None

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether the mention shares a character with ``[start, end)``."""
        return self.start < end and start < self.end


def core(name: str) -> str:
    """Strip a name to what tells it from others.

    Args:
        name: A surface form.

    Returns:
        The name without determiner, possessive, common nouns ("H20 chips") and up to three legal
        forms ("Group Holdings Ltd"); never empty for a name with a word in it.
    """
    bare = _DETERMINER.sub("", _POSSESSIVE.sub("", name.strip()))
    for _ in range(3):
        shorter = _LEGAL_FORM.sub("", bare)
        if not shorter:
            break
        bare = shorter
    bare = _COMMON_WORDS.sub("", bare)
    return _SEPARATORS.sub(" ", bare).strip(" .'’") or name


def has_legal_form(name: str) -> bool:
    """Tell whether a name ends in a legal form such as "Inc." or "GmbH"."""
    return _LEGAL_FORM.search(name) is not None


def begins_with_legal_form(text: str, start: int, end: int) -> bool:
    """Tell whether a legal form stands, behind a comma or blank, at ``start``."""
    return _LEGAL_FORM_BEHIND.match(text, start, end) is not None


def initials(name: str) -> str:
    """Take the first letters of the capitalised words of a name, hyphens counted as spaces."""
    return "".join(word[0] for word in _SPACE_OR_HYPHEN.split(name) if word and word[0].isupper())
