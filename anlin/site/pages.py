"""The built console as files. A path without a file is one of the console's own pages and gets its first page."""

import gzip
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

NOT_BUILT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>Anlin 安邻</title>
<p>界面尚未构建：请在项目目录运行 <code>make console</code>。接口已就绪。</p>
<p>The console is not built yet: run <code>make console</code> in the project. The API is ready.</p></html>"""


FOR_EVER = "public, max-age=31536000, immutable"


class Pages:
    """Serves `folder`; files named by their content are cached for ever, everything else is asked for anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = StaticFiles(directory=folder, check_dir=False)
        self._packed: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        if scope["method"] not in ("GET", "HEAD"):
            return Response(status_code=405)
        path = scope["path"].lstrip("/")
        if path in self._packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            return self._kept(path)
        answer: Response
        try:
            answer = await self.files.get_response(path or "index.html", scope)
        except HTTPException:
            # A name with a dot is a file that is missing; anything else is a page that the console draws itself.
            if "." in path.rsplit("/", 1)[-1]:
                return Response(status_code=404)
            path = "index.html"
            try:
                answer = await self.files.get_response(path, scope)
            except HTTPException:
                return HTMLResponse(NOT_BUILT, status_code=503)
        is_named_by_content = path.startswith("assets/")
        answer.headers["Cache-Control"] = FOR_EVER if is_named_by_content else "no-cache"
        if is_named_by_content and answer.status_code == 200 and path.endswith((".js", ".mjs", ".css")):
            # Its name says what is in it: compressed once, not for every visitor (a tenth of a second for the map).
            self._packed[path] = gzip.compress((self.folder / path).read_bytes(), 6)
            if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                return self._kept(path)
        return answer

    def _kept(self, path: str) -> Response:
        kind = "text/css" if path.endswith(".css") else "text/javascript"
        headers = {"Content-Encoding": "gzip", "Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        return Response(self._packed[path], media_type=kind, headers=headers)


def compressed(pages: ASGIApp) -> ASGIApp:
    """The same pages, smaller on the way; the streams and answers of the API never go through here."""
    return GZipMiddleware(pages, minimum_size=1024, compresslevel=6)
