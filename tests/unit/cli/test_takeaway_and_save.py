"""`takeaway` and `save`: of the kept run or of a file, encrypted or not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explainer.cli.main import run
from explainer.cli.stories import state_folder
from explainer.reading import run as run_module
from explainer.reading.run import Run, begin
from explainer.reading.storage.store import Store, decode, is_encrypted, write_file
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Edition, Place


@pytest.fixture
def ask(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(*words: str) -> tuple[int, str, str]:
        code = run([*words, "--story", str(tiny_story)])
        return (code, *capsys.readouterr())

    return asked


@pytest.fixture
def kept(tiny_story: Path) -> Run:
    """A run kept on this machine, with a note and a guess."""
    story = read_story(tiny_story)
    made = run_module.write(story, begin(story), Place("the-storm", "lamp"), "Who <b>lit</b> it?")
    made = msgspec.structs.replace(made, guesses={"the-storm:1": ("none",)})
    store = Store(state_folder())
    store.agree()
    store.save(made, story)
    return made


def test_the_kept_run_is_taken_along_as_text(ask: Any, kept: Run) -> None:
    code, out, err = ask("takeaway")
    assert (code, err) == (0, "")
    assert "Who <b>lit</b> it?" in out and "the-storm:lamp" in out and "How many boats were lost?" in out
    assert "guess" not in out.lower()
    assert max(map(len, out.splitlines())) <= 72 or "http" in max(out.splitlines(), key=len)


def test_guesses_only_if_asked_for(ask: Any, kept: Run) -> None:
    assert "Did boats come back?" not in ask("takeaway")[1]
    assert "Did boats come back?" in ask("takeaway", "--guesses")[1]


@pytest.mark.parametrize(("form", "sign"), [("markdown", "# What I"), ("html", "<!DOCTYPE html>")])
def test_other_forms_escape_what_was_typed(ask: Any, kept: Run, form: str, sign: str) -> None:
    code, out, _err = ask("takeaway", "--to", form)
    assert code == 0 and out.startswith(sign) and "<b>" not in out.replace("\\<b\\>", "")


def test_a_form_that_is_none(ask: Any, kept: Run) -> None:
    assert ask("takeaway", "--to", "pdf")[0] == 2


def test_without_a_kept_run_it_says_so(ask: Any) -> None:
    code, out, err = ask("takeaway")
    assert (code, out) == (1, "") and "No place" in err


def test_it_is_made_of_a_file_too_and_of_an_encrypted_one(
    ask: Any, tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = read_story(tiny_story)
    made = run_module.write(story, begin(story), Place("the-storm", "lamp"), "Carried here.")
    write_file(tmp_path / "plain.json", made)
    write_file(tmp_path / "locked.age", made, "open it")
    assert "Carried here." in ask("takeaway", "--resume", str(tmp_path / "plain.json"))[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("open it\n"))
    assert "Carried here." in ask("takeaway", "--resume", str(tmp_path / "locked.age"))[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    code, out, _err = ask("takeaway", "--resume", str(tmp_path / "locked.age"))
    assert (code, out) == (1, "")


def test_what_moved_is_narrated(ask: Any, tiny_story: Path, tmp_path: Path) -> None:
    from explainer.reading.anchors import Anchor

    story = read_story(tiny_story)
    lost = run_module.Note(
        1, Anchor("the-storm", "x", "Words that stand nowhere in this small story"), "Mine"
    )
    write_file(
        tmp_path / "run.json",
        msgspec.structs.replace(begin(story), edition=Edition("1.0", "0" * 12), notes=(lost,)),
    )
    code, out, err = ask("takeaway", "--resume", str(tmp_path / "run.json"))
    assert code == 0 and "Lost." in out and "note" in err


# save


def save(ask: Any, monkeypatch: pytest.MonkeyPatch, given: str, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    found: tuple[int, str, str] = ask("save", *words)
    return found


def test_saved_with_a_passphrase_it_opens_with_that_alone(
    ask: Any, kept: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "run.age"
    code, out, err = save(ask, monkeypatch, "my own words\n", str(file), "--passphrase")
    assert (code, out) == (0, "") and "encrypted" in err and "my own" not in err
    raw = file.read_bytes()
    assert is_encrypted(raw) and b"the-storm" not in raw and b"<b>lit" not in raw
    assert decode(raw, "my own words").notes == kept.notes


def test_without_one_it_says_that_anybody_can_read_it(ask: Any, kept: Run, tmp_path: Path) -> None:
    code, _out, err = ask("save", str(tmp_path / "run.json"))
    assert code == 0 and "--passphrase" in err


@pytest.mark.parametrize("given", ["", "\n"])
def test_no_passphrase_is_no_passphrase(
    ask: Any, kept: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    code, _out, _err = save(ask, monkeypatch, given, str(tmp_path / "run.age"), "--passphrase")
    assert code == 1 and not (tmp_path / "run.age").exists()


def test_an_encrypted_file_is_replaced_only_under_its_own_passphrase(
    ask: Any, kept: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "run.age"
    assert save(ask, monkeypatch, "one\n", str(file), "--passphrase")[0] == 0
    before = file.read_bytes()
    assert ask("save", str(file))[0] == 2
    assert save(ask, monkeypatch, "two\n", str(file), "--passphrase")[0] == 2
    assert file.read_bytes() == before
    assert save(ask, monkeypatch, "one\n", str(file), "--passphrase")[0] == 0
    assert file.read_bytes() != before


def test_on_a_terminal_it_is_typed_twice(
    ask: Any, kept: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.cli.reading.is_terminal", lambda _stream: True)
    for answers, code in ((["a b", "a c"], 1), (["a b", "a b"], 0)):
        left = list(answers)
        monkeypatch.setattr("getpass.getpass", lambda _prompt, left=left: left.pop(0))
        assert ask("save", str(tmp_path / "run.age"), "--passphrase")[0] == code
        assert (tmp_path / "run.age").exists() == (code == 0)
