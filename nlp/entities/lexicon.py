"""The word lists under ``data/`` and the user's own gazetteer."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from claimtable.nlp.entities.mentions import NAMES, PLACES

_LINKS = frozenset({"of", "and", "the", "for", "in", "on", "to"})
GAZETTEER_COLUMNS = ("name", "aliases", "type", "id")
CURATED = ("organisations.csv", "products.csv", "regions.csv")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of a surface form.

    Attributes:
        name: Canonical name.
        label: OntoNotes label.
        entity_id: The list's own id, or None.
        sure: Whether the form is worth marking wherever it stands; False where it is also an
            ordinary word, so that the recogniser has to see a name in it first.
        own: Whether the user's gazetteer says so: then it outweighs everything else.
    """

    name: str
    label: str
    entity_id: str | None = None
    sure: bool = True
    own: bool = False


def _read(name: str) -> str:
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")


@cache
def words(name: str) -> frozenset[str]:
    """Read a word list: one a line, ``#`` starts a comment line."""
    return frozenset(line for line in _read(name).splitlines() if line and not line.startswith("#"))


def alternatives(name: str) -> str:
    """Write a word list as alternatives of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words(name), key=lambda w: (-len(w), w)))


def rows(name: str) -> Iterable[dict[str, str]]:
    """Read a CSV table of ``data/``."""
    return csv.DictReader(_read(name).splitlines())


@cache
def head_words() -> dict[str, str]:
    """Words that, at the head of a name, give away its label."""
    return {row["word"]: row["type"] for row in rows("head_words.csv")}


@cache
def title_pattern() -> re.Pattern[str]:
    """Match the titles in front of a person's name, each with its space."""
    return re.compile(rf"(?:(?:{alternatives('titles.txt')})\.?\s+)+(?=[^\W\d_])")


@cache
def compound_pattern() -> re.Pattern[str]:
    """Match what a hyphen joins to the front of a name: "London-based " of "London-based Acme"."""
    joined = alternatives("compound_adjectives.txt")
    return re.compile(rf"(?P<place>[\w.&]{{2,30}}(?:-\w{{1,20}})??)-(?:{joined})\s+(?=[A-Z])")


def _entries(table: Iterable[dict[str, str]], *, own: bool) -> dict[str, Entry]:
    ordinary = frozenset() if own else words("ordinary_words.txt")
    entries: dict[str, Entry] = {}
    for row in table:
        name = row["name"].strip()
        for form in (name, *(row.get("aliases") or "").split("|")):
            form = form.strip()
            if form:
                sure = form not in ordinary
                entries[form] = Entry(name, row["type"], row.get("id") or None, sure, own)
    return entries


@cache
def curated() -> dict[str, Entry]:
    """The short lists that come with claimtable, by surface form."""
    places = words("countries.txt") | words("states.txt")
    entries = {place: Entry(place, "GPE") for place in places}
    for name in CURATED:
        entries.update(_entries(rows(name), own=False))
    return entries


def read_gazetteer(path: str | Path) -> dict[str, Entry]:
    """Read the user's CSV file of names.

    Args:
        path: File with the columns ``name``, ``aliases`` (separated by ``|``), ``type`` (one of
            `NAMES`, ``ORG`` when empty) and ``id``; only ``name`` has to be there.

    Returns:
        Entries by surface form.

    Raises:
        OSError: The file cannot be read.
        ValueError: There is no ``name`` column, or a type is not an entity label.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"gazetteer {str(path)!r} is not UTF-8 text: {error}") from None
    reader = csv.DictReader(text.splitlines())
    if "name" not in (reader.fieldnames or ()):
        raise ValueError(
            f"gazetteer {str(path)!r} needs a first line with the columns "
            f"{','.join(GAZETTEER_COLUMNS)}; found {','.join(reader.fieldnames or ()) or 'nothing'}"
        )
    found = []
    for row in reader:
        label = (row.get("type") or "ORG").strip().upper()
        if label not in NAMES:
            raise ValueError(
                f"gazetteer {str(path)!r}, line {reader.line_num}: type {label!r} is not an "
                f"entity label; use one of {', '.join(NAMES)}"
            )
        if (row["name"] or "").strip():
            found.append({**row, "type": label})
    return _entries(found, own=True)


def plural(noun: str) -> str:
    """Form the regular plural of a noun."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


