"""How does a reader get two pages with a council's own figures? From finished pages, word for word.

Side one is a briefing, shortened; side two is what the page of one council says on the same question. Both
are cut out of the pages as the build has made them, so that no hedge is written twice or lost. They go
into one script, which the page `your-own` asks for by a tag, because that works from a folder and where
site data are blocked. What is put together (`own.js`) is put together on the reader's device.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinedup.briefings.parts import imprint
from joinedup.briefings.publishing import FOLDER, notebooks
from joinedup.briefings.reading import Briefing, read
from joinedup.evidence import data
from joinedup.evidence.councils import TOO_SMALL
from joinedup.evidence.text import slug
from joinedup.site.chart_figures import WHERE_THE_TABLE_IS
from joinedup.site.edition import Edition, edition

DOCUMENT = f"{FOLDER}/your-own"
WORDS = f"{DOCUMENT}.js"
COUNCILS = "chapters/councils"
ON_SIDE_ONE = ("what-we-do-not-know", "how-sure-are-we", "the-other-view", "options")
ASK_ON_THE_DAY = "ask-on-the-day"


@dataclass(frozen=True)
class Topic:
    """A part of a council's page that may bear on a question.

    table: whether its first table is taken, out of a fold or from under a picture too. notes: whether
    the words beneath its picture are, its sources among them. question: which of the questions to ask
    there belongs to it.
    """

    section: str
    table: bool = True
    notes: bool = False
    question: int | None = None


TOPICS = {
    "delays": Topic("days-that-patients-waited-in-hospital", notes=True, question=0),
    "expected": Topic("what-was-expected-in-july-2017", table=False, notes=True),
    "cut": Topic("the-cut-in-admissions-asked-of-every-plan", question=1),
    "money": Topic("money", question=2),
    "programmes": Topic("programmes-that-named-the-area"),
    "promises": Topic("promises-held-for-this-area"),
}
WHO, LIMITS, QUESTIONS = "where-and-who", "what-this-page-cannot-show", "questions-to-ask-here"
SAID = {
    "holds": "These figures are of one place. They do not answer the question: nothing here says why a "
    "number moved, and one place cannot show what would have happened without a plan.",
    "nothing": "On this question the book holds nothing for one council. What follows says where it is and "
    "who lives there. It answers no part of the question.",
    "promises": "Of this council, or of a group of councils or an STP around it, this book holds no "
    "promise. That says what was read, and nothing about what was promised. What follows says where it "
    "is and who lives there.",
    "place": "what this book holds",
    "limits": "What this cannot show",
    "here": "Questions to ask here",
    "day": "Ask on the day",
    "shortened": "Shortened. The whole briefing says what was promised beside what happened, what is "
    "known, and where each number comes from",
    "more": "Taken from the council's own page, which has pictures and similar councils, and leads to "
    "every row and source",
}


# ---- the page ----


def page(book: Path) -> str:
    """The page on which a reader picks a question and a council, as Markdown."""
    names = council_names()
    questions = {path.stem: read(path).question for path in notebooks(book)}
    return f"""# A briefing of your own

Pick a question that boards ask and a council. You get two pages: the briefing on the question, shortened,
and what this book holds on that question for the council, in the words of its own page.

Where the book holds nothing for one council, the second page says so. Nothing in it ranks a place or says
why a number moved.

```{{raw}} html
<form class="own" id="your-own" data-script="own.js" data-words="{Path(WORDS).name}">
<p><label for="own-question">Question</label>
<select id="own-question" name="question">{_options(questions, "Pick a question")}</select></p>
<p><label for="own-council">Council, on the borders of April 2019</label>
<select id="own-council" name="council">{_options(names, "Pick a council")}</select></p>
<p class="acts"><button type="button" class="main" data-act="show" disabled>Show my two pages</button>
<button type="button" data-act="print" disabled>Print them</button>
<button type="button" data-act="word" disabled>Save as a Word document</button>
<button type="button" data-act="link" disabled>Make a link to them</button></p>
<p role="status"></p>
<p class="taken"></p>
</form>
<div class="without-scripts"><p>Putting the two pages together needs scripts, and they are off.
Print a briefing and the page of a council instead: each fills two sides of A4.</p>
<h2>Briefings</h2>{_list(questions, "")}
<h2>Councils</h2>{_list(names, "../councils/")}</div>
<section class="own-result" aria-label="Your two pages" hidden></section>
```

What you pick stays on this device. A link holds it only when you make one.

