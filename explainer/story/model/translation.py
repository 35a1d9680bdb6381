"""A story in one of its languages: the same ids, claims and sources, with the words of that language.

Each text that has a translation is replaced; where one is missing the story's own words stay, and the story says at
which steps. So whatever reads a story reads a translated one as well. Loaded only where a story has several languages.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from explainer.story.model.outline import Record, Span
from explainer.story.model.prose import Words, scene_words
from explainer.story.model.run_sheets import Plan
from explainer.story.model.structs import Claim, Document, Excerpt, Scene, Source, Step, Story

_replace = msgspec.structs.replace

OWN_NAMES = {
    "ar": "العربية", "az": "Azərbaycanca", "be": "Беларуская", "bg": "Български", "cs": "Čeština", "da": "Dansk",
    "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "et": "Eesti", "fa": "فارسی",
    "fi": "Suomi", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hu": "Magyar", "hy": "Հայերեն",
    "id": "Bahasa Indonesia", "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kk": "Қазақша", "ko": "한국어",
    "ky": "Кыргызча", "lt": "Lietuvių", "lv": "Latviešu", "mn": "Монгол", "nl": "Nederlands", "no": "Norsk",
    "pl": "Polski", "pt": "Português", "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "sr": "Српски",
    "sv": "Svenska", "tg": "Тоҷикӣ", "tk": "Türkmençe", "tr": "Türkçe", "ug": "ئۇيغۇرچە", "uk": "Українська",
    "ur": "اردو", "uz": "Oʻzbekcha", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip
"""Languages as their own speakers call them."""

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PROSE_OF = {"text": "prose", "facilitator": "prose"}
"""Keys of a step in a file, with the field of the record that holds them."""
_MOST = 16
"""Translated stories kept: of a worker that serves rooms in several editions and languages."""


class Translated(Story, frozen=True):
    """A story in another language than its own; made by `in_language`."""

    original: Story | None = None
    """The story in its own language."""
    lacking: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - msgspec gives every record one of its own
    """By scene: the steps that stand in the story's own words, since something of them is not translated."""


_made: OrderedDict[tuple[int, str], tuple[Story, Translated]] = OrderedDict()


def original(story: Story) -> Story:
    """The story in its own language."""
    return story.original or story if isinstance(story, Translated) else story


def in_language(story: Story, language: str) -> Story:
    """The story in one of its languages; the same object each time while it is kept.

    Args:
        story: in whichever language.
        language: a code of `story.languages`; empty, unknown or its own: the story in its own language.
    """
    own = original(story)
    if language == story.language:
        return story
    if language == own.language or language not in own.languages:
        return own
    key = (id(own), language)
    held = _made.get(key)
    if held is None or held[0] is not own:  # the entry keeps the story alive, so its id is still its own
        held = _made[key] = (own, _translate(own, language))
    _made.move_to_end(key)
    while len(_made) > _MOST:
        _made.popitem(last=False)
    return held[1]


def forms(story: Story) -> Iterator[Story]:
    """The story in each of its languages, the one in hand first."""
    yield story
    own = original(story)
    for language in own.languages if len(own.languages) > 1 else ():
        if language != story.language:
            yield in_language(own, language)


def own_name(language: str) -> str:
    """A language as its speakers call it; its code where we do not know that."""
    return OWN_NAMES.get(language) or OWN_NAMES.get(language.partition("-")[0], language)


def match(languages: Iterable[str], wanted: str) -> str:
    """The language meant by a code or a name: `ru`, `ru-KZ`, `ru_RU.UTF-8`, `Русский`; empty where there is none."""
    known = tuple(languages)
    code = re.split(r"[.@]", wanted.strip())[0].replace("_", "-").casefold()
    for language in known:
        if code in (language.casefold(), own_name(language).casefold()):
            return language
    primary = code.partition("-")[0]
    near = [language for language in known if language.casefold().partition("-")[0] == primary]
    return near[0] if near else ""


def first_lacking(story: Story, scene: str) -> str:
    """The first step of a scene that stands in the story's own words for want of others; empty: none does."""
    return story.lacking.get(scene, ("",))[0] if isinstance(story, Translated) else ""


def is_lacking(story: Story, scene: str, step: str) -> bool:
    """Whether a step stands in the story's own words for want of others."""
    return isinstance(story, Translated) and step in story.lacking.get(scene, ())


def said_in(story: Story, text: str) -> str:
    """A text of the story's own as this form of the story says it; what is no text of the story stays as it is."""
    return _dictionary(_Handle(story)).get(text, text) if isinstance(story, Translated) else text


class _Handle:
    """A story as a key of a cache: this very record, since one full of dictionaries has no hash."""

    def __init__(self, story: Translated) -> None:
        self.story = story

    def __hash__(self) -> int:
        return id(self.story)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle) and other.story is self.story


