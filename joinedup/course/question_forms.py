"""How does the bank get into a learning platform? As Moodle XML, GIFT and QTI 1.2, each read back equal.

Questions leave as plain text: a platform knows no rows of data/. Every option keeps its feedback, and
platforms are told to shuffle.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from joinedup.site.fixed_zip import zipped
from joinedup.writing.questions import Question
from joinedup.writing.story import plain

_GIFT_MARKS = re.compile(r"([\\~=#{}:])")
QTI_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


@dataclass(frozen=True)
class Choice:
    """One answer as a platform shows it."""

    words: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Item:
    """One question as a platform shows it: plain text, exactly one choice right."""

    item_id: str
    ask: str
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        """Raises ValueError, naming the question, unless one choice is right and there are two or more."""
        right = sum(choice.right for choice in self.choices)
        if right != 1:
            raise ValueError(
                f"question {self.item_id}: {right} right answers; a platform takes one"
            )
        if len(self.choices) < 2:
            raise ValueError(f"question {self.item_id}: one answer is no choice")


def items(questions: Iterable[Question]) -> list[Item]:
    """Questions as platforms show them. Options stand in the order fixed by the question's id."""
    return [
        Item(
            question.question_id,
            plain(question.ask),
            tuple(
                Choice(plain(option.text), plain(option.feedback), option.right)
                for _, option in question.shown()
            ),
        )
        for question in questions
    ]


# Moodle XML (docs.moodle.org, "Moodle XML format")


def moodle_xml(found: Sequence[Item], category: str) -> str:
    """The items as Moodle XML, in one category."""
    quiz = ElementTree.Element("quiz")
    place = ElementTree.SubElement(quiz, "question", type="category")
    _text(ElementTree.SubElement(place, "category"), f"$course$/top/{category.replace('/', '//')}")
    for item in found:
        question = ElementTree.SubElement(quiz, "question", type="multichoice")
        _text(ElementTree.SubElement(question, "name"), item.item_id)
        _text(ElementTree.SubElement(question, "questiontext", format="html"), escape(item.ask))
        for name, value in (
            ("defaultgrade", "1"),
            ("penalty", "0"),
            ("hidden", "0"),
            ("idnumber", item.item_id),
            ("single", "true"),
            ("shuffleanswers", "true"),
            ("answernumbering", "abc"),
        ):
            ElementTree.SubElement(question, name).text = value
        for choice in item.choices:
            fraction = "100" if choice.right else "0"
            answer = ElementTree.SubElement(question, "answer", fraction=fraction, format="html")
            ElementTree.SubElement(answer, "text").text = escape(choice.words)
            feedback = ElementTree.SubElement(answer, "feedback", format="html")
            ElementTree.SubElement(feedback, "text").text = escape(choice.feedback)
    ElementTree.indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(quiz, encoding="unicode")}\n'


def read_moodle_xml(text: str) -> list[Item]:
    """The items of a Moodle XML file, as Moodle would show them."""
    return [
        Item(
            _said(question, "idnumber"),
            _unescaped(_said(question, "questiontext/text")),
            tuple(
                Choice(
                    _unescaped(_said(answer, "text")),
                    _unescaped(_said(answer, "feedback/text")),
                    answer.get("fraction") == "100",
                )
                for answer in question.iter("answer")
            ),
        )
        for question in ElementTree.fromstring(text).iter("question")
        if question.get("type") == "multichoice"
    ]


def _text(parent: ElementTree.Element, words: str) -> None:
    ElementTree.SubElement(parent, "text").text = words


def _said(parent: ElementTree.Element, path: str) -> str:
    return parent.findtext(path) or ""


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# GIFT (docs.moodle.org, "GIFT format")


def gift(found: Sequence[Item], category: str) -> str:
    """The items as GIFT, in one category. Text is plain, and what GIFT gives a meaning to is escaped."""
    parts = [f"$CATEGORY: $course$/top/{category}"]
    for item in found:
        answers = "\n".join(
            f"\t{'=' if choice.right else '~'}{_gift(choice.words)}#{_gift(choice.feedback)}"
            for choice in item.choices
        )
        parts.append(f"::{_gift(item.item_id)}::[plain]{_gift(item.ask)}{{\n{answers}\n}}")
    return "\n\n".join(parts) + "\n"


def _gift(words: str) -> str:
    return _GIFT_MARKS.sub(r"\\\1", words)


# QTI 1.2 (imsglobal.org, "QTI ASI XML Binding"; what Canvas and most platforms import)


