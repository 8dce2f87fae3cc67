"""What a worker does with an errand, in whatever process it lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from claimtable.corpus.articles import Article
from claimtable.corpus.engine.remote import read_input
from claimtable.corpus.engine.work import Outcome, Setup, Work, name_of
from claimtable.corpus.lean import spacy_without_commands
from claimtable.corpus.readers.find import Found
from claimtable.corpus.readers.outcome import Failure
from claimtable.corpus.table import Row, articles_table, claims_table, encodable

if TYPE_CHECKING:
    from spacy.language import Language


def pipeline(setup: Setup) -> Language:
    """Load the pipeline that a `Setup` describes.

    Raises:
        OSError: The base model, gazetteer or classifier cannot be found or read.
        ValueError: One of them has the wrong form.
    """
    spacy_without_commands()
    from claimtable.nlp.pipeline import BASE_MODEL, load

    return load(
        setup.base_model or BASE_MODEL, gazetteer=setup.gazetteer, classifier=setup.classifier
    )


def process(work: Work, nlp: Language) -> Outcome:
    """Read and extract; what is wrong with one item is told of that item alone."""
    failures: list[Failure] = []
    articles = list(_read(work.items, failures))
    claims, good = _claims(articles, nlp, failures)
    return Outcome(work, articles_table(good), claims_table(claims), failures)


def _read(items: Iterable[Article | Found], failures: list[Failure]) -> Iterator[Article]:
    for item in items:
        if isinstance(item, Article):
            yield item
            continue
        try:
            for got in read_input(item):
                if isinstance(got, Failure):
                    failures.append(got)
                else:
                    yield encodable(got)
        except Exception as error:
            failures.append(_failure(item, error))


def _claims(
    articles: list[Article], nlp: Language, failures: list[Failure]
) -> tuple[list[Row], list[Article]]:
    """Claims of all articles; where the batch fails, of those that do not fail alone."""
    from claimtable.corpus.engine.core import claim_rows

    try:
        return claim_rows(articles, nlp), articles
    except MemoryError:
        raise
    except Exception as error:
        if len(articles) == 1:
            failures.append(_failure(articles[0], error))
            return [], []
    claims: list[Row] = []
    good: list[Article] = []
    for article in articles:
        more, kept = _claims([article], nlp, failures)
        claims += more
        good += kept
    return claims, good


def _failure(item: Article | Found, error: Exception) -> Failure:
    reason = " ".join(str(error).split())[:300]
    return Failure(name_of(item), f"{type(error).__name__}: {reason}" if reason else repr(error))
