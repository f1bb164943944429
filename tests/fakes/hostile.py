"""Strings that try to be more than text: in HTML, SVG, Markdown, Mermaid, JSON, terminals and bidirectional text."""

from __future__ import annotations

from itertools import islice, product

__all__ = ["HOSTILE"]

PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>alert(1)",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    "</pre></noscript><iframe src=javascript:alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<foreignObject><body onload=alert(1)></foreignObject>",
    "<use href='https://attacker.invalid/x.svg#a'/>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "![x](https://attacker.invalid/x.png)",
    "<https://attacker.invalid>",
    "https://attacker.invalid/auto",
    "| a | b |\n|---|---|",
    "# heading\n- list\n> quote",
    "```mermaid\ngraph TD\n```",
    "**bold** _it_ ~~gone~~ `code`",
    'A"] --> B["owned',
    'x"| y; click n0 "javascript:alert(1)"',
    "end; subgraph s; style n0 fill:#f00;",
    "%%{init: {'securityLevel': 'loose'}}%%",
    "#lt;script#gt;alert(1)#lt;/script#gt;",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "`$(touch x)` ${alert(1)} {{7*7}} {alert}",
    "url(https://attacker.invalid/x.css)",
    "\x1b[2J\x1b]0;owned\x07",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9b31m",
    "line\nbreak\r\nand\ttab\u2028and\u2029more",
    "\u202egnp.exe\u202c \u2066isolated\u2069",
    "العربية \u200f(עברית) 123",
    "\ufeff\u200b\u2060\u00ad invisible \U000e0041",
    "\ufffe\uffff\ufdd0 noncharacters \ue000",
    "é + e\u0301 + Z\u0351\u036b\u0343\u032a",
    "日本語の名前 👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "__proto__",
    "constructor",
    "  two  spaces  ",
    "\\u003cscript\\u003e \\x3cscript\\x3e \\",
    "^^\\relation",
    "10 kB: " + "<b>x</b>" * 1280,
)

FRAMES = ("{}", "Berlin {}", "{} of the graph", '"{}"', "'{}'", "({})")


HOSTILE: tuple[str, ...] = tuple(
    frame.replace("{}", payload) for frame, payload in islice(product(FRAMES, PAYLOADS), 300)
)
"""300 of them, all different."""

assert len(set(HOSTILE)) == 300
