"""The word lists of the component, read once from ``data/``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from claimtable.nlp.types import ComparisonKind

_VOWELS = frozenset("aeiou")
_GRADED_IN_LY = frozenset(
    ("costly", "deadly", "early", "friendly", "lively", "lonely", "silly", "ugly")
)


@dataclass(frozen=True, slots=True)
class Gradable:
    """What a gradable adjective or adverb says.

    Attributes:
        base: Base form ("good").
        scale: +1 where more of it is up its scale, -1 where it is down ("cheap").
        value: +1 good, -1 bad, 0 where it depends on what is measured ("high").
    """

    base: str
    scale: int
    value: int


@dataclass(frozen=True, slots=True)
class Phrasal:
    """A verb that compares together with what follows it.

    Attributes:
        then: Words that must follow, alternatives of each place.
        markers: Prepositions that bring the other side.
        direct: Whether the other side follows at once.
        gap: How many tokens may stand between the verb and what follows.
        scale: As in `Draft`.
        kind: As in `Draft`.
    """

    then: tuple[frozenset[str], ...]
    markers: tuple[str, ...]
    direct: bool
    gap: int
    scale: int | None
    kind: ComparisonKind


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists.

    Attributes:
        base: Gradable words by base form.
        comparative: Gradable words by comparative form ("faster").
        superlative: Gradable words by superlative form.
        verbs: Verb class by inflected form; a form may be in several classes.
        phrasals: Verbs with particles by inflected form.
        cues: Word sets of ``cues.toml`` by name.
        bad_aspects: Nouns of which more is bad.
        reversing: Nouns that turn the sign ("fall").
        metrics: Nouns that are measured, ``bad_aspects`` and ``reversing`` included.
        parts: Parts of a product.
    """

    base: dict[str, Gradable]
    comparative: dict[str, Gradable]
    superlative: dict[str, Gradable]
    verbs: dict[str, frozenset[str]]
    phrasals: dict[str, tuple[Phrasal, ...]]
    cues: dict[str, frozenset[str]]
    bad_aspects: frozenset[str]
    reversing: frozenset[str]
    metrics: frozenset[str]
    parts: frozenset[str]


def _read(name: str) -> dict[str, Any]:
    path = files(__package__) / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _words(text: str) -> list[str]:
    return text.split()


def _stem_before(base: str, suffix: str) -> str:
    """Spelling of a base form before ``er``, ``est``, ``ed``, ``ing``."""
    if base.endswith("e") and suffix != "ing":
        return base[:-1]
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1]
    if base.endswith("y") and len(base) > 2 and base[-2] not in _VOWELS and suffix != "ing":
        return base[:-1] + "i"
    if _doubles(base):
        return base + base[-1]
    return base


def _doubles(base: str) -> bool:
    """Whether the last consonant is doubled: one syllable, single vowel before it."""
    return (
        2 < len(base) <= 5
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
        and sum(letter in _VOWELS for letter in base) == 1
    )


def _inflect(base: str) -> list[str]:
    """Regular forms of a verb, the base included."""
    third = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if base.endswith("y") and base[-2] not in _VOWELS:
        third = base[:-1] + "ies"
    return [base, third, _stem_before(base, "ed") + "ed", _stem_before(base, "ing") + "ing"]


def _gradables(raw: dict[str, Any]) -> dict[str, Gradable]:
    downward = set(_words(raw["downward"]))
    table: dict[str, Gradable] = {}
    for value, scale, name in ((1, 1, "good"), (-1, 1, "bad"), (0, 1, "more"), (0, -1, "less")):
        for word in _words(raw[name]):
            table.setdefault(word, Gradable(word, -1 if word in downward else scale, value))
    return table


def _graded(
    table: dict[str, Gradable], irregular: dict[str, str], suffix: str
) -> dict[str, Gradable]:
    """Comparative or superlative forms of the table, irregular ones on top."""
    forms = {
        _stem_before(word, suffix) + suffix: entry
        for word, entry in table.items()
        if len(word) <= 9
        and not word.endswith(("ful", "ive", "ous", "ing", "ed", "ent"))
        and (not word.endswith("ly") or word in _GRADED_IN_LY)
    }
    for form, base in irregular.items():
        forms[form] = table[base]
    return forms


def _verbs(raw: dict[str, Any]) -> dict[str, frozenset[str]]:
    irregular: dict[str, str] = raw["forms"]
    classes: dict[str, set[str]] = {}
    for name, text in raw.items():
        if name == "forms":
            continue
        for base in _words(text):
            for form in _forms(base, irregular):
                classes.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in classes.items()}


def _phrasals(
    raw: list[dict[str, Any]], irregular: dict[str, str]
) -> dict[str, tuple[Phrasal, ...]]:
    table: dict[str, list[Phrasal]] = {}
    for row in raw:
        scale = None if row["scale"] == "different" else int(row["scale"])
        kind: ComparisonKind = (
            "difference" if scale is None else "nonequal" if scale else "equative"
        )
        entry = Phrasal(
            then=tuple(frozenset(place.split("|")) for place in row["then"]),
            markers=tuple(row.get("markers", ())),
            direct=bool(row.get("direct", False)),
            gap=int(row.get("gap", 0)),
            scale=scale,
            kind=kind,
        )
        for base in _words(row["verbs"]):
            for form in _forms(base, irregular):
                table.setdefault(form, []).append(entry)
    return {form: tuple(entries) for form, entries in table.items()}


def _forms(base: str, irregular: dict[str, str]) -> list[str]:
    return [base, *_words(irregular[base])] if base in irregular else _inflect(base)


@cache
def lexicon() -> Lexicon:
    """Read the word lists; the first call does the work."""
    adjectives, aspects = _read("adjectives.toml"), _read("aspects.toml")
    table = _gradables(adjectives)
    irregular: dict[str, str] = adjectives["irregular"]
    best = {form: base for form, base in irregular.items() if form.endswith("st")}
    better = {form: base for form, base in irregular.items() if form not in best}
    verbs = _read("verbs.toml")
    bad = frozenset(_words(aspects["bad"]))
    reversing = frozenset(_words(aspects["reversing"]))
    return Lexicon(
        base=table,
        comparative=_graded(table, better, "er"),
        superlative=_graded(table, best, "est"),
        verbs=_verbs(verbs),
        phrasals=_phrasals(_read("phrasals.toml")["phrasal"], verbs["forms"]),
        cues={name: frozenset(_words(text)) for name, text in _read("cues.toml").items()},
        bad_aspects=bad,
        reversing=reversing,
        metrics=bad | reversing | frozenset(_words(aspects["metric"])),
        parts=frozenset(_words(aspects["part"])),
    )


def word_set(name: str) -> frozenset[str]:
    """One word set of ``cues.toml``."""
    return lexicon().cues[name]
