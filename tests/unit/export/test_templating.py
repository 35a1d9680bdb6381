"""The environment of the templates: markup is escaped, Markdown shows plain text as it stands."""

import pytest
from jinja2 import UndefinedError
from markdown_it import MarkdownIt

from explainer.export.templating import environment, escape_markdown, escapes


def test_only_templates_of_markup_escape() -> None:
    assert escapes("site.html.j2") and escapes("map.svg.j2") and escapes(None)
    assert not escapes("takeaway.md.j2") and not escapes("takeaway.txt.j2")


def test_a_name_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "*not* _this_ `nor this` **or** ~~that~~",
        "[a](http://b.example) ![c](d)",
        "# no heading",
        "- no list",
        "+ no list",
        "1. no list",
        "2022) no list",
        "> no quotation",
        "=== no underline",
        "&lt; stays &amp; stays &#60;",
        "a | b",
        "\\*",
        "half past 3. and 3) too",
    ],
)
def test_markdown_shows_the_text_as_it_stands(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(escape_markdown(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == text
