"""Base forms of English verbs, from the word and its Penn Treebank tag.

The pipeline runs without spaCy's lemmatizer, which costs more than the claims component and needs
the attribute ruler before it. Claims want the base form of one verb a sentence; a table of
irregular forms and the spelling rules of the language give it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

_VOWELS = "aeiou"
_CONTRACTED = {
    "'s": "be",
    "'re": "be",
    "'m": "be",
    "'ve": "have",
    "'d": "would",
    "'ll": "will",
    "ca": "can",
    "wo": "will",
    "sha": "shall",
    "ai": "be",
}
_PRESENT = {"am": "be", "are": "be", "is": "be", "has": "have", "does": "do", "goes": "go"}
_DOUBLED = frozenset("bdfgklmnprtvz")
_LOST_E = (
    # Endings that no base form has without a final e: announc-, argu-, receiv-, merg-, priz-.
    *("c", "u", "v", "dg", "rg", "lg", "iz", "yz", "is", "ys", "as", "os", "us", "ns", "rs"),
    *("bl", "pl", "tl", "dl", "fl", "gl", "kl", "zl", "ps", "ur", "uc"),
)


@cache
def _table(section: str) -> dict[str, str]:
    """Read ``word base`` pairs of one section of the data file."""
    text = files("claimtable.nlp").joinpath("data", "verbs.txt").read_text("utf-8")
    current, pairs = "", {}
    for line in text.splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#") and current == section:
            word, _, base = line.partition(" ")
            pairs[word] = base
    return pairs


@lru_cache(maxsize=8192)
def verb_lemma(word: str, tag: str = "VB") -> str:
    """Give the base form of a verb.

    Args:
        word: The verb as written.
        tag: Its Penn Treebank tag: VB, VBP, VBZ, VBD, VBN, VBG or MD; any other tag gives the
            word in lower case.

    Returns:
        The base form in lower case: "rose" VBD gives "rise", "planning" VBG gives "plan".
    """
    lower = word.lower().replace("’", "'")
    if lower in _CONTRACTED:
        return _CONTRACTED[lower]
    if lower in _PRESENT:
        return _PRESENT[lower]
    if tag in ("VBD", "VBN") and lower in _table("irregular"):
        return _table("irregular")[lower]
    if tag == "VBZ":
        return _without_s(lower)
    if tag == "VBG" and lower.endswith("ing") and len(lower) > 4:
        return _base(lower[:-3])
    if tag in ("VBD", "VBN") and lower.endswith(("eed", "ied")):
        return lower[:-3] + "y" if lower.endswith("ied") and len(lower) > 4 else lower[:-1]
    if tag in ("VBD", "VBN") and lower.endswith("ed") and len(lower) > 3:
        return _base(lower[:-2])
    return lower


def _without_s(word: str) -> str:
    """Take the ending of the third person off: "launches", "focuses", "uses"."""
    known = _table("stems").get(word[:-2], "") if word.endswith("ses") else ""
    if known.endswith("s"):
        return known
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _base(stem: str) -> str:
    """Restore the base form from what stands before -ing or -ed."""
    known = _table("stems").get(stem)
    if known is not None:
        return known
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
        return stem if stem.endswith("ll") and len(stem) < 6 else stem[:-1]
    return stem + "e" if _lost_e(stem) else stem


def _lost_e(stem: str) -> bool:
    """Whether the spelling says that a final e was dropped: "announc", "creat", "fil"."""
    if stem.endswith(_LOST_E):
        return True
    if stem.endswith("at") and len(stem) > 4:
        return stem[-3] not in "aeo"
    single = (
        len(stem) > 2
        and stem[-1] not in _VOWELS + "wxy"
        and stem[-2] in _VOWELS
        and stem[-3] not in _VOWELS
    )
    return single and sum(c in _VOWELS for c in stem) == 1
