"""What stands after a marker such as "than": a rival, a clause, a reference value or a number."""

from __future__ import annotations

import re

from claimtable.nlp.comparisons.amounts import is_year
from claimtable.nlp.comparisons.clauses import is_verb
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import (
    MAX_PHRASE,
    Bounds,
    Sentence,
    base_phrase,
    head_of,
    right_edge,
    strip,
)
from claimtable.nlp.types import Basis

_CLAUSE_WORDS = frozenset(("what", "when", "where", "how", "whatever", "whether", "why"))


MAX_CONJUNCTS = 6
"""Most names of a list taken as one comparand."""
_AMOUNT = re.compile(
    r"[$£€~+\-−≈¥]*(us\$|c\$|a\$|s\$|hk\$|nt\$|eur|usd|gbp|rmb|inr|qr|rs)?"
    r"\d[\d.,]*(%|bn|m|mn|k|x|tn|st|nd|rd|th|pc)?"
)


def comparand(s: Sentence, start: int, limit: int | None = None) -> Bounds | None:
    """Read the thing compared with, which begins at or shortly after ``start``."""
    cues = lexicon().cues
    at = start
    while at < min(len(s), start + 4) and _skipped(s, at):
        at += 1
    if at >= len(s):
        return None
    word = s.words[at]
    if word in ("either", "both") and not _pair_alone(s, at):
        at += 1
        word = s.word(at)
    elif word in ("either", "both"):
        return (at, at + 1)
    if word in cues["expectation"] and (s.tags[at].startswith("VB") or s.tags[at] == "RB"):
        return _with_prepositions(s, at)
    if word in _CLAUSE_WORDS:
        return _clause(s, at, limit)
    base = base_phrase(s, at, limit)
    if base is None:
        return _verbal(s, at)
    base = _without_date(s, base)
    return strip(s, _extended(s, base, limit))


def _without_date(s: Sentence, base: Bounds) -> Bounds:
    """Cut the date of the clause off: "overtook [Japan] last year"."""
    for k in range(base[0] + 1, base[1] - 1):
        if s.words[k] in ("last", "this", "next") and s.words[base[1] - 1] in word_set("period"):
            apart = s.deps[base[1] - 1] in ("npadvmod", "tmod") and s.heads[base[1] - 1] < base[0]
            return (base[0], k) if apart else base
    return base


def _pair_alone(s: Sentence, at: int) -> bool:
    """Whether "both" or "either" stands for the pair instead of opening it."""
    return s.tag(at + 1) in ("IN", ".", ",", "", "CC", ":", "VBD", "VBZ")


def _skipped(s: Sentence, at: int) -> bool:
    """Whether a token leads up to the comparand: a preposition, a quote, "both"."""
    if s.words[at] in ("say", ",") and s.tag(at + 1) not in ("VBD", "VBZ", "CC"):
        return True
    if s.words[at] in word_set("comparands_skipped") or s.tags[at] in ("``", "''", ":"):
        return True
    if s.tags[at] == "RB" and s.tag(at + 1) in _OPENING and s.words[at].endswith("ly"):
        return True  # "than really any of them"
    return s.words[at] == "both" and not _pair_alone(s, at)


_OPENING = ("DT", "NN", "NNP", "NNPS", "NNS", "PRP$")


def _extended(s: Sentence, base: Bounds, limit: int | None) -> Bounds:
    head = head_of(s, base)
    if s.words[head] in ("schedule", "budget"):
        return base
    for j in range(base[1], min(len(s), base[1] + 3)):
        if s.words[j] in lexicon().cues["expectation"] and s.tags[j].startswith("VB"):
            said = s.deps[head] in ("nsubj", "nsubjpass", "") or j == base[1]
            return (base[0], j + 1 if said else base[1])
    if base[1] - base[0] == 1 and s.tags[base[0]] == "PRP" and is_verb(s, min(base[1], len(s) - 1)):
        return _pronoun_clause(s, base)
    end = _coordinated(s, max(base[1], _within_clause(s, base[1], right_edge(s, head))))
    if s.word(end) in ("earlier", "ago", "before", "prior") and is_period(s, base):
        end += 1
    end = _dated(s, base, end)
    if s.words[base[0]] == "any" and s.word(end) == "since":
        inner = base_phrase(s, end + 1)
        end = inner[1] if inner else end
    adjunct = s.word(base[1]) in ("of", "in", "at", "for", "from", "on")
    if s.word(base[1] - 1) in ("that", "those") and adjunct:
        inner = base_phrase(s, base[1] + 1)
        end = max(end, inner[1] if inner else end)
    return (base[0], end if limit is None else min(end, limit))


