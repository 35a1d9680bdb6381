"""Where readers write when a story is wrong: the field `corrections:` of `story.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explainer.messages import _
from explainer.story.fields import Notes, Spec, is_text, wrong_type
from explainer.story.yaml_text import Node

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
EMAIL = re.compile(rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_HOST}")
"""An e-mail address as people write one; quoted local parts and a `%` would need escaping in a link."""
PAGE = re.compile(rf"https://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][!-~]*)?")
LONGEST = 254
"""Characters of an address: the longest e-mail address that mail servers take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Spec):
    """An e-mail address, or a page over https."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            wrong_type(node, path, notes, _("an e-mail address or a page"))
            return ""
        text = node.value.strip()
        if not text:
            return ""  # said by hand what an absent field says: there is none
        if len(text) <= LONGEST and (EMAIL.fullmatch(text) or PAGE.fullmatch(text)):
            return text
        message = _("`{text}` is neither an e-mail address nor a page over https").format(text=text[:LONGEST])
        notes.tell(node, path, message, _hint(text), "bad-address")
        return ""


def _hint(text: str) -> str:
    if text.startswith("mailto:"):
        return _("Leave out `mailto:`.")
    if text.startswith("http://"):
        return _("Write https://; over http anybody on the way reads what is reported.")
    return _("Write one address, such as corrections@example.org or https://example.org/errors.")
