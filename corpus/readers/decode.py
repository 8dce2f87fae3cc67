"""Bytes to text."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from claimtable.corpus.readers.lines import word_list
from claimtable.corpus.readers.outcome import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = word_list("latin_encodings.txt")
_SAMPLE = 1 << 16
"""Bytes that are enough to guess an encoding from."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_NEVER_MOJIBAKE = re.compile("[\\x00-\\x7f\\u00a0‘’“”–—…•]*")
"""Text of these characters alone: ftfy looks in vain, and takes long to import."""
_ESCAPED = re.compile("[\udc80-\udcff]")
# Control characters that no text file holds; tab, line ends, form feed, escape (terminal
# colours) and NUL (damage, dropped) are not among them.
_BINARY = bytes(c for c in range(1, 32) if c not in b"\t\n\v\f\r\x1b\x1a\x1c\x1d\x1e\x1f")
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"%PDF-", b"PAR1", b"\x7fELF")
# A file with more control characters or NULs than this share is no text: a page of prose has
# none, a damaged download a handful.
_MAX_CONTROLS = 0.01
_MAX_NULS = 0.05


def decode(data: bytes, source: str) -> str:
    """Decode a text file: byte order mark, declared encoding, UTF-8, then a guess.

    Mojibake ("â€™" for an apostrophe) is repaired, NULs are dropped, nothing else is changed.

    Args:
        data: The whole file.
        source: Its name, for the error.

    Returns:
        The text, line ends as they were.

    Raises:
        ReadError: The data are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _repair(data.decode(name, "replace"))
    wide = _wide(data)
    if wide is not None:
        return _repair(data.decode(wide, "replace"))
    if _is_binary(data):
        raise ReadError(source, "binary data, not text")
    return _repair(_decode_bytes(data))


def text_lines(stream: BinaryIO, source: str) -> Iterator[str]:
    """Decode a stream line by line, line ends kept, for files too large to hold.

    The encoding is told by the beginning; `heal` and the caller deal with what does not fit.

    Raises:
        ReadError: The beginning is no text.
    """
    head = stream.read(_SAMPLE)
    stream.seek(0)
    encoding = _encoding(head, source)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    try:
        for line in text:
            yield line.replace("\0", "")
    finally:
        if not stream.closed:  # else the wrapper would complain when it is thrown away
            text.detach()


def heal(text: str) -> str:
    """Decode anew what was no UTF-8 in a line of `text_lines`, and repair mojibake."""
    if _ESCAPED.search(text):
        text = _decode_bytes(text.encode("utf-8", "surrogateescape"))
    return _repair(text)


def _encoding(head: bytes, source: str) -> str:
    """Tell the encoding of a file by its beginning."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    wide = _wide(head)
    if wide is not None:
        return wide
    if _is_binary(head):
        raise ReadError(source, "binary data, not text")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # may end inside a character
    except UnicodeDecodeError:
        return _guess(head)
    return "utf-8"


def _guess(data: bytes) -> str:
    """Guess the encoding of bytes that are no UTF-8.

    The one-byte encodings of Latin script differ in a few letters that a text in English seldom
    has, so a guess between them is a toss: Windows-1252 is taken for all of them, by far the most
    frequent on the web.
    """
    import charset_normalizer

    guess = charset_normalizer.from_bytes(data).best()
    if guess is None or guess.encoding in _LATIN:
        return "cp1252"
    return guess.encoding


def _decode_bytes(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = (declared[1] or declared[2]).decode("ascii")
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            pass  # a wrong declaration is common; the bytes decide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        around = data[max(0, error.start - _SAMPLE // 2) : error.start + _SAMPLE // 2]
    return data.decode(_guess(around), "replace")


def _wide(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by the NULs in every other place."""
    head = data[:2048]
    if len(head) < 8 or b"\0" not in head:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > 0.8 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.8 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    if data.startswith(_SIGNATURES):
        return True
    head = data[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _BINARY))
    return controls > _MAX_CONTROLS * len(head) or head.count(0) > _MAX_NULS * len(head)


def _repair(text: str) -> str:
    """Drop NULs and repair mojibake."""
    text = text.replace("\0", "")
    if _NEVER_MOJIBAKE.fullmatch(text):
        return text
    import ftfy

    fixed: str = ftfy.fix_encoding(text)
    return fixed