@cache
def product_nouns() -> frozenset[str]:
    """Kinds of product, singular and plural."""
    nouns = words("product_nouns.txt")
    return nouns | {plural(noun) for noun in nouns}


def _product_heads() -> dict[str, str]:
    nouns = words("product_nouns.txt") - words("no_product_heads.txt")
    return {form.capitalize(): "PRODUCT" for noun in nouns for form in (noun, plural(noun))}


class Lexicon:
    """What is known of surface forms."""

    def __init__(self, gazetteer: str | Path | None = None) -> None:
        """Load the curated lists and, over them, the user's.

        Args:
            gazetteer: See `read_gazetteer`.
        """
        own = {} if gazetteer is None else read_gazetteer(gazetteer)
        self.entries = {**curated(), **own}
        self.cities = words("cities.txt")
        self.countries = words("countries.txt")
        self.given_names = words("given_names.txt")
        self.surnames = words("surnames.txt")
        self.furniture = words("furniture.txt")
        self.generic = words("generic.txt") | words("contract_terms.txt") | self.furniture
        self.generic_alone = words("generic_alone.txt")
        self.demonyms = words("demonyms.txt")
        self.heads = {**_product_heads(), **head_words()}
        self.index: dict[str, list[str]] = {}
        """Surface forms that are sure, by first word, longest first."""
        sure = [form for form, entry in self.entries.items() if entry.sure]
        places = [f for f in sure if self.entries[f].label in PLACES and len(f) > 3]
        for form in {*sure, *self.cities, *(f.upper() for f in (*places, *self.cities))}:
            self.index.setdefault(first_word(form), []).append(form)
        self.own = {form for form, entry in self.entries.items() if entry.own}
        """Surface forms of the user's gazetteer."""
        for forms in self.index.values():
            forms.sort(key=len, reverse=True)

    def find(self, form: str) -> Entry | None:
        """Look up a surface form; one all in capitals also as "Paris" for "PARIS"."""
        entry = self.entries.get(form)
        if entry is None and len(form) > 3 and form.isupper():
            entry = self.entries.get(form.title())
        return entry

    def label(self, form: str) -> str:
        """Label of a form of the index; one that is only a city's is a GPE."""
        entry = self.find(form)
        return "GPE" if entry is None else entry.label

    def is_generic(self, form: str) -> bool:
        """Tell whether a form names no single thing, whatever its capitals."""
        lower = form.lower()
        return (
            lower in self.generic
            or lower in self.generic_alone
            or all(
                word in self.generic or word in _LINKS or not word[0].isalnum()
                for word in lower.split()
            )
        )

    def is_city(self, form: str) -> bool:
        """Tell whether a form, or its title case for one in capitals, is a city."""
        return form in self.cities or (form.isupper() and form.title() in self.cities)

    def is_place(self, form: str) -> bool:
        """Tell whether a form is a place of the lists."""
        entry = self.find(form)
        return (entry is not None and entry.label in PLACES) or self.is_city(form)

    def is_company(self, form: str) -> bool:
        """Tell whether a form is an organisation of the lists."""
        entry = self.find(form)
        return entry is not None and entry.label == "ORG"

    def is_demonym(self, form: str) -> bool:
        """Tell whether a form is a people or its plural."""
        return form in self.demonyms or (form.endswith("s") and form[:-1] in self.demonyms)

    def is_full_name(self, words: list[str]) -> bool:
        """Tell whether two to four words begin with a given name and end in a surname."""
        last = words[-1]
        named = words[0] in self.given_names and (last in self.surnames or last in self.given_names)
        return named and 1 < len(words) < 5 and last not in self.heads

    def is_person(self, form: str) -> bool:
        """Tell whether a form of several words begins with a given name."""
        first, _, rest = form.partition(" ")
        return bool(rest) and first in self.given_names


_WORD = re.compile(r"\w+")


def first_word(form: str) -> str:
    """Take the first run of word characters of a form, or the form if it has none."""
    match = _WORD.search(form)
    return match.group() if match else form
