"""What all pages share: the index, the templates, the token."""

from __future__ import annotations

import datetime
import sqlite3
import threading
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from claimtable.corpus.inspector import marks
from claimtable.corpus.inspector.details import Details
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.overview import Overview, overview, suggestions
from claimtable.corpus.inspector.training import Training
from claimtable.corpus.inspector.view import CHOICES
from claimtable.nlp.types import KINDS

KEYS = {"strength": "s", "risk": "r", "opportunity": "o", "development": "d", "none": "n"}
"""One key a label."""


def environment(*packages: str) -> Environment:
    """Templates of some packages, the first that has one wins; everything is escaped."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        visible=marks.visible, short=short, clip=clip, percent=percent, number=number, kinds=kinds
    )
    made.globals.update(keys=KEYS, choices=CHOICES, kind_names=KINDS)
    return made


class Site:
    """One store being inspected.

    Attributes:
        index: The index of the store.
        details: Reads whole articles.
        token: What every change must carry.
        training: Retraining in the background.
    """

    def __init__(self, index: Index, token: str, training: Training) -> None:
        """Put the parts together."""
        self.index = index
        self.details = Details(index.store)
        self.token = token
        self.training = training
        self._templates = environment("claimtable.corpus.inspector")
        self._counting = threading.Lock()
        self._suggesting = threading.Lock()
        self._counted: tuple[tuple[int, ...], Overview] | None = None
        self._suggested: tuple[tuple[int, ...], dict[str, list[str]]] | None = None

    def overview(self) -> Overview:
        """The numbers of the store, counted anew only when something has changed."""
        with self._counting:
            state = self.index.state()
            if self._counted is None or self._counted[0] != state:
                with self.index.reading() as base:
                    self._counted = (state, overview(base))
            return self._counted[1]

    def suggestions(self, base: sqlite3.Connection) -> dict[str, list[str]]:
        """What the filters suggest: names and currencies, the most frequent first."""
        with self._suggesting:
            stamp = self.index.state()[:-1]
            if self._suggested is None or self._suggested[0] != stamp:
                self._suggested = (stamp, suggestions(base))
            return self._suggested[1]

    def warm(self) -> None:
        """Do beforehand what the first page would wait for."""
        with self.index.reading() as base:
            self.suggestions(base)
        for name in ("table.html", "reader.html"):
            self._templates.get_template(name)

    def html(self, template: str, **values: Any) -> str:
        """Fill in a template."""
        return self._templates.get_template(template).render(**values)

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Fill in a whole page."""
        common = {
            "nonce": request.scope["state"]["nonce"],
            "token": self.token,
            "store_name": self.index.store.path.resolve().name,
            "path": request.url.path,
        }
        return HTMLResponse(self.html(template, **common, **values), status)

    def message(self, request: Request, title: str, text: str, status: int) -> HTMLResponse:
        """A page that says one thing."""
        return self.page(request, "message.html", status, title=title, text=text)


def short(source: str) -> str:
    """The last part of a path or address."""
    return source.rstrip("/").rsplit("/", 1)[-1] or source


def clip(text: str, most: int = 600) -> str:
    """Text that fits a table."""
    return text if len(text) <= most else f"{text[:most]} …"


def percent(share: float) -> str:
    """A share as a whole percentage; never 100 % or 0 % for what is not."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        return ">99\u202f%"
    return f"{rounded}\u202f%"


def number(value: int) -> str:
    """A whole number with separators."""
    return f"{value:,}"


def kinds(bits: int) -> list[str]:
    """Names of kinds from their sum of bits."""
    return [kind for at, kind in enumerate(KINDS) if bits >> at & 1]


def day(text: str | None) -> str:
    """A moment in UTC as people write it."""
    if not text:
        return ""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d %H:%M} UTC"
