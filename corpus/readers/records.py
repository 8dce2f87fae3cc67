"""Records of files that hold several articles: which field is what, and record to Article.

Fields are found by name, case and separators ignored; the first of these that is filled counts:

- text: ``text``, ``body``, ``content``, ``article``, ``full_text``, ``maintext``, ``story``
- title: ``title``, ``headline``
- day of publication: ``published``, ``date``, ``published_at``, ``publish_date``,
  ``publication_date``, ``date_publish``, ``pubdate``, ``datetime``
- source: ``url``, ``link``, ``source``
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.dates import as_date
from claimtable.corpus.readers.outcome import Failure, ReadError
from claimtable.corpus.readers.text import read_text

TEXT = ("text", "body", "content", "article", "fulltext", "maintext", "articlebody", "story")
TITLE = ("title", "headline")
PUBLISHED = (
    "published",
    "date",
    "publishedat",
    "publishdate",
    "publicationdate",
    "datepublished",
    "datepublish",
    "pubdate",
    "datetime",
)
SOURCE = ("url", "link", "source")


def fields(names: Iterable[object]) -> dict[str, list[str]]:
    """Sort field names by what they hold.

    Returns:
        For each of ``text``, ``title``, ``published`` and ``source`` the names that may hold it,
        in the order in which they are tried.
    """
    by_name = {_plain(name): str(name) for name in names if name is not None}
    wanted = {"text": TEXT, "title": TITLE, "published": PUBLISHED, "source": SOURCE}
    return {
        role: [by_name[known] for known in candidates if known in by_name]
        for role, candidates in wanted.items()
    }


def require_text(names: Iterable[object], source: str) -> dict[str, list[str]]:
    """Sort the columns of a table by what they hold.

    Raises:
        ReadError: No column holds text; the message names those that there are.
    """
    listed = [str(name) for name in names]
    found = fields(listed)
    if not found["text"]:
        have = ", ".join(repr(name) for name in listed[:8]) + (" …" if len(listed) > 8 else "")
        raise ReadError(
            source, f"no text column: it has {have or 'none'}; name one of them text or body"
        )
    return found


def article_of(
    record: Mapping[str, object], found: dict[str, list[str]], source: str, number: int
) -> Article | Failure:
    """Make an Article of a record.

    Args:
        record: Values by field name.
        found: What `fields` says of the names.
        source: The file's name.
        number: Number of the record, from 1.

    Returns:
        The article, with the record's own URL for its source or else ``file#number``; a Failure
        where the record holds no text.
    """
    place = f"{source}#{number}"
    text = next((t for t in _texts(record, found["text"]) if t.strip()), None)
    if text is None:
        wanted = " or ".join(found["text"] or TEXT[:3])
        return Failure(place, f"no text in this record: {wanted} is missing or empty")
    article = read_text(text, next(_texts(record, found["source"]), "") or place)
    if not article.blocks:
        return Failure(place, "no text in this record but page furniture")
    days = (as_date(record.get(name)) for name in found["published"])
    return replace(
        article,
        title=next(_texts(record, found["title"]), None) or article.title,
        published=next((day for day in days if day), None) or article.published,
    )


def _texts(record: Mapping[str, object], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _plain(name: object) -> str:
    return "".join(c for c in str(name).casefold() if c.isalnum())
