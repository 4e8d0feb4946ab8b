"""Requests as traces: only part of the application where `TESSERA_OTLP_URL` is set.

Stands inside the shield, which gives requests their ids. What a client says of traces of its own
is not taken over: a stranger decides nothing about what is followed here.
"""

from tessera.kit import tracing
from tessera.kit.causes import CAUSE, Cause
from tessera.web.asgi import App, Message, Receive, Scope, Send


class Traced:
    """Follows a share of the requests of `app`."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not tracing.is_on():
            await self._app(scope, receive, send)
            return
        request_id = scope["state"]["request_id"]
        facts = {"http.request.method": scope["method"], "tessera.request_id": request_id}
        with tracing.span(f"{scope['method']}", **facts) as span:
            CAUSE.set(Cause(request_id, tracing.traceparent()))

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    template = scope.get("path_template") or "unmatched"
                    span.update_name(f"{scope['method']} {template}")
                    span.set_attribute("http.route", template)
                    span.set_attribute("http.response.status_code", message["status"])
                    if (code := scope["state"].get("code")) is not None:
                        span.set_attribute("tessera.code", code)
                await send(message)

            await self._app(scope, receive, told)
