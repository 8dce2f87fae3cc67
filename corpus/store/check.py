"""Verify a store, and mend what an interrupted run or a failing disk left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.schema import ARTICLES_SCHEMA, CLAIMS_SCHEMA
from claimtable.corpus.store.commits import Commit, Part, write_commit
from claimtable.corpus.store.corrections import BrokenLine
from claimtable.corpus.store.files import FileRecord, digest, is_temporary, read_columns
from claimtable.corpus.store.lock import FileLock

if TYPE_CHECKING:
    from claimtable.corpus.store.store import Store


def verify(store: Store) -> list[str]:
    """Read everything and compare it with what the commits say; changes nothing.

    Returns:
        One line for each thing that is wrong; empty for a store that is whole.
    """
    problems = [f"unreadable commit {path.name}" for path in store.state.broken]
    problems += [f"stray file {path.relative_to(store.path)}" for path in _strays(store)]
    seen: dict[str, str] = {}
    for part in store.parts:
        wrong = _wrong(store, part, content=True)
        problems += wrong
        if not wrong:
            problems += _doubles(store, part, seen)
    for item in store.history():
        if isinstance(item, BrokenLine):
            problems.append(f"labels.jsonl line {item.number}: {item.reason}")
    return problems


def check_store(store: Store, *, mending: bool) -> tuple[list[str], list[str]]:
    """Verify a store, and mend it if told to.

    Returns:
        What was wrong, and what was mended of it, a line each.

    Raises:
        StoreLocked: A run is writing to the store.
    """
    with FileLock(store.path / "run.lock", wait=False):
        store.refresh()
        problems = verify(store)
        return problems, mend(store, content=True) if mending else []


def mend(store: Store, *, content: bool = False) -> list[str]:
    """Bring a store into order; call with its lock held.

    Unfinished files go. Parts without a commit go too, unless the store has no commit at all (it
    was written by Spark, say): then they are taken in. A part that a commit names but whose files
    are missing or damaged leaves the store, so that the next run makes its articles again. The
    lines of ``labels.jsonl`` are never touched.

    Args:
        store: The store; its state follows.
        content: Whether every byte is compared, or only that files are there in their size.

    Returns:
        One line for each thing that was mended.
    """
    done = _read_broken_commits(store)
    adopted = False
    if not store.state.last:
        names = _loose(store)
        adopted = _adopt(store, names, _beyond(names))
        done += ["took in parts that no commit named"] if adopted else []
    bad = {part.name: _wrong(store, part, content=content) for part in store.parts}
    bad = {name: wrong for name, wrong in bad.items() if wrong}
    if bad:
        commit = Commit(store.state.last + 1, remove=tuple(bad), forget_inputs=True)
        write_commit(store.path / "manifest", commit)
        store.state.apply(commit)
        done += [line + ": its articles will be made again" for x in bad.values() for line in x]
    for path in _strays(store):
        path.unlink()
        done.append(f"deleted unfinished {path.relative_to(store.path)}")
    return done


def _strays(store: Store) -> list[Path]:
    """Files that no commit knows: unfinished ones, and parts whose commit never came."""
    known = set(store.state.parts)
    found = []
    for folder in ("articles", "claims", "manifest"):
        for path in sorted((store.path / folder).glob("*")):
            part = folder != "manifest" and path.suffix == ".parquet" and path.stem not in known
            if is_temporary(path) or part:
                found.append(path)
    return found


def _wrong(store: Store, part: Part, *, content: bool) -> list[str]:
    files = (
        (store.articles_file(part), part.articles),
        (store.claims_file(part), part.claims),
    )
    return [line for path, record in files for line in _wrong_file(store, path, record, content)]


def _wrong_file(store: Store, path: Path, record: FileRecord, content: bool) -> Iterator[str]:
    name = path.relative_to(store.path)
    if not path.is_file():
        yield f"missing file {name}"
    elif record.bytes >= 0 and path.stat().st_size != record.bytes:
        yield f"damaged file {name}: {path.stat().st_size} bytes, {record.bytes} were written"
    elif content and record.sha256 and digest(path.read_bytes()) != record.sha256:
        yield f"damaged file {name}: its bytes are not those written"


def _doubles(store: Store, part: Part, seen: dict[str, str]) -> Iterator[str]:
    """Articles that another part has too, and claims without an article."""
    ids = store.ids(part)
    for key in ids:
        if key in seen:
            yield f"article {key} is in parts {seen[key]} and {part.name}"
        seen[key] = part.name
    claims = read_columns(store.claims_file(part), ["article_id"]).column(0)
    orphans = set(claims.unique().to_pylist()) - set(ids)
    yield from (f"claims of article {key} in part {part.name} without it" for key in orphans)


def _loose(store: Store) -> list[str]:
    """Names of parts on disk that no commit knows and whose two files can both be read."""
    names = []
    for path in _strays(store):
        if path.parent.name == "articles" and not is_temporary(path):
            claims = store.claims_file(path.stem)
            if _readable(path, ARTICLES_SCHEMA) and _readable(claims, CLAIMS_SCHEMA):
                names.append(path.stem)
    return names


def _readable(path: Path, schema: pa.Schema) -> bool:
    try:
        return set(schema.names) <= set(pq.read_schema(path).names)
    except (OSError, pa.ArrowInvalid):
        return False


def _beyond(names: list[str]) -> int:
    """The first commit number that no part is named after, nor any later one."""
    numbers = [name.split("-")[0] for name in names]
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=0)


def _adopt(store: Store, names: list[str], number: int) -> bool:
    """Take parts in by a commit; parts that share an article with them leave the store."""
    if not names:
        return False
    parts = tuple(
        Part(name, _record(store.articles_file(name)), _record(store.claims_file(name)))
        for name in names
    )
    new = {key for part in parts for key in store.ids(part)}
    old = tuple(part.name for part in store.parts if _gives_way(store, part, new))
    commit = Commit(number, parts, old, forget_inputs=True)
    write_commit(store.path / "manifest", commit)
    store.state.apply(commit)
    return True


def _gives_way(store: Store, part: Part, new: set[str]) -> bool:
    """Whether an older part shares an article with new ones, or has been deleted for them."""
    return not store.articles_file(part).is_file() or bool(new & set(store.ids(part)))


def _record(path: Path) -> FileRecord:
    data = path.read_bytes()
    return FileRecord(pq.read_metadata(path).num_rows, len(data), digest(data))


def _read_broken_commits(store: Store) -> list[str]:
    """Write a commit that cannot be read anew, from the parts that bear its number.

    A commit's parts are whole before the commit is written, and what they replace is every
    older part that shares an article with them.
    """
    done = []
    for path in store.state.broken:
        number = path.stem
        names = [name for name in _loose(store) if name.split("-")[0] == number]
        path.replace(path.with_suffix(".json.broken"))
        if _adopt(store, names, int(number)):
            done.append(f"wrote the damaged commit {path.name} anew from its parts")
        else:
            done.append(f"set the damaged commit {path.name} aside; its parts are gone")
    store.state.broken.clear()
    return done