@lru_cache(maxsize=_MOST)
def _dictionary(handle: _Handle) -> dict[str, str]:
    """Each short text of a story with its translation: titles, labels, questions, options."""
    found: dict[str, str] = {}
    pairs: list[tuple[Any, Any]] = [(original(handle.story), handle.story)]
    while pairs:
        own, other = pairs.pop()
        if own is other:
            continue
        if isinstance(own, str) and isinstance(other, str):
            found.setdefault(own, other)
        elif isinstance(own, Story) and isinstance(other, Story):
            pairs += [(getattr(own, name), getattr(other, name)) for name in Story.__struct_fields__]
        elif isinstance(own, Record) and type(own) is type(other):
            pairs += [(getattr(own, name), getattr(other, name)) for name in own.__struct_fields__]
        elif isinstance(own, tuple) and isinstance(other, tuple) and len(own) == len(other):
            pairs += zip(own, other, strict=True)
        elif isinstance(own, Mapping) and isinstance(other, Mapping):
            pairs += [(value, other[key]) for key, value in own.items() if key in other]
    return found


# how one is made


def _translate(story: Story, language: str) -> Translated:
    claims = {key: _claim(claim, language) for key, claim in story.claims.items()}
    excerpts = {key: _excerpt(one, language, story) for key, one in story.excerpts.items()}
    fields = {name: getattr(story, name) for name in Story.__struct_fields__}
    fields |= {
        "language": language,
        "claims": claims,
        "excerpts": excerpts,
        "terms": {key: _record(term, language) for key, term in story.terms.items()},
        "sources": {key: _record(source, language) for key, source in story.sources.items()},
        "figures": {key: _record(figure, language) for key, figure in story.figures.items()},
        "documents": {key: _record(one, language) for key, one in story.documents.items()},
        "plans": {key: _plan(plan, language) for key, plan in story.plans.items()},
        "changes": tuple(_record(change, language) for change in story.changes),
        "in_short": tuple(
            _replace(line, text=line.translations.get(language, line.text)) for line in story.in_short
        ),
    }
    held = Words(claims, excerpts, fields["figures"])
    fields["scenes"] = {key: _scene(scene, language, held) for key, scene in story.scenes.items()}
    made: Any = Translated(**fields)
    for path, text in story.translations.get(language, {}).items():
        made = _put(made, _steps(path), text)
    lacking = {
        scene.id: steps
        for scene in story.scenes.values()
        if (steps := tuple(step.id for step in scene.steps if _lacks(story, step, language)))
    }
    translated: Translated = _replace(made, original=story, lacking=lacking)
    return translated


def _record(thing: Any, language: str) -> Any:
    """A record with each of its translated fields in place."""
    for path, text in thing.translations.get(language, {}).items():
        steps = _steps(path)
        thing = _put(thing, steps, text)
        if steps[0] == "versions" and steps[-1] == "words":  # no longer the source's own: without its marks
            thing = _put(thing, (*steps[:-1], "quoted"), False)
    return thing


def _claim(claim: Claim, language: str) -> Claim:
    """A claim whose answers are joined by a word of the language they are in."""
    made: Claim = _record(claim, language)
    return claim if made is claim else _replace(made, language="" if language == "en" else language)


def _excerpt(excerpt: Excerpt, language: str, story: Story) -> Excerpt:
    """A quotation in its own language stands in its own words; a translated one keeps them as its original."""
    fields = excerpt.translations.get(language, {})
    made: Excerpt = _record(excerpt, language)
    if excerpt.form != "quote":
        return made
    if "text" not in fields and excerpt.original and excerpt.language == language:
        return _replace(made, text=excerpt.original, original="", translation_by="")
    if "text" in fields and not excerpt.original:
        source = story.sources.get(excerpt.source)
        spoken = excerpt.language or (source.language if source else "") or story.language
        if spoken != language:
            return _replace(
                made, original=excerpt.text, language=spoken, translation_by=made.translation_by or "ours"
            )
    return made


def _scene(scene: Scene, language: str, held: Words) -> Scene:
    steps = tuple(_step(step, language) for step in scene.steps)
    made: Scene = _record(scene, language)
    return _replace(made, steps=steps, words=scene_words(steps, held))


def _step(step: Step, language: str) -> Step:
    made: Step = step
    for path, prose in step.translations.get(language, {}).items():
        made = _put(made, _steps(_PROSE_OF.get(path, path)), prose)
    if step.guess and made.guess and made.guess is not step.guess:
        own, options = step.guess.options, made.guess.options
        answers = zip(step.guess.answer, made.guess.answer, strict=True)
        answer = tuple(options[own.index(one)] if one in own else other for one, other in answers)
        made = _replace(made, guess=_replace(made.guess, answer=answer))
    return made


