"""Does one command make both halves, each whole, and keep the trainer's from the learner's?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from joinedup.__main__ import main
from joinedup.course import build, learners, question_forms
from joinedup.course.routes import load as load_routes
from joinedup.course.trainer import CANARY
from joinedup.site.edition import edition
from joinedup.writing import outcomes, questions
from tests import platforms
from tests.browser import SITE

BOOK = edition().book


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public half of the bank in every form."""
    folder = tmp_path_factory.mktemp("public")
    build.write_questions(folder, BOOK, withheld=False)
    return folder


@pytest.fixture(scope="module")
def withheld(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The half kept for assessment in every form."""
    folder = tmp_path_factory.mktemp("withheld")
    build.write_questions(folder, f"{BOOK}, {CANARY}", withheld=True)
    return folder


def ids(folder: Path, name: str) -> list[str]:
    """The questions of one set, by the forms that the book itself reads back; they must agree."""
    moodle = question_forms.read_moodle_xml((folder / f"{name}.moodle.xml").read_text("utf-8"))
    qti = question_forms.read_qti((folder / f"{name}.qti.zip").read_bytes())
    assert moodle == qti
    return [item.item_id for item in moodle]


BANK = [q for path in sorted(questions.BANK.glob("*.toml")) for q in questions.load(path.stem)]


@pytest.mark.parametrize("number", sorted(outcomes.load()))
def test_each_outcome_has_its_questions_in_each_half(
    public: Path, withheld: Path, number: int
) -> None:
    for folder, kept in ((public, False), (withheld, True)):
        wanted = [q.question_id for q in BANK if q.outcome == number and q.withheld is kept]
        assert ids(folder, f"outcome-{number}") == wanted != []


@pytest.mark.parametrize("route_id", sorted(load_routes()))
def test_each_route_has_the_questions_of_its_pages(
    public: Path, withheld: Path, route_id: str
) -> None:
    files = [p.removeprefix("chapters/").replace("/", "-") for p in load_routes()[route_id].pages]
    for folder, kept in ((public, False), (withheld, True)):
        wanted = [
            question.question_id
            for name in files
            if (questions.BANK / f"{name}.toml").exists()
            for question in questions.load(name)
            if question.withheld is kept
        ]
        assert ids(folder, f"route-{route_id}") == wanted != []


@pytest.mark.skipif(platforms.missing() is not None, reason=str(platforms.missing()))
def test_gift_holds_the_same(public: Path) -> None:
    found = platforms.read_gift((public / "outcome-4.gift.txt").read_text("utf-8"))
    asked = [question["title"] for question in found if question["type"] == "MC"]
    assert asked == ids(public, "outcome-4")


def test_a_withheld_file_among_a_learners_is_seen(public: Path, withheld: Path) -> None:
    assert learners.faults({path.name: path.read_bytes() for path in public.iterdir()}) == []
    for path in withheld.iterdir():
        assert learners.faults({path.name: path.read_bytes()}), path.name


def test_an_outcome_without_a_question_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = {
        path.stem: [q for q in questions.load(path.stem) if q.outcome != 4]
        for path in questions.BANK.glob("*.toml")
    }
    monkeypatch.setattr(build, "_bank", lambda: served)
    short = outcomes.load()[4].short
    with pytest.raises(ValueError, match=rf"outcome 4 \({short}\): no public question serves it"):
        build.write_questions(tmp_path, BOOK, withheld=False)
    assert not list(tmp_path.iterdir())


def test_without_a_built_book_the_command_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["course", "--site", str(tmp_path), "--to", str(tmp_path / "course")]) == 1
    assert "holds no built book: run make site first" in capsys.readouterr().out


def test_a_trainers_file_in_the_site_stops_the_learners_half(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(f"<p>{CANARY}</p>", "utf-8")
    with pytest.raises(ValueError, match=r"site: book/index\.html holds what is for trainers"):
        build.learner(tmp_path / "site", tmp_path / "learner", edition())
    assert not (tmp_path / "learner").exists()


def test_the_learners_half_is_whole(tmp_path: Path) -> None:
    build.learner(SITE, tmp_path, edition())
    wanted = {f"{route}-{form}.zip" for route in load_routes() for form in ("scorm", "html")}
    assert {path.name for path in tmp_path.glob("*.zip")} == wanted
    for route in load_routes():
        with zipfile.ZipFile(tmp_path / f"{route}-scorm.zip") as scorm:
            packaged = {each.filename: each.CRC for each in scorm.infolist()}
        with zipfile.ZipFile(tmp_path / f"{route}-html.zip") as site:
            plain = {each.filename: each.CRC for each in site.infolist()}
        assert "index.html" in plain
        del packaged["imsmanifest.xml"]
        assert plain == packaged
