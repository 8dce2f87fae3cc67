"""What the running section spoke of last: whom "it", "he" and "the company" may stand for."""

from __future__ import annotations

from dataclasses import dataclass

_HE = frozenset({"he", "she", "him", "her"})
_IT = frozenset({"it"})
_THEY = frozenset({"they", "them"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Something a claim was about.

    Attributes:
        name: Canonical name, or the phrase as written.
        label: Entity label; None for a phrase that is no entity.
        plural: Whether "they" may stand for it.
    """

    name: str
    label: str | None
    plural: bool

    def may_be(self, pronoun: str) -> bool:
        """Whether a pronoun in lower case fits: "it" no person, "he" no organisation."""
        if pronoun in _HE:
            return self.label in ("PERSON", None) and not self.plural
        if pronoun in _IT:
            return self.label != "PERSON" and not self.plural
        return pronoun in _THEY and (self.plural or self.label == "ORG")


@dataclass(slots=True)
class Focus:
    """What was spoken of last in the running section; `move` when the section changes."""

    section: tuple[str, ...] = ()
    last: Mention | None = None
    person: Mention | None = None
    organisation: Mention | None = None
    only: Mention | None = None
    several: bool = False

    def company(self) -> Mention | None:
        """Say what "the company" is: the last one named, or the only one of the article so far."""
        if self.organisation is not None or self.several:
            return self.organisation
        return self.only

    def move(self, section: tuple[str, ...], heading: Mention | None) -> None:
        """Enter a section; another one starts afresh, from the name in its heading."""
        if section != self.section:
            self.section = section
            self.last = self.person = None
            self.organisation = heading

    def see(self, mention: Mention | None) -> None:
        """Note the subject of a claim."""
        if mention is not None:
            self.last = mention
            self.hear(mention)

    def hear(self, mention: Mention) -> None:
        """Note the speaker of a claim, who is not what the claim is about."""
        if mention.label == "PERSON":
            self.person = mention
        elif mention.label == "ORG":
            self.organisation = mention
            self.several = self.several or (
                self.only is not None and self.only.name != mention.name
            )
            self.only = self.only or mention

    def resolve(self, pronoun: str) -> Mention | None:
        """Find what a pronoun in lower case stands for."""
        if pronoun in _HE:
            return self.person
        if pronoun in _IT:
            fits = self.last is not None and self.last.label != "PERSON" and not self.last.plural
            return self.last if fits else self.organisation
        if pronoun in _THEY:
            fits = self.last is not None and (self.last.plural or self.last.label == "ORG")
            return self.last if fits else None
        return None