def _within_clause(s: Sentence, start: int, end: int) -> int:
    """Cut off what begins the next clause: "than [Acme] and Zentra is cheaper", "and 2x slower"."""
    for j in range(start, end):
        if s.tags[j] in ("JJR", "RBR") and "than" in s.words[j + 1 : j + 3]:
            joints = [k for k in range(start, j) if s.tags[k] in ("CC", ",")]
            return joints[-1] if joints else j  # "than Acme, far cheaper than Zentra"
    graded = s.tag(end) in ("JJR", "RBR")
    if not graded and (s.tag(end) not in ("VBZ", "VBD") or s.tag(end + 1) in (".", ",", "")):
        return end
    if "between" in s.words[max(0, start - 6) : start]:
        return end
    joints = [j for j in range(start, end) if s.words[j] in ("and", "but")]
    return joints[-1] if joints else end


def _dated(s: Sentence, base: Bounds, end: int) -> int:
    """Extend a figure by its date: "3,900 [a year ago]"."""
    if not is_number(s, base[0]) or end - base[0] > 6:
        return end
    for j in range(end, min(len(s), end + 4)):
        if s.words[j] in ("ago", "earlier", "before") and s.word(j - 1) in word_set("period"):
            return j + 1
        if s.tags[j] not in ("DT", "CD", "NN", "NNS"):
            return end
    return end


def _pronoun_clause(s: Sentence, base: Bounds) -> Bounds:
    """Read "than it emits"; of "than you get with X" only X is compared."""
    verb = base[1]
    while verb + 1 < len(s) and (is_verb(s, verb + 1) or s.tags[verb + 1] == "RB"):
        verb += 1
    handing = not word_set("handing_verbs").isdisjoint(s.words[base[1] : verb + 1])
    if (
        handing
        and s.tag(verb + 1) == "IN"
        and s.word(verb + 1) in ("with", "from", "in", "on", "at", "for")
    ):
        inner = base_phrase(s, verb + 2)
        if inner is not None:
            return inner
    if s.words[verb] in ("do", "does", "did", "am", "is", "are", "was"):
        inner = base_phrase(s, verb + 1)
        if inner is not None and s.tag(inner[1]) in (",", ".", "", "IN"):
            return inner
    if "ago" in s.words[verb + 1 : verb + 5]:
        return (base[0], s.words.index("ago", verb + 1) + 1)
    if s.words[verb] == "used" and s.word(verb + 1) == "to":
        return (base[0], min(verb + 3, len(s)))
    if s.word(verb + 1) in ("before", "in", "during", "last"):
        inner = base_phrase(s, verb + 1 + (s.word(verb + 1) != "last"))
        if inner is not None and (s.words[verb + 1] == "before" or is_period(s, inner)):
            return (base[0], inner[1])
    return (base[0], verb + 1)


def _coordinated(s: Sentence, end: int) -> int:
    """Extend a phrase of names by the names coordinated with it ("X, Y and Z")."""
    for _ in range(MAX_CONJUNCTS):
        at = end
        while s.word(at) in (",", "and", "or", "&", "/") and at < end + 2:
            at += 1
        if at == end or not s.tag(end - 1).startswith("NNP"):
            return end
        more = base_phrase(s, at)
        if more is None or not s.tag(more[1] - 1).startswith("NNP"):
            return end
        if is_verb(s, min(more[1], len(s) - 1)) or (s.word(end) == "," and s.word(more[1]) == ","):
            return end
        end = more[1]
    return end


def _with_prepositions(s: Sentence, at: int) -> Bounds:
    """Read "expected", "agreed with other producers"."""
    end = at + 1
    for kid in s.kids[at]:
        if kid == end and s.deps[kid] in ("prep", "agent") and s.words[kid] in ("with", "by"):
            end = min(s.right[kid] + 1, at + MAX_PHRASE)
    return (at, end)


def _clause(s: Sentence, at: int, limit: int | None) -> Bounds:
    """Read "what the industry trades for"; up to the end of the clause or the next comma."""
    end = at + 1
    while end < len(s) and end < at + 15 and s.tags[end] not in (",", ":", ".", "CC"):
        end += 1
    return (at, end if limit is None else min(end, limit))


