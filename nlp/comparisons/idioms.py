"""Comparative forms that compare nothing: set phrases, numeric bounds, pieces of others."""

from __future__ import annotations

from claimtable.nlp.comparisons.comparands import is_bound, is_expectation
from claimtable.nlp.comparisons.lexicon import lexicon, word_set
from claimtable.nlp.comparisons.sentence import Bounds, Sentence, nominal


def part_of_other(s: Sentence, i: int) -> bool:
    """Forms that are no comparison: verbs, second halves of "more better", "no longer"."""
    word, tag, before = s.words[i], s.tags[i], s.word(i - 1)
    if tag.startswith(("VB", "NN")) and "than" not in s.words[i + 1 : i + 9]:
        graded = word in lexicon().comparative and s.deps[i] in ("acomp", "attr", "oprd")
        return not graded or tag != "NN" or s.tag(i - 1) in ("DT", "JJ")
    if word == "more" and s.word(i + 1) == "so":
        return True
    if word in ("earlier", "later") and before in word_set("period") and s.word(i + 1) != "than":
        return True
    if word in ("more", "less") and before in word_set("assertions_pronouns"):
        return "than" not in s.words[i + 1 : i + 3]
    if word in ("better", "worse") and _adverbial_idiom(s, i):
        return True
    if word == "less" and before == "or" and s.word(i - 2) == "more":
        return True
    if before in ("more", "less") and s.heads[i - 1] == i:
        return True
    if word == "longer" and before in ("no", "any"):
        return True
    if s.word(i + 1) == "-" and s.word(i + 2) != "than":
        return "than" not in s.words[i + 3 : i + 7]
    return word in ("more", "less") and (
        before in ("or", "any", "once", "even", "what")
        and s.word(i + 1) not in ("than",)
        and not _graded_next(s, i)
    )


def _adverbial_idiom(s: Sentence, i: int) -> bool:
    """Read "had better go", "better yet", "even worse, ...", "better known as", "know better"."""
    after = s.word(i + 1)
    if after in ("yet", "still") or _ought(s, i):
        return True
    if after == "known":
        return s.word(i + 2) in ("as", "for", "to", "in")
    if "than" in s.words[i + 1 : i + 9]:
        return False
    if after in (",", ":", "-") and s.deps[i] in ("advmod", "dep") and s.heads[i] > i:
        return i < 3
    if s.word(i - 1) == "or" and s.word(i - 2) in ("better", "for", "percent", "%"):
        return True
    return s.word(i - 1) in ("know", "known", "knew", "knows")


def _ought(s: Sentence, i: int) -> bool:
    """Read "had better go", "you better watch out"; "a better buy" is no verb."""
    if s.tag(i + 1) == "VB":
        return "a" not in s.words[max(0, i - 2) : i]
    bare = s.tag(i + 1) == "VBP" and nominal(s, i - 1)
    return bare and s.words[i] == "better" and s.deps[i] == "advmod" and s.heads[i] == i + 1


def _graded_next(s: Sentence, i: int) -> bool:
    after = i + 2 if s.tag(i + 1) == "``" else i + 1
    return s.tag(after) in ("JJ", "RB", "VBN", "VBG")


def is_look_alike(s: Sentence, i: int, cue: Bounds, than: int) -> bool:
    """Bounds ("more than 100"), choice and set phrases with "than"."""
    word = s.words[i]
    following = than + 1
    if s.words[than] != "than":
        return False
    if word == "more" and s.word(i - 1) == "little" and s.word(i - 2) not in ("a", "the"):
        return s.tag(following) == "DT"
    if word in ("rather", "other") or s.word(i - 1) in ("nothing", "none"):
        return True
    if than != cue[1] or cue[1] - cue[0] > 1:
        return False
    if is_bound(s, following):
        return not _reference_value(s, word, following)
    if word not in ("more", "less"):
        return False
    tag = s.tag(following)
    if tag.startswith(("VB", "JJ", "RB")):
        cues = lexicon().cues
        return s.word(following) not in cues["expectation"] | cues["level"] and tag != "VBG"
    return s.word(following) in ("just", "one", "likely")


def _reference_value(s: Sentence, word: str, start: int) -> bool:
    """Read "higher than 4.5% a year earlier": a number that is a past or expected value."""
    if word in ("more", "less", "fewer"):
        return False
    window = s.words[start : start + 8]
    return not {"earlier", "ago", "before"}.isdisjoint(window) or is_expectation(
        s, (start, min(len(s), start + 8))
    )
