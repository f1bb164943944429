"""The tools over streamable HTTP, behind the same gate as the REST server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from rog.server.bodies import BODY_TIMEOUT_SECONDS, BodyLimit
from rog.server.security import Gate
from rog.server.settings import ServerSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["application"]

PATH = "/mcp"


def application(server: MCPServer, settings: ServerSettings) -> ASGIApp:
    """The ASGI application, at /mcp. The gate checks host, origin and token, so that mcp need not."""
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=settings.max_body,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return Gate(BodyLimit(app, settings.max_body, min(BODY_TIMEOUT_SECONDS, settings.timeout)), settings)
