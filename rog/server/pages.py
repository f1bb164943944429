"""Serves the files of the page and of the viewer, read once, from memory."""

from __future__ import annotations

import hashlib
from importlib import resources

from fastapi import APIRouter, Request, Response

from rog.server.explanations import viewer_files
from rog.server.problems import Problem

__all__ = ["page_routes"]

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


def page_routes() -> APIRouter:
    """The routes of the page at `/`, and of the files that it loads."""
    folder = resources.files("rog.server").joinpath("page")
    page = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    viewer = viewer_files()
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def index(request: Request) -> Response:
        return _file(request, page, "index.html")

    @routes.get("/page/{name}")
    async def page_file(request: Request, name: str) -> Response:
        return _file(request, page, name)

    @routes.get("/viewer/{name}")
    async def viewer_file(request: Request, name: str) -> Response:
        return _file(request, viewer, name)

    return routes


def _file(request: Request, files: dict[str, bytes], name: str) -> Response:
    """The file, or 304 where the client's copy is the same. Raises Problem: 404."""
    content = files.get(name)
    if content is None:
        raise Problem(404, "not-found", "there is no such file")
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES.get(name.rpartition(".")[2]), headers=headers)
