"""Superlatives and ranks: "the second-largest lender", "the lowest since 2009"."""

from __future__ import annotations

from claimtable.nlp.comparisons.clauses import negated
from claimtable.nlp.comparisons.comparands import comparand, is_period
from claimtable.nlp.comparisons.comparatives import grade
from claimtable.nlp.comparisons.draft import Draft
from claimtable.nlp.comparisons.lexicon import Gradable, lexicon, word_set
from claimtable.nlp.comparisons.ranked import find_ranked
from claimtable.nlp.comparisons.sentence import (
    NOUN_TAGS,
    Bounds,
    Sentence,
    base_phrase,
    nominal,
    phrase,
    strip,
)

_GRADED = ("JJ", "RB", "VBN", "VBG", "JJS", "RBS")
_SET = frozenset(
    ("in", "of", "among", "amongst", "within", "across", "worldwide", "on", "out", "amid", "under")
)
_SINCE = frozenset(("since",))


def is_superlative(s: Sentence, i: int) -> bool:
    """Whether a token is a superlative form, by tag or by the word list."""
    word = s.words[i]
    return s.tags[i] in ("JJS", "RBS") or (
        word in lexicon().superlative and s.tags[i] not in ("NNP", "VB")
    )


def superlative(s: Sentence, i: int) -> Draft | None:
    """Take apart the comparison whose superlative stands at ``i``; None if it is none."""
    if _idiom(s, i):
        return None
    cue, word = _cue(s, i)
    if cue is None:
        return None
    scale, value = _grade(s, i, word)
    draft = Draft(cue=cue, anchor=word, kind="superlative", scale=scale, value=value)
    noun = _ranked(s, cue, word)
    if noun is not None:
        fill_set(s, draft, cue, noun)
        draft.anchor = noun
    else:
        fill_reference(s, draft, cue[1], min(len(s), cue[1] + 12))
        if draft.object is None and s.tag(cue[0] - 1) == "POS":
            draft.object = strip(s, (max(0, s.left[cue[0] - 2]), cue[0] - 1))
    if draft.basis is None:
        draft.basis = "set"
    find_ranked(s, draft, noun, word)
    draft.negated = negated(s, draft.anchor if noun is not None else word)
    if "longer" in s.words[max(0, cue[0] - 3) : cue[0]]:
        draft.negated = True  # "no longer the largest"
    return draft


def _idiom(s: Sentence, i: int) -> bool:
    """Whether a superlative is part of a set phrase, a verb or a name."""
    word, before = s.words[i], s.word(i - 1)
    if s.words[max(0, i - 3) : i] == ["if", "not", "the"]:
        return True  # "one of the largest, if not the largest": once is enough
    if before == "at" or s.tag(i + 1) == "VB" or not word.isalpha():
        return True
    if word in word_set("not_superlative"):
        return True
    if word in ("most", "least") and before == "the" and s.word(i - 2) in ("at", "for"):
        return True
    if word in ("best", "worst", "top") and _best_idiom(s, i):
        return True
    return (word in ("most", "least") and _most_idiom(s, i)) or _name(s, i)


def _best_idiom(s: Sentence, i: int) -> bool:
    """Read "best known", "worst-case", "do its best", "the best of both worlds"."""
    after, tag = s.word(i + 1), s.tag(i + 1)
    if after in ("case", "cases") and s.word(i + 2) == "of":
        return False
    if after in word_set("superlative_idiom_next") or after == "possible" or tag == "PRP":
        return True
    if after == "-" and s.word(i + 2) in ("known", "case"):
        return True
    if s.tag(i + 2) in ("PRP$", "DT") and s.tag(i - 1) in NOUN_TAGS:
        return True  # "helps firms best value their assets"
    if not {"luck", "worlds"}.isdisjoint(s.words[i + 1 : i + 4]) or s.tags[i].startswith("V"):
        return True
    ranks = tag in NOUN_TAGS or tag in ("JJ", "HYPH", "VBG", "VBN")
    return s.tag(i - 1) == "PRP$" and not ranks


def _most_idiom(s: Sentence, i: int) -> bool:
    """Read "most people", "most likely", "most importantly,"."""
    after = s.word(i + 1)
    if after in word_set("not_graded_by_most") or s.tag(i + 1) == "PRP":
        return True
    if s.tag(i + 1) == "RB" and s.tag(i + 2) in (",", "RB", "IN", "MD", "VBZ", "VBP"):
        return True
    if after in word_set("relational") and s.tag(i + 2) in NOUN_TAGS:
        return s.word(i - 1) != "the"
    if _grades(s, i):
        return _majority(s, i)
    return not (s.word(i - 1) == "the" and nominal(s, i + 1) and s.tags[i] != "RBS")