def _plan(plan: Plan, language: str) -> Plan:
    """A run sheet; a question that is asked again need not be translated twice."""
    made: Plan = _record(plan, language)
    if made is plan:
        return plan
    said: dict[str, str] = {}
    for own, other in zip(_asked(plan), _asked(made), strict=True):
        said.setdefault(own, other) if own != other else None
    items = tuple(
        _replace(
            item,
            ask=tuple(
                _replace(
                    poll,
                    question=said.get(poll.question, poll.question),
                    options=tuple(said.get(option, option) for option in poll.options),
                )
                for poll in item.ask
            ),
        )
        for item in made.items
    )
    return _replace(made, items=items)


def _asked(plan: Plan) -> Iterator[str]:
    for item in plan.items:
        for poll in item.ask:
            yield poll.question
            yield from poll.options


def _steps(path: str) -> tuple[str | int, ...]:
    """`versions[0].short` as `versions`, 0, `short`."""
    return tuple(int(index) if index else name for name, index in _PART.findall(path))


def _put(thing: Any, steps: tuple[str | int, ...], text: Any) -> Any:
    """A value with a text put in at a path; a path that leads nowhere changes nothing."""
    if not steps:
        return _as_was(thing, text)
    head, rest = steps[0], steps[1:]
    if isinstance(thing, msgspec.Struct):
        if not isinstance(head, str) or not hasattr(thing, head):
            return thing
        return _replace(thing, **{head: _put(getattr(thing, head), rest, text)})
    if isinstance(thing, dict):
        key = list(thing)[head] if isinstance(head, int) and head < len(thing) else head
        return {**thing, key: _put(thing[key], rest, text)} if key in thing else thing
    if isinstance(thing, tuple | list) and isinstance(head, int) and head < len(thing):
        held = [_put(one, rest, text) if at == head else one for at, one in enumerate(thing)]
        return tuple(held) if isinstance(thing, tuple) else held
    return thing


def _as_was(was: Any, text: Any) -> Any:
    """A text in the form of what stood there: prose, or plain."""
    if isinstance(was, str) and isinstance(text, tuple):
        return "".join(span.text for span in text)
    if isinstance(was, tuple) and isinstance(text, str):
        return (Span("text", text),)
    return text


# what is missing


def _lacks(story: Story, step: Step, language: str) -> bool:
    """Whether a reader of a language finds some of the story's own words at a step."""
    known = step.translations.get(language, {})
    if any(path not in known for path in _texts(step)):
        return True
    if step.kind == "quote" and step.ref in story.excerpts:
        return not _speaks(story.excerpts[step.ref], language, story.sources)
    if step.kind == "figure" and step.ref in story.figures:
        return "twin" not in story.figures[step.ref].translations.get(language, {})
    if step.kind == "document" and step.ref in story.documents:
        return not _is_read(story.documents[step.ref], language)
    return False


def _texts(step: Step) -> Iterator[str]:
    """The paths of a step's own texts."""
    if step.prose:
        yield step.kind
    yield from (f"items[{number}]" for number in range(len(step.items)))
    for kind, asked in (("guess", step.guess), ("question", step.question)):
        if asked is None:
            continue
        if asked.question:
            yield f"{kind}.question"
        yield from (
            f"{kind}.options[{number}]" for number, text in enumerate(asked.options) if _is_words(text)
        )
    if step.guess and step.guess.note:
        yield "guess.note"


def _is_words(text: str) -> bool:
    """Whether a text has a letter: a number or a date needs no translation."""
    return any(letter.isalpha() for letter in text)


def _speaks(excerpt: Excerpt, language: str, sources: Mapping[str, Source]) -> bool:
    if "text" in excerpt.translations.get(language, {}):
        return True
    source = sources.get(excerpt.source)
    spoken = excerpt.language or (source.language if source else "")
    return excerpt.form == "quote" and spoken.partition("-")[0] == language.partition("-")[0]


def _is_read(document: Document, language: str) -> bool:
    return "title" in document.translations.get(language, {})


# The codes of languages as BCP 47 writes them: `ru`, `zh-Hans`, `pt-BR`.

_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
    nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
"""The languages of ISO 639-1: a country's code in their place, such as kz or ua, is the usual slip."""
LANGUAGE = rf"(?:[a-z]{{3}}|{'|'.join(_TWO_LETTERS)})(?:-[A-Za-z0-9]{{2,8}})*"
"""What a code looks like, for the loader and for the JSON Schema."""
_LANGUAGE = re.compile(LANGUAGE)
_ALIKE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def is_language(code: str) -> bool:
    """Whether a text is the code of a language."""
    return bool(_LANGUAGE.fullmatch(code))


def looks_like_one(code: str) -> bool:
    """Whether a text is written as codes are, though it may be that of a country."""
    return bool(_ALIKE.fullmatch(code))
