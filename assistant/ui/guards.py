"""What each request to the page passes: a policy on its reply, its host's name, its uploads."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's own start-up script is inline and its HTML component compiles its template, hence the
# two "unsafe" words; neither gives text of the record a way in, and no other host is allowed.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

OWN_NAMES = ("127.0.0.1", "localhost")
READ_ONLY = "This page is read-only: it shows the record and changes nothing."
UPLOADS = "/upload"  # where Gradio takes in files, whatever they are for


class PolicyHeaders:
    """Adds the headers that keep the browser on this host to every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its reply back with the headers."""

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await self._app(scope, receive, sealed)


class NoUploads:
    """Refuses every file that a browser sends, before any of it is written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it brings a file."""
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(UPLOADS):
            await PlainTextResponse(READ_ONLY, status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def guards(host: str, *, read_only: bool) -> list[Middleware]:
    """Return what every request passes; on loopback, one under another host's name is refused.

    A page elsewhere could otherwise give its own name this machine's address and read the record.
    """
    passed = [Middleware(PolicyHeaders)]
    if host in OWN_NAMES:
        passed.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(OWN_NAMES)))
    if read_only:
        passed.append(Middleware(NoUploads))
    return passed
