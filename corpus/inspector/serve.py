"""Bring the index up to date, serve the pages until Ctrl-C."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from claimtable.corpus.inspector.app import make_app
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.security import LOOPBACK
from claimtable.corpus.store import Store

Say = Callable[[str], None]


def serve(
    path: str | Path,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    browser: bool = True,
    say: Say = print,
    tell: Callable[[int, int], None] | None = None,
) -> None:
    """Serve the inspector of a store.

    Args:
        path: The store's folder.
        port: The port; 0 takes a free one.
        host: The address to listen on.
        browser: Whether to open the page in a browser.
        say: Told what is going on, a line at a time.
        tell: Told how far indexing is: claims done and claims in all.

    Raises:
        StoreError: It is no store.
        OSError: The port is taken or the address is not ours.
    """
    index = Index(Store.open(path))
    added = index.update(tell)
    if added:
        say(f"indexed {added:,} claims")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who is told the address may ask at once
    except OSError as error:
        listener.close()
        reason = error.strerror or error
        raise OSError(f"cannot listen on {host} port {port}: {reason}") from None
    number = listener.getsockname()[1]
    local = host in LOOPBACK
    names = LOOPBACK if local else (*LOOPBACK, host, socket.gethostname(), socket.getfqdn())
    app = make_app(index, hosts=names, literal=not local)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown}:{number}/"  # noqa: S104
    threading.Thread(target=app.site.warm, daemon=True).start()
    say(f"{address}  (Ctrl-C stops it)")
    if not local:
        say("anybody who can reach this machine can read the articles and change labels")
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    config = uvicorn.Config(app, log_level="warning", server_header=False, access_log=False)
    try:
        # uvicorn answers all requests, then passes Ctrl-C on, unless this process ignores it.
        with suppress(KeyboardInterrupt), listener:
            uvicorn.Server(config).run([listener])
        say("stopped; all corrections are in labels.jsonl")
    finally:
        app.site.training.stop()