def _verbal(s: Sentence, at: int) -> Bounds | None:
    """Read what is no noun phrase by its tags: a gerund, "most", a name the tagger missed."""
    word = s.words[at]
    if s.tags[at] == "VBG" or (s.tags[at] == "VB" and s.word(at - 1) == "to"):
        return (at, min(s.right[at] + 1, at + 8))
    if word in word_set("comparands_single"):
        inner = base_phrase(s, at + 1) if word == "before" else None
        return (at, inner[1] if inner else at + 1)
    if s.tags[at] in ("RB", "JJ", "VBN", "VB", "VBZ") and word in lexicon().cues["level"]:
        return (at, at + 1)
    if s.tags[at] == "JJ" and s.tag(at + 1) in (",", ".", "''", ""):
        return (at, at + 1)
    ends = s.tag(at + 1) in (",", ".", "''", "")
    if s.tags[at] == "RB" and ends and word.isalpha() and not word.endswith("ly"):
        return (at, at + 1)
    if s.tags[at] in ("VB", "VBP", "JJ", "HYPH", "UH") and word.isalnum() and s.tag(at + 1) != "TO":
        return (at, at + 1) if word not in lexicon().base else None
    return None


def is_number(s: Sentence, i: int) -> bool:
    """Whether an amount begins at ``i`` ("$5m", "about 100", "EUR 3")."""
    j = i
    while j < min(len(s), i + 3) and (
        s.word(j) in word_set("comparands_approximate") or s.word(j) in ("(",)
    ):
        j += 1
    return (
        _figure(s, j)
        or (s.word(j) in word_set("currency_signs") and _figure(s, j + 1))
        or (s.word(j) in ("a", "one", "half") and s.word(j + 1) in lexicon().cues["bound_unit"])
    )


def _figure(s: Sentence, i: int) -> bool:
    word = s.word(i)
    if is_year(word) and s.tag(i + 1) not in ("NN", "NNS", "CD", "JJ"):
        return False
    if _AMOUNT.fullmatch(word):
        return True
    if word == "one":
        return s.word(i + 1) in ("and", "or", "to", "in")
    if s.tag(i) == "CD":
        return word in word_set("number_words")
    return word in word_set("currency_signs") and s.word(i + 1)[:1].isdigit()


def is_bound(s: Sentence, start: int) -> bool:
    """Whether what follows "than" is a number or a measure and so bounds, not compares."""
    if is_number(s, start):
        return True
    cues = lexicon().cues
    word, following = s.word(start), s.word(start + 1)
    if (
        word in ("a", "an", "one", "the", "half", "any", "two", "three", "several", "just")
        and following in cues["bound_unit"]
    ):
        return not (word == "the" and following in cues["period"])
    return word in ("half", "double", "triple", "twice", "enough") or (
        word in cues["bound_unit"] and s.tag(start) != "VBN"
    )


def is_period(s: Sentence, bounds: Bounds) -> bool:
    """Whether a phrase names a period ("the same period last year", "2017", "May")."""
    cues = lexicon().cues
    words = s.words[bounds[0] : bounds[1]]
    return any(
        word in cues["period"] or is_year(word) or word in ("year-ago", "year-earlier")
        for word in words
    )


def is_expectation(s: Sentence, bounds: Bounds) -> bool:
    """Whether a phrase names an expectation ("the consensus estimate")."""
    words = lexicon().cues["expectation"]
    return any(word in words for word in s.words[bounds[0] : bounds[1]])


def is_foreseen(s: Sentence, head: int) -> bool:
    """Read "the $3bn that analysts had forecast": a relative clause makes it an expectation."""
    return any(
        s.deps[kid] in ("relcl", "acl") and s.words[kid] in lexicon().cues["expectation"]
        for kid in s.kids[head]
    )


def is_level(s: Sentence, bounds: Bounds) -> bool:
    """Whether a phrase names a reference level ("the industry average")."""
    words = lexicon().cues["level"]
    return any(word in words for word in s.words[bounds[0] : bounds[1]])


_PAST_WORDS = (["usual"], ["before"], ["ever"], ["previously"], ["normal"])


def basis_of(s: Sentence, bounds: Bounds | None) -> Basis | None:
    """Decide from the comparand what kind of thing it is; None without one."""
    if bounds is None:
        return None
    if is_expectation(s, bounds) or is_foreseen(s, head_of(s, bounds)):
        return "expectation"
    levels = word_set("past_levels")
    if any(s.words[k] in levels and s.tag(k + 1) != "HYPH" for k in range(*bounds)):
        return "past"
    if any(s.words[k] == "pre" and s.word(k + 1) == "-" for k in range(*bounds)):
        return "past"  # "its pre-crisis level"
    if s.words[head_of(s, bounds)] in word_set("fixed_levels"):
        return "other"
    used_to = "used" in s.words[bounds[0] : bounds[1]]
    if is_period(s, bounds) or used_to or s.words[bounds[0] : bounds[1]] in _PAST_WORDS:
        return "past"
    return "peer"