def qti(found: Sequence[Item], title: str, package_id: str) -> bytes:
    """The items as a zip of one QTI 1.2 assessment and its manifest; always the same bytes."""
    root = ElementTree.Element("questestinterop", xmlns=QTI_NAMESPACE)
    assessment = ElementTree.SubElement(root, "assessment", ident=package_id, title=title)
    section = ElementTree.SubElement(assessment, "section", ident="root_section")
    for item in found:
        section.append(_qti_item(item))
    ElementTree.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    texts = {
        "imsmanifest.xml": _qti_manifest(title, package_id),
        f"{package_id}/{package_id}.xml": head + ElementTree.tostring(root, "unicode") + "\n",
    }
    return zipped({name: text.encode() for name, text in texts.items()}, first="imsmanifest.xml")


def _qti_item(item: Item) -> ElementTree.Element:
    root = ElementTree.Element("item", ident=item.item_id, title=item.item_id)
    metadata = ElementTree.SubElement(ElementTree.SubElement(root, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", "multiple_choice_question"), ("points_possible", "1")):
        field = ElementTree.SubElement(metadata, "qtimetadatafield")
        ElementTree.SubElement(field, "fieldlabel").text = label
        ElementTree.SubElement(field, "fieldentry").text = entry
    presentation = ElementTree.SubElement(root, "presentation")
    _material(presentation, item.ask)
    response = ElementTree.SubElement(
        presentation, "response_lid", ident="response1", rcardinality="Single"
    )
    choices = ElementTree.SubElement(response, "render_choice", shuffle="Yes")
    processing = ElementTree.SubElement(root, "resprocessing")
    outcomes = ElementTree.SubElement(processing, "outcomes")
    ElementTree.SubElement(
        outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    for number, choice in enumerate(item.choices, start=1):
        key = f"choice{number}"
        _material(ElementTree.SubElement(choices, "response_label", ident=key), choice.words)
        condition = ElementTree.SubElement(processing, "respcondition", attrib={"continue": "Yes"})
        chosen = ElementTree.SubElement(condition, "conditionvar")
        ElementTree.SubElement(chosen, "varequal", respident="response1").text = key
        if choice.right:
            ElementTree.SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
        ElementTree.SubElement(
            condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{key}_fb"
        )
        feedback = ElementTree.SubElement(root, "itemfeedback", ident=f"{key}_fb")
        _material(ElementTree.SubElement(feedback, "flow_mat"), choice.feedback)
    return root


def _material(parent: ElementTree.Element, words: str) -> None:
    text = ElementTree.SubElement(ElementTree.SubElement(parent, "material"), "mattext")
    text.set("texttype", "text/plain")
    text.text = words


def _qti_manifest(title: str, package_id: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="{package_id}-manifest" '
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
        'xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2">\n'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion>"
        f"<imsmd:lom><imsmd:general><imsmd:title><imsmd:langstring>{escape(title)}"
        "</imsmd:langstring></imsmd:title></imsmd:general></imsmd:lom></metadata>\n<organizations/>\n"
        f'<resources><resource identifier="{package_id}" type="imsqti_xmlv1p2">'
        f'<file href="{package_id}/{package_id}.xml"/></resource></resources></manifest>\n'
    )


def read_qti(packed: bytes) -> list[Item]:
    """The items of a QTI 1.2 zip, the right choice being the one that sets the score to 100."""
    within = {"q": QTI_NAMESPACE}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        [name] = [n for n in archive.namelist() if n != "imsmanifest.xml"]
        root = ElementTree.fromstring(archive.read(name))
    found = []
    for item in root.iterfind(".//q:item", within):
        right = {
            _in(condition, "q:conditionvar/q:varequal")
            for condition in item.iterfind("q:resprocessing/q:respcondition", within)
            if _in(condition, "q:setvar") == "100"
        }
        feedback = {
            each.get("ident", ""): _in(each, ".//q:mattext")
            for each in item.iterfind("q:itemfeedback", within)
        }
        labels = list(item.iterfind(".//q:response_label", within))
        choices = tuple(
            Choice(
                _in(label, ".//q:mattext"),
                feedback[f"{label.get('ident')}_fb"],
                label.get("ident") in right,
            )
            for label in labels
        )
        ask = _in(item, "q:presentation/q:material/q:mattext")
        found.append(Item(item.get("ident", ""), ask, choices))
    return found


def _in(parent: ElementTree.Element, path: str) -> str:
    return parent.findtext(path, default="", namespaces={"q": QTI_NAMESPACE})
