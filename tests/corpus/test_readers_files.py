"""Finding files, and what each bad input is reported as."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import (
    Failure,
    Found,
    ReadError,
    find_files,
    read_file,
    read_path,
    read_source,
    read_stream,
)
from claimtable.corpus.readers.text import read_text

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
PROSE = "Tasmara Metals lost 840 million crowns in 2025, more than in any year before."


def failures(path: Path) -> list[str]:
    """Read a file and give the messages of its failures."""
    return [str(item) for item in read_path(path) if isinstance(item, Failure)]


def articles(path: Path) -> list[Article]:
    """Read a file that must be good."""
    items = list(read_path(path))
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


# -- bad inputs: one clear line each -----------------------------------------------------------

BAD = [
    ("empty.txt", b"", "empty: there is no text in it"),
    ("blank.md", b" \n\n\t\n", "empty: there is no text in it"),
    ("empty.html", b"", "empty: there is no HTML in it"),
    ("empty.pdf", b"", "empty: the file has no bytes"),
    ("empty.docx", b"", "empty: the file has no bytes"),
    ("empty.jsonl", b"\n\n", "empty: there is no record in it"),
    ("empty.csv", b"", "empty: there is no record in it"),
    ("head.csv", b"title,text\n", "empty: there is no record in it"),
    ("empty.parquet", b"", "empty: the file has no bytes"),
    ("binary.txt", bytes(range(256)) * 20, "binary data, not text"),
    ("picture.md", b"\x89PNG\r\n\x1a\n" + bytes(200), "binary data, not text"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "binary data, not text"),
    ("broken.pdf", b"%PDF-1.7\n1 0 obj <<", "no readable PDF file"),
    ("text.pdf", b"no PDF at all", "no readable PDF file"),
    ("text.docx", b"no DOCX at all", "no readable DOCX file"),
    ("broken.parquet", b"PAR1" + bytes(50), "broken Parquet file"),
    ("menu.html", b"<html><body><nav>Home</nav></body></html>", "no article text was found"),
    ("columns.csv", b"name,size\na,1\n", "no text column: it has 'name', 'size'"),
    ("broken.txt.gz", b"\x1f\x8b\x08\x00broken", "broken gzip file"),
    ("notes.xyz", b"text", "unknown type '.xyz'; known are .txt .md .html"),
    ("README", b"text", "unknown type 'without a suffix'"),
]


@pytest.mark.parametrize(("name", "data", "reason"), BAD, ids=[case[0] for case in BAD])
def test_bad_file_is_one_clear_line(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (message,) = failures(path)
    assert message.startswith(f"{path}: {reason}")
    assert "\n" not in message
    with pytest.raises(ReadError, match="^" + str(path)):
        list(read_file(path))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert failures(tmp_path / "none.txt") == [f"{tmp_path / 'none.txt'}: no such file"]
    assert failures(tmp_path / "none.xyz") == [f"{tmp_path / 'none.xyz'}: no such file"]
    (tmp_path / "folder.txt").mkdir()
    assert failures(tmp_path / "folder.txt") == [
        f"{tmp_path / 'folder.txt'}: is a folder, not a file"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text(PROSE)
    path.chmod(0)
    assert failures(path) == [f"{path}: cannot be read: permission denied"]


def test_permission_error_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (tmp_path / "locked.txt").touch()
    assert failures(tmp_path / "locked.txt")[0].endswith("cannot be read: permission denied")


def test_missing_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "claimtable.corpus.readers.pdf", raising=False)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    (message,) = failures(SAMPLES / "aarental-annual-review.pdf")
    assert "reading .pdf needs the package" in message
    assert "pip install 'claimtable[pdf]'" in message


def test_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt.gz"
    path.write_bytes(gzip.compress(os.urandom(2000) + PROSE.encode())[:-20])
    assert "broken gzip file" in failures(path)[0]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_damaged_file_raises_nothing(tmp_path: Path, path: Path) -> None:
    data = path.read_bytes()
    dice = random.Random(path.name)
    for damage in (1, 20, 200):
        broken = bytearray(data)
        for _ in range(damage):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        (tmp_path / path.name).write_bytes(broken[: dice.randrange(len(broken) // 2, len(broken))])
        for item in read_path(tmp_path / path.name):
            assert isinstance(item, Article) or "\n" not in str(item)


def test_read_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(ReadError("a.txt", "is\nbroken")))
    assert (error.source, error.reason, str(error)) == ("a.txt", "is broken", "a.txt: is broken")


# -- encodings ---------------------------------------------------------------------------------

FRENCH = "L’usine de Saint-Étienne a coûté 3 millions d’euros, soit 5 % de plus que prévu. " * 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings_are_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(FRENCH.encode(encoding))
    assert articles(path)[0].text == " ".join(FRENCH.split())


def test_declared_encoding_of_a_page(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-15"></head><body><p>{"Coût : 5 € de plus. " * 9}'
    path = tmp_path / "a.html"
    path.write_bytes(page.encode("iso-8859-15"))
    assert "Coût : 5 € de plus." in articles(path)[0].text


def test_mojibake_nulls_and_line_ends() -> None:
    text = "Profit rose.\r\n\r\nItâ€™s a\0 record.\rThird"
    path_text = io.BytesIO(text.encode())
    (article,) = read_stream(path_text)
    assert isinstance(article, Article)
    assert article.text == "Profit rose.\nIt’s a record.\nThird"


def test_signs_without_shape_and_lone_surrogates() -> None:
    article = read_text(
        "Infra\u00adstructure \u200bcosts\u2060 5\u00a0%\ud800 \U0001f1fa\U0001f1f8."
    )
    assert article.text == "Infrastructure costs 5 %\ufffd \U0001f1fa\U0001f1f8."
    article.text.encode("utf-8")


def test_huge_line(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    path.write_text((PROSE + " ") * 20_000)
    (article,) = articles(path)
    assert len(article.blocks) == 1
    assert len(article.text) == 20_000 * (len(PROSE) + 1) - 1


# -- records -----------------------------------------------------------------------------------


def test_jsonl_goes_on_after_a_bad_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        f'{{"text": "{PROSE}", "title": "One", "date": "2026-01-02", "url": "https://a.example"}}',
        "{broken",
        "",
        "[1, 2]",
        '{"title": "No text"}',
        f'{{"Body": "{PROSE} Again.", "headline": "Two"}}',
    ]
    path.write_text("\n".join(lines))
    first, *bad, last = read_path(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert (first.source, first.title, str(first.published)) == (
        "https://a.example",
        "One",
        "2026-01-02",
    )
    assert (last.source, last.title, last.published) == (f"{path}#6", "Two", None)
    assert [str(item).removeprefix(str(path)) for item in bad] == [
        "#2: not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "#4: not a JSON object",
        "#5: no text in this record: text or body or content is missing or empty",
    ]


def test_csv_goes_on_after_a_bad_record(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f'title;text\nOne;"{PROSE}\n\nSecond paragraph; it has\na semicolon."\n'
        f"Two;\nThree;{PROSE};more\n\nFour;Coût de 5 €.\n",
        encoding="utf-8",
    )
    items = list(read_path(path))
    assert [type(item) for item in items] == [Article, Failure, Failure, Article]
    assert isinstance(items[0], Article)
    assert len(items[0].blocks) == 2
    assert [str(item).removeprefix(str(path)) for item in items[1:3]] == [
        "#2: no text in this record: text is missing or empty",
        "#3: this row has 3 fields, the header 2; quote the text",
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"text\tdate\n{FRENCH}\t3 mars 2026\n".encode(encoding))
    (article,) = articles(path)
    assert article.text == " ".join(FRENCH.split())


def test_csv_row_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = (f"text\n{FRENCH}\n" + f"{PROSE}\n" * 2000).encode()
    path.write_bytes(good + "Le coût est élevé à Orléans, où l’été dure.\n".encode("cp1252"))
    assert articles(path)[-1].text.startswith("Le coût est élevé")


def test_long_csv_field(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'text\n"{(PROSE + " ") * 3000}"\n')
    assert len(articles(path)[0].text) > 131_072


def test_parquet_reports_a_row_without_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"content": [PROSE, None, PROSE + " Again."]}), path)
    items = list(read_path(path))
    assert [type(item) for item in items] == [Article, Failure, Article]
    assert str(items[1]).startswith(f"{path}#2: no text in this record")
    packed = tmp_path / "a.parquet.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(list(read_path(packed))) == 3


def test_html_in_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "<h2>Results</h2><p>Profit rose.</p><ul><li>Sales fell.</li></ul>"}')
    (article,) = articles(path)
    assert [block.kind for block in article.blocks] == ["heading", "paragraph", "list_item"]


# -- finding files -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.txt", "a.md", "sub/c.html.gz", "sub/deep/d.TXT", ".hidden.txt", "e.xls"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROSE)
    (tmp_path / "in" / ".git").mkdir()
    (tmp_path / "in" / ".git" / "f.txt").write_text(PROSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "in"


def found(*paths: str) -> list[str]:
    """Find files; failures with a sign before them."""
    out = []
    for item in find_files(paths):
        if isinstance(item, Found):
            out.append(item.source)
        else:
            out.append(("~" if item.skipped else "!") + str(item))
    return out


def test_folder_is_walked_in_order(folder: Path) -> None:
    assert found("in") == [
        "in/a.md",
        "in/b.txt",
        "~in/e.xls: skipped: unknown type '.xls'",
        "in/sub/c.html.gz",
        "in/sub/deep/d.TXT",
    ]
    assert found("in") == found("in/")


def test_pattern(folder: Path) -> None:
    assert found("in/*.txt", "in/**/*.TXT") == ["in/b.txt", "in/sub/deep/d.TXT"]
    assert found("in/*.pdf") == ["!in/*.pdf: no file matches this pattern"]
    (folder / "x[1].txt").write_text(PROSE)
    assert found("in/x[1].txt") == ["in/x[1].txt"]


def test_each_file_once_and_by_name_whatever_its_type(folder: Path) -> None:
    assert found("in/b.txt", "in/b.txt", "in/./b.txt") == ["in/b.txt"]
    assert found("in/e.xls", "-", "-") == ["in/e.xls", "-"]


def test_missing_path_and_empty_folder(folder: Path) -> None:
    (folder / "none").mkdir()
    assert found("nowhere", "in/none", "in/b.txt", "") == [
        "!nowhere: no such file or folder",
        "!in/none: the folder holds no files",
        "in/b.txt",
        "!: no such file or folder",
    ]


# -- standard input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name.replace("[", "")
)
def test_type_is_told_by_content(path: Path) -> None:
    named = [a.text for a in read_path(path) if isinstance(a, Article)]
    nameless = [
        a.text for a in read_stream(io.BytesIO(path.read_bytes())) if isinstance(a, Article)
    ]
    assert nameless == named


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PROSE.encode())))
    (article,) = read_source(Found("-", None))
    assert isinstance(article, Article)
    assert (article.source, article.text) == ("-", PROSE)
    (failure,) = read_stream(io.BytesIO(b""))
    assert str(failure) == "-: empty: there is no text in it"