def _majority(s: Sentence, i: int) -> bool:
    """Read "most technical parts are imported": the greater part of them."""
    j = i + 1
    while s.tag(j) == "RB":
        j += 1
    bare = i == 0 or s.words[i - 1] in (",", "but", "and", "while", "that")
    plural = s.tag(j) == "JJ" and s.tag(j + 1) in ("NNS", "NN") and s.deps[j] == "amod"
    within = s.word(i - 1) in ("in", "for", "across", "by", "from", "with")
    if s.words[i] != "most" or not plural or s.heads[j] <= j:
        return False
    return within or (bare and s.tags[s.heads[j]] == "NNS")


def _name(s: Sentence, i: int) -> bool:
    """Read "Best Buy": part of a name."""
    text, after = s.texts[i], s.texts[i + 1] if i + 1 < len(s) else ""
    return (
        i > 0
        and text[:1].isupper()
        and not text.isupper()
        and after[:1].isupper()
        and s.ents[i] != ""
        and s.ents[i] not in ("ORDINAL", "CARDINAL", "DATE")
    )


def _grades(s: Sentence, i: int) -> bool:
    j = i + 1
    if s.word(j) == "-":
        j += 1
    if s.word(j) in word_set("relational") and s.tag(j + 1) in NOUN_TAGS:
        return False  # "the most nuclear reactors": no reactor is more nuclear than another
    return s.tag(j) in ("JJ", "VBN", "VBG", "RB") and not (
        s.tag(j) == "JJ" and s.tags[i] == "JJS" and s.heads[i] != j
    )


def _cue(s: Sentence, i: int) -> tuple[Bounds | None, int]:
    """Cue with its rank before and its graded word after, and the word that grades."""
    start, end, word = i, i + 1, i
    if s.words[i] in ("most", "least") and _grades(s, i):
        end = i + 2 if s.word(i + 1) == "-" else i + 1
        while (
            end < len(s)
            and end < i + 4
            and s.tags[end] == "RB"
            and s.tag(end + 1) in ("JJ", "VBN", "VBG", "RB")
        ):
            end += 1
        word, end = end, end + 1
    while s.word(end) == "-" and s.tag(end + 1) in ("VBG", "VBN", "JJ", "NN", "IN") and end < i + 5:
        end += 2
    if (
        end == i + 1
        and s.tag(end) in ("VBG", "VBN")
        and s.heads[i] == end
        and (s.deps[end] == "amod" or s.words[end] == "positioned")
    ):
        end += 1
    k = start - 1 if s.word(start - 1) == "-" else start
    if s.word(k - 1) in word_set("superlatives_ordinals"):
        start = k - 1
    elif s.word(k - 1) in ("one", "two", "1", "2", "3") and s.word(k - 2) in (
        "number",
        "no.",
        "no",
    ):
        start = k - 2
    return (start, end), min(word, len(s) - 1)


def _grade(s: Sentence, i: int, word: int) -> tuple[int, int]:
    lex = lexicon()
    form = s.words[i]
    if form in ("most", "least"):
        entry = lex.base.get(s.words[word], Gradable("", 1, 1)) if word != i else Gradable("", 1, 0)
        return (1, entry.value) if form == "most" else (-1, -entry.value)
    if form == "oldest":
        return 1, 0
    known = lex.superlative.get(form)
    return (known.scale, known.value) if known else grade(s, i, word)


def _ranked(s: Sentence, cue: Bounds, word: int) -> int | None:
    """Head of the noun that is ranked, or None ("the lowest since 2009")."""
    for k in (word, cue[1] - 1, cue[0]):
        if s.deps[k] in ("amod", "compound", "nmod") and s.heads[k] >= cue[1]:
            head = s.heads[k]
            return head if nominal(s, head) or s.tags[head] in ("NN", "NNS", "JJ") else None
        if s.deps[k] == "advmod" and s.deps[s.heads[k]] == "amod" and s.heads[s.heads[k]] >= cue[1]:
            return s.heads[s.heads[k]]
    base = base_phrase(s, cue[1])
    if (
        base
        and s.tags[cue[1]] not in ("DT", "PRP", "PRP$", "CD", "EX")
        and s.tag(base[1] - 1) in NOUN_TAGS
    ):
        return base[1] - 1
    return None


