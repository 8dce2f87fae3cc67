"""Who may talk to the inspector, and what its pages may do.

A page of another origin must neither read nor change anything: a foreign Host is refused (a name
that was made to point here), a foreign Origin too, and every change carries a token that only our
own pages know. The pages themselves load nothing from elsewhere and run no script but ours.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claimtable.corpus.inspector.site import Site

TOKEN_HEADER = "x-claimtable-token"  # noqa: S105  a name, not a secret
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SAFE = ("GET", "HEAD")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_MOST_BYTES = 64 * 1024


def policy(nonce: str) -> str:
    """The Content-Security-Policy of a page whose scripts and styles bear a nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


class Guard:
    """ASGI middleware that lets only our own pages in."""

    def __init__(self, app: ASGIApp, site: Site, *, hosts: Iterable[str], literal: bool) -> None:
        """Wrap an application.

        Args:
            app: The application.
            site: What it serves; every change must carry its token in `TOKEN_HEADER`.
            hosts: Names that may stand in the Host header.
            literal: Whether any IP address may, too. A name can be made to point here by
                whoever owns it, an address cannot.
        """
        self.app = app
        self.site = site
        self.hosts = {host.lower() for host in hosts}
        self.literal = literal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on with a fresh nonce."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            status, why = refusal
            await PlainTextResponse(f"{why}\n", status)(scope, receive, _with_headers(send))
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        await self.app(scope, receive, _with_headers(send, policy(nonce)))

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not self._host_is_ours(host):
            return 400, "This server does not answer to that Host."
        if method in _SAFE:
            return None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, "The request comes from another origin."
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "The request comes from another site."
        given = headers.get(TOKEN_HEADER, "").encode("utf-8", "replace")
        if not secrets.compare_digest(given, self.site.token.encode()):
            return 403, "The request carries no valid token; load the page again."
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return 411, "The request does not say how long it is."
        return (413, "The request is too large.") if int(length) > _MOST_BYTES else None

    def _host_is_ours(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        if name in self.hosts:
            return True
        return self.literal and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send, policy: str = "default-src 'none'") -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["content-security-policy"] = policy
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