Looking for a name that has gone, or one that came later? [Find your council](../councils.md) says which
page holds its area. The City of London and the Isles of Scilly have no page of figures, because so few
people live there.
"""


def council_names() -> dict[str, str]:
    """{a council's page: its name}, of those that have figures, by name."""
    names = data.load().councils["councils"]["council"].drop(list(TOO_SMALL))
    return {slug(name): str(name) for name in sorted(names)}


def _options(named: dict[str, str], first: str) -> str:
    options = "".join(
        f'<option value="{key}">{html.escape(words)}</option>' for key, words in named.items()
    )
    return f'<option value="">{first}</option>{options}'


def _list(named: dict[str, str], folder: str) -> str:
    items = "".join(
        f'<li><a href="{folder}{key}.html">{html.escape(words)}</a></li>'
        for key, words in named.items()
    )
    return f"<ul>{items}</ul>"


def write_page(book: Path) -> None:
    """Write the page, where the book's contents name it and it does not stand as it should."""
    if DOCUMENT not in (book / "_toc.yml").read_text("utf-8"):
        return
    to, text = book / f"{DOCUMENT}.md", page(book)
    if not to.exists() or to.read_text("utf-8") != text:
        to.write_text(text, encoding="utf-8", newline="\n")


# ---- what it puts together ----


def write_words(book: Path, site: Path) -> int:
    """Write the script that holds both sides of every briefing, from the site's pages; returns its bytes.

    A page that the site does not have is left out. Raises ValueError, naming page and part, where a page
    lacks a part, and KeyError for a topic that no council's page has.
    """
    issue = edition(book)
    questions = {
        path.stem: _side_one(path, issue, found)
        for path in notebooks(book)
        if (found := site / FOLDER / f"{path.stem}.html").exists()
    }
    councils = {
        name: _side_two(found)
        for name in council_names()
        if (found := site / COUNCILS / f"{name}.html").exists()
    }
    told = {"questions": questions, "councils": councils, "said": SAID}
    packed = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    (site / WORDS).write_text(f"window.ownBriefing={packed};\n", encoding="utf-8", newline="\n")
    return (site / WORDS).stat().st_size


def topics_of(path: Path) -> list[str]:
    """What of a council's page bears on a briefing's question. Raises ValueError where it does not say."""
    told = json.loads(path.read_text("utf-8"))["metadata"]["book"]["briefing"]
    if not isinstance(told.get("council"), list) or not set(told["council"]) <= set(TOPICS):
        raise ValueError(
            f"{path.name}: book.briefing.council in its metadata must list what of a council's page "
            f"bears on its question, or be []: {', '.join(TOPICS)}"
        )
    return list(told["council"])


def _side_one(path: Path, issue: Edition, found: Path) -> dict[str, Any]:
    shown, briefing = found.read_text("utf-8"), read(path)
    parts = [_before_the_picture(shown, briefing, found), _picture(shown, found)]
    parts += [_with_heading(*_section(shown, name, found)) for name in ON_SIDE_ONE]
    return {
        "question": briefing.question,
        "title": briefing.title,
        "topics": topics_of(path),
        "parts": "".join(parts),
        "ask": _blocks(_section(shown, ASK_ON_THE_DAY, found)[1]),
        "edition": issue.said,
        "imprint": imprint(briefing, issue),
    }


def _before_the_picture(shown: str, briefing: Briefing, found: Path) -> str:
    """The decision and the key points."""
    begins, ends = shown.find("</h1>"), shown.find('<figure class="chart"')
    if not 0 < begins < ends:
        raise ValueError(f"{found.name}: no picture beneath the title of {briefing.name}")
    # The working of the picture stands between.
    return _blocks(shown[begins:ends].partition("<details")[0].removeprefix("</h1>"))


def _picture(shown: str, found: Path) -> str:
    figure = _one(r'<figure class="chart".*?</figure>', shown, found)
    headline = _one(r'<p class="headline">(.*?)</p>', figure, found)
    headline = re.sub(r'<span class="number">.*?</span>', "", headline)
    image = _inside(_one(r"<picture>.*?</picture>", figure, found))
    image = image.replace(html.escape(WHERE_THE_TABLE_IS), "")  # it stays behind
    subtitle = _inside(_one(r'<p class="subtitle">(.*?)</p>', figure, found))
    under = _blocks(_one(_BENEATH, figure, found))
    return (
        f"<figure><p><strong>{_inside(headline)}</strong></p><p>{subtitle}</p>{image}"
        f"<figcaption>{under}</figcaption></figure>"
    )


def _side_two(found: Path) -> dict[str, Any]:
    shown = found.read_text("utf-8")
    asked = re.findall(r"<li>(.*?)</li>", _section(shown, QUESTIONS, found)[1], re.DOTALL)
    told: dict[str, Any] = {
        "name": html.unescape(_inside(_one(r"<h1>(.*?)</h1>", shown, found))),
        "who": _topic(Topic(WHO, table=False), *_section(shown, WHO, found)),
        "limits": _blocks(_section(shown, LIMITS, found)[1]),
        "asks": {},
    }
    for name, topic in TOPICS.items():
        if name == "promises" and f'<section id="{topic.section}">' not in shown:
            continue
        told[name] = _topic(topic, *_section(shown, topic.section, found))
        if topic.question is not None:
            told["asks"][name] = _inside(asked[topic.question])
    return told


def _topic(topic: Topic, heading: str, section: str) -> str:
    bare = re.sub(r"<figure.*?</figure>|<details.*?</details>", "", section, flags=re.DOTALL)
    parts = [_blocks(_sources_named(bare))]
    if topic.table and "<table" not in parts[0]:
        source = section if topic.notes else section.partition("<details")[2]
        parts += [
            _blocks(table) for table in re.findall(r"<table.*?</table>", source, re.DOTALL)[:1]
        ]
        if not topic.notes:  # what stands beneath the table in its fold
            parts.append(_blocks(_sources_named(source.partition("</table>")[2])))
    if topic.notes:
        noted = re.findall(_BENEATH, section, re.DOTALL)[:1]
        parts += [
            _sources_named(_blocks(words).replace("<p>", '<p class="rows">')) for words in noted
        ]
    return _with_heading(heading, "".join(parts))


def _sources_named(shown: str) -> str:
    """Where numbers come from, in words alone: the council's page leads to rows and sources."""

    def named(rows: re.Match[str]) -> str:
        words = re.sub(r"<[^>]*>", "", rows[1])
        return f'<p class="rows">{re.sub(_ROWS, "", words)}</p>'

    return re.sub(r'<p class="rows">(.*?)</p>', named, shown, flags=re.DOTALL)


# ---- cutting pages ----


def _section(shown: str, name: str, found: Path) -> tuple[str, str]:
    """The heading and the rest of a section that holds no other."""
    section = _one(rf'<section id="{name}">(.*?)</section>', shown, found)
    heading, _, rest = section.partition("</h2>")
    return _inside(heading), rest


def _one(pattern: str, shown: str, found: Path) -> str:
    match = re.search(pattern, shown, re.DOTALL)
    if not match:
        raise ValueError(
            f"{found.parent.name}/{found.name}: its page shows nothing like {pattern!r}"
        )
    return match[match.re.groups]


def _with_heading(heading: str, rest: str) -> str:
    return f"<h3>{heading}</h3>{_blocks(rest)}"


_TERM = re.compile(r'<span class="term"><a [^>]*>(.*?)</a><span class="meaning".*?</span></span>')
_NOT_SHOWN = re.compile(r'<a class="headerlink".*?</a>|<svg.*?</svg>', re.DOTALL)
_WRAPPING = re.compile(r"</?(?:div|span|section|h1|h2|code|details|summary)\b[^>]*>")
_ROWS = re.compile(r"Rows: .*?, ons \w+\. | \(joinedup\.[\w.]+\)")  # which files and which program
# The paragraphs beneath a picture: source and note, and not the table and the files that follow them.
_BENEATH = r"<figcaption>\s*((?:<p>.*?</p>\s*)+)"
_KEPT = {"href", "src", "srcset", "media", "alt", "width", "height", "scope", "aria-label"}
_YEAR = re.compile(r'(<th scope="row">)(\d{4}-\d\d)\b')  # must not break at its hyphen
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')


def _blocks(shown: str) -> str:
    """HTML as paragraphs, lists and tables alone, without anchors, so that it can stand anywhere."""
    return _inside(shown).replace("> <", "><")


def _inside(shown: str) -> str:
    """HTML without what only its own page needs: terms, links to headings, wrappers, names of style."""
    words = _WRAPPING.sub("", _NOT_SHOWN.sub("", _TERM.sub(r"\1", shown)))
    words = re.sub(r"<(\w+)((?: [\w-]+=\"[^\"]*\")+)>", _plainer, words)
    words = _YEAR.sub(r'\1<span class="unbroken">\2</span>', words)
    return " ".join(words.split())


def _plainer(tag: re.Match[str]) -> str:
    kept = [
        f' {name}="{value}"'
        for name, value in _ATTRIBUTE.findall(tag[2])
        if name in _KEPT or (name, value) == ("class", "rows")
    ]
    return f"<{tag[1]}{''.join(kept)}>"
