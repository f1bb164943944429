"""One result as one HTML file that needs nothing else: the viewer, its style and the data in it."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib.resources import files

from rog.explain.json import to_json
from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.explain.text import to_text
from rog.outcome import ResultFields

__all__ = ["to_html", "viewer_assets"]

SCRIPTS = (
    "shown.js", "query.js", "picture.js", "layout.js", "graph.js", "parts.js", "proofs.js", "proof.js", "viewer.js",
)  # fmt: skip
"""The parts of `viewer.js`, in the order of use: scripts that share the object `rogViewer`."""

BOOT = "rogViewer.show(document.getElementById('rog'), JSON.parse(document.getElementById('rog-result').textContent));"

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="rog-page">
<main id="rog"></main>
<noscript><pre>{text}</pre></noscript>
<script type="application/json" id="rog-result">{data}</script>
<script>{script}</script>
<script>{boot}</script>
</body>
</html>
"""


@cache
def viewer_assets() -> dict[str, bytes]:
    """`viewer.js` and `viewer.css`, by name: the script defines `rogViewer.show(element, result, options)`.

    They work under a content security policy that allows neither inline script nor inline style.
    """
    folder = files("rog.explain") / "viewer"
    script = b"".join((folder / name).read_bytes() for name in SCRIPTS)
    return {"viewer.js": script, "viewer.css": (folder / "viewer.css").read_bytes()}


def to_html(result: ResultFields) -> str:
    """The page, which works from disk and loads nothing from any network.

    Its policy names the two scripts and the style by their hashes (CSP Level 3). So nothing else in the file
    can run, whatever the result holds. Without scripts the page shows the text.
    """
    assets = viewer_assets()
    script, style = assets["viewer.js"].decode("utf-8"), assets["viewer.css"].decode("utf-8")
    return PAGE.format(
        policy=_policy([script, BOOT], style),
        title=escape(printable(result.question, MAX_SHOWN_CHARACTERS)),
        style=style,
        text=escape(to_text(result)),
        data=_embed(result),
        script=script,
        boot=BOOT,
    )


def _policy(scripts: list[str], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _embed(result: ResultFields) -> str:
    """JSON in ASCII and without `<`, `>` and `&`, so that it cannot end the element that holds it."""
    text = json.dumps(json.loads(to_json(result)), separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
