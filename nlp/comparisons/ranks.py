"""Ranks without a superlative: "ranks third in Asia", "the No. 2 lender"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import governor, negated
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import word_set
from claimtable.nlp.comparisons.ranked import find_ranked
from claimtable.nlp.comparisons.sentence import NOUN_TAGS, Sentence, base_phrase, nominal
from claimtable.nlp.comparisons.superlatives import (
    fill_reference,
    fill_set,
    is_superlative,
)


def rank(s: Sentence, i: int) -> Draft | None:
    """Read "ranks third in Asia", "the No. 2 lender", "number one"."""
    word = s.words[i]
    verb = s.word(i - 1)
    if word == "no" and s.word(i + 1) == "." and s.word(i + 2)[:1].isdigit():
        return _numbered(s, i, i + 3)
    if word in word_set("superlatives_ordinals") | {"first"} and verb in (
        "ranks",
        "ranked",
        "rank",
        "ranking",
        "placed",
        "finished",
        "came",
    ):
        draft = Draft(
            cue=(i, i + 1), anchor=i - 1, kind="superlative", scale=1, value=1, basis="set"
        )
        fill_reference(s, draft, i + 1, min(len(s), i + 10))
        draft.negated = negated(s, governor(s, i - 1))
        return draft if verb != "came" or draft.object is not None else None
    if (
        word in ("no.", "number")
        and s.word(i + 1) in ("one", "two", "three", "1", "2", "3", "4", "5")
        and s.tag(i + 2) in ("NN", "JJ", "NNS", "IN", ".", ",")
        and not is_superlative(s, i + 2)
    ):
        return _numbered(s, i, i + 2)
    return None


def extreme(s: Sentence, i: int) -> Draft | None:
    """Read "fell to a 14-month low", "an all-time high": a rank in a thing's own past."""
    start = i
    while start > 0 and (s.words[start - 1] in ("-", "time", "all", "multi") or _spans(s, start)):
        start -= 1
    if start == i or i - start < 2 or s.word(i + 1) == "-":
        return None
    scale = -1 if s.words[i] in ("low", "lows", "trough") else 1
    draft = Draft(cue=(start, i + 1), anchor=i, kind="superlative", scale=scale, basis="past")
    draft.negated = negated(s, i)
    return draft


def _spans(s: Sentence, start: int) -> bool:
    """Whether a stretch of time ends before ``start`` ("14-month")."""
    word = s.words[start - 1]
    unit = word.removesuffix("s") in ("day", "week", "month", "quarter", "year", "decade")
    return unit or (s.tags[start - 1] == "CD" and s.words[start] == "-")


def leading(s: Sentence, i: int) -> Draft | None:
    """Take apart "one of the world's leading banks", "the leading lender in Spain"."""
    noun = s.heads[i]
    if s.deps[i] != "amod" or noun <= i or not nominal(s, noun):
        return None
    owned = s.tag(i - 1) == "POS" and s.deps[noun] in ("attr", "appos", "pobj", "dobj", "conj")
    one_of = s.words[max(0, i - 6) : i]
    among = "one" in one_of and "of" in one_of
    placed = s.word(i - 1) == "the" and s.word(noun + 1) in ("in", "of")
    if not (among or placed or (owned and s.deps[noun] in ("attr", "appos"))):
        return None
    draft = Draft(cue=(i, i + 1), anchor=noun, kind="superlative", scale=1, value=1, basis="set")
    fill_set(s, draft, (i, i + 1), noun)
    find_ranked(s, draft, noun, i)
    draft.negated = negated(s, noun)
    return draft


def _numbered(s: Sentence, i: int, end: int) -> Draft | None:
    """Take apart "No. 2 lender", whose number ends before ``end``."""
    if s.tag(i - 1) in NOUN_TAGS and i > 0:
        return None  # "plot No. 7" is called so
    named = s.tag(end) in ("NN", "NNS", "JJ")
    base = base_phrase(s, end) if named else None
    if base is None and s.deps[i] not in ("attr", "amod", "nmod", "nummod", "dobj", "appos"):
        return None
    draft = Draft(cue=(i, end), anchor=i, kind="superlative", scale=1, value=1, basis="set")
    noun = base[1] - 1 if base else None
    if noun is not None:
        fill_set(s, draft, (i, end), noun)
        draft.anchor = noun
    else:
        fill_reference(s, draft, end, min(len(s), i + 10))
    find_ranked(s, draft, noun, i)
    return draft
