"""The inspector as an ASGI application: routes to pages, actions and exports."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from claimtable.corpus.inspector.actions import Actions
from claimtable.corpus.inspector.downloads import Downloads
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.pages import Pages
from claimtable.corpus.inspector.security import LOOPBACK, Guard
from claimtable.corpus.inspector.site import Site
from claimtable.corpus.inspector.training import Training

Handler = Callable[[Request, Exception], Awaitable[Response]]


def make_app(
    index: Index,
    *,
    token: str | None = None,
    hosts: Iterable[str] = LOOPBACK,
    literal: bool = False,
) -> Guard:
    """Put the inspector together.

    Args:
        index: The index of the store, up to date.
        token: What every change must carry; None makes one up.
        hosts: Names that may stand in the Host header.
        literal: Whether any IP address may stand there, too.

    Returns:
        The application; its ``site`` holds what all pages share.
    """
    secret = token or secrets.token_urlsafe(24)
    site = Site(index, secret, Training(index))
    pages, actions, downloads = Pages(site), Actions(site), Downloads(site)
    folder = Path(str(files("claimtable.corpus.inspector") / "static"))
    app = Starlette(
        routes=[
            Route("/", pages.table),
            Route("/claim/{claim_id}", pages.reader),
            Route("/part/{claim_id}", pages.part),
            Route("/why/{claim_id}", pages.why),
            Route("/review", pages.review),
            Route("/overview", pages.overview),
            Route("/model", pages.model),
            Route("/model/state", pages.model_state),
            Route("/export.{suffix}", downloads.export),
            Route("/label", actions.label, methods=["POST"]),
            Route("/queue", actions.queue, methods=["POST"]),
            Route("/model/{action}", actions.model, methods=["POST"]),
            Mount("/static", StaticFiles(directory=folder)),
        ],
        exception_handlers={404: _missing(site), 500: _broken(site)},
    )
    # Around everything, so that error pages bear the policy, too.
    return Guard(app, site, hosts=hosts, literal=literal)


def _missing(site: Site) -> Handler:
    async def show(request: Request, error: Exception) -> Response:
        return site.message(request, "There is no such page", "It may have left the store.", 404)

    return show


def _broken(site: Site) -> Handler:
    async def show(request: Request, error: Exception) -> Response:
        why = f"{type(error).__name__}: {error}"
        return site.message(request, "That did not work", why, 500)

    return show