def fill_set(s: Sentence, draft: Draft, cue: Bounds, noun: int) -> None:
    """Aspect from the ranked noun, object from its set, place or "since"."""
    if noun < cue[1]:
        return
    span = phrase(s, noun, reduced=False)
    stop = min(len(s), max(span[1], noun + 1) + 8)
    start = cue[1]
    while start < noun and (s.tags[start] in ("JJS", "CC", ",") or s.words[start] == "ever"):
        start += 1
    if s.word(cue[1]) == "ever":
        draft.basis = "past"
    if s.words[start : start + 3] == ["(", "if", "not"] and ")" in s.words[start:noun]:
        start = s.words.index(")", start) + 1
    end = _ranked_end(s, noun, span[1])
    draft.aspect = strip(s, (start, _before_another(s, start, end)))
    fill_reference(s, draft, noun + 1, stop)
    if draft.object is None:
        _possessor(s, draft, cue, noun)


def _ranked_end(s: Sentence, noun: int, end: int) -> int:
    """One past the ranked noun with the complements that name it ("maker of cars")."""
    for j in range(noun + 1, end):
        named = s.words[j] == "from" or (s.words[j] == "of" and _part_of_name(s, j))
        if s.tags[j] in ("IN", "TO") and not named:
            return j
    return max(end, noun + 1)


def _before_another(s: Sentence, start: int, end: int) -> int:
    """Where "largest partner and third-largest market" comes to its second superlative."""
    for j in range(start + 1, end - 1):
        if s.tags[j] == "CC" and any(is_superlative(s, k) for k in range(j + 1, min(end, j + 4))):
            return j
    return end


def _part_of_name(s: Sentence, prep: int) -> bool:
    """Of-phrases that belong to the ranked noun: "maker of cars"."""
    if s.words[prep] != "of":
        return False
    obj = s.kid(prep, "pobj")
    return (
        obj is not None
        and s.kid(obj, "det") is None
        and s.words[obj] not in ("all",)
        and not s.ents[obj]
        and s.kid(obj, "poss") is None
    )


def fill_reference(s: Sentence, draft: Draft, start: int, stop: int) -> None:
    """Object from the first "since", "in", "of", "among" after the ranked noun."""
    j = start
    while j < stop:
        word = s.words[j]
        if word == "on" and s.word(j + 1) == "record":
            draft.basis = "past"
            return
        if word == "in" and s.word(j + 1) in ("more", "over", "almost", "nearly"):
            draft.basis = "past" if is_period(s, (j + 1, min(len(s), j + 6))) else draft.basis
        if word in _SINCE:
            draft.object, draft.basis = _since(s, j + 1), "past"
            return
        if word in ("ever", "yet") or (word == "date" and s.word(j - 1) == "to"):
            draft.basis = "past"
            return
        if (
            word in _SET
            and not (word == "of" and j > start)
            and not (word == "of" and _part_of_name(s, j))
        ):
            found = comparand(s, j + 1)
            if found is not None and draft.object is None and _is_set(s, j, found):
                _take_set(s, draft, found)
                j = found[1]
                if s.word(j) != "since":
                    return
                continue
        if s.tags[j] in (",", ".", ":", "VBD", "VBZ", "VBP", "CC", "``", "''"):
            return
        j += 1


def _is_set(s: Sentence, prep: int, found: Bounds) -> bool:
    """Whether what follows "in" or "on" is a set, a place or a period to rank in."""
    if s.words[prep] not in ("in", "on", "under", "at"):
        return True
    sets = word_set("superlatives_sets")
    return is_period(s, found) or any(
        s.words[k] in sets or s.ents[k] in ("GPE", "LOC", "NORP", "DATE", "ORG")
        for k in range(*found)
    )


def _take_set(s: Sentence, draft: Draft, found: Bounds) -> None:
    words = s.words[found[0] : found[1]]
    spans = ("year", "month", "week", "decade", "quarter", "generation", "day", "history")
    lasted = any(word.removesuffix("s") in spans for word in words)
    if lasted and s.word(found[0] - 1) not in ("of", "the"):
        draft.basis = "past"
    draft.object = found


def _since(s: Sentence, start: int) -> Bounds | None:
    """Read what follows "since": a date, an event, or a short clause ("records began")."""
    found = comparand(s, start)
    if found is not None and s.tag(found[1]) != "VBD":
        return found
    end = start
    while end < len(s) and end < start + 8 and s.tags[end] not in (",", ".", ":"):
        end += 1
    return (start, end) if end > start else None


def _possessor(s: Sentence, draft: Draft, cue: Bounds, noun: int) -> None:
    """Read "the country's richest people", "the world's largest": the possessor is the set."""
    owner = s.kid(noun, "poss")
    if owner is None and s.tag(cue[0] - 1) == "POS":
        owner = cue[0] - 2
    if owner is None or owner < 0 or s.tags[owner] == "PRP$":
        return
    lo = s.left[owner]
    draft.object = strip(s, (max(lo, owner - 8), owner + 1))
