"""What must hold on a page that a browser has open? Each check names what it finds wrong, one fault a line.

The checks of one visit run one after the other on the page as the last one left it: a check that
changes the page (its width, its colours, a control) comes late, or puts back what it changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator

from joinedup.site.chart_figures import WHERE_THE_TABLE_IS
from tests.browser import Visit

Check = Callable[[Visit], Iterator[str]]

BUDGET = {
    "first load, gzipped bytes": 90_000,
    "first load, requests": 8,
    "bundle": 160_000,
    "layout shift": 0.02,
}
NOTE_SHIFTS = (  # the browser's own measure of what jumped without being asked to
    "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
    "entry => { if (!entry.hadRecentInput) window.shift += entry.value; }))"
    ".observe({type: 'layout-shift', buffered: true});"
)
PHONE_SCREEN, SCREENS_TO_A_PICTURE = 844, 3  # pixels high, where a phone is 390 wide
NOT_FOR_PAPER = ".masthead .tools, nav, button, select, .launch, .downloads, .live, .waiting"
OPEN_EVERY_FOLD = "all => all.forEach(one => one.open = true)"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
UNLIKE = (Path(__file__).parent / "unlike.js").read_text("utf-8")
# Parts far from the screen are laid out late (book.css): of one that is measured before, the neighbours
# still have the sizes that were guessed for them. A made sheet, because a page's policy refuses others.
ALL_LAID_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets.push(sheet);
}"""

# What a rule of axe says of an element may depend on how long its words are, and on its neighbours.
WIDTH_RULES = ["target-size", "scrollable-region-focusable"]
# The kinds of element that axe has read in this process: their makes by width, their looks by width and
# colours (`unlike.js` says what each is).
_kinds_read: defaultdict[str, set[int]] = defaultdict(set)


def faults(seen: Visit, checks: list[Check]) -> list[str]:
    """Every fault of a visit as "page: check: fault". One that cannot end is a fault too."""
    found = []
    for check in checks:
        name = f"{seen.name}: {check.__name__.replace('_', ' ')}"
        try:
            found += [f"{name}: {fault}" for fault in check(seen)]
        except BrowserError as error:
            found.append(f"{name}: could not be checked: {str(error).strip().splitlines()[0]}")
    return found


# ---- what it asks for and how it arrives ----


def first_load_keeps_to_its_budget(seen: Visit) -> Iterator[str]:
    """Sizes as they cross the network, before anything is scrolled to."""
    sizes = {}
    for request in seen.asked:
        if request.response() is not None:
            sizes[request.url] = request.sizes()["responseBodySize"]
            continue
        # Cut off on its way, as a still is by its chart that comes alive. Asked again, it counts in full.
        again = seen.page.request.get(request.url)
        if not again.ok:
            yield f"no answer from {request.url}"
            return
        sizes[request.url] = int(again.headers["content-length"])
    bundle = sum(size for url, size in sizes.items() if "/vega-" in url)
    measured = {
        "first load, gzipped bytes": sum(sizes.values()) - bundle,
        "first load, requests": len(sizes),
        "bundle": bundle,
    }
    for name, value in measured.items():
        if value > BUDGET[name]:
            yield f"{name}: {value:,}, and {BUDGET[name]:,} are allowed"


def nothing_jumps_on_the_way_down(seen: Visit) -> Iterator[str]:
    seen.page.evaluate(NOTE_SHIFTS)
    seen.read_through()
    shift = seen.page.evaluate("window.shift")
    if shift >= BUDGET["layout shift"]:
        yield f"a layout shift of {shift:.3f}"


def asks_no_other_host(seen: Visit) -> Iterator[str]:
    yield from seen.outside


def complains_of_nothing(seen: Visit) -> Iterator[str]:
    yield from seen.complaints


# ---- charts ----


def shows_a_picture_within_three_screens(seen: Visit) -> Iterator[str]:
    """A story on a phone, as it opens: a picture, or the fold that keeps one until a guess is made."""
    seen.page.evaluate(ALL_LAID_OUT)
    first = seen.page.locator("main figure.chart").first
    down = first.evaluate(
        "figure => (figure.closest('details:not([open])') || figure).getBoundingClientRect().top + scrollY"
    )
    if down > SCREENS_TO_A_PICTURE * PHONE_SCREEN:
        yield f"its first picture begins {down / PHONE_SCREEN:.2f} screens down"


def every_chart_comes_alive(seen: Visit) -> Iterator[str]:
    seen.enliven()
    still = seen.page.locator("figure.chart[data-bundle] picture:visible").count()
    if still:
        yield f"{still} still pictures are left beside live charts"


def every_live_chart_has_its_own_name(seen: Visit) -> Iterator[str]:
    names = seen.page.locator("figure.chart .live svg[role=img]").evaluate_all(
        "all => all.map(svg => svg.getAttribute('aria-label'))"
    )
    count = seen.page.locator("figure.chart[data-bundle]").count()
    if len(names) != count:
        yield f"{count} charts, of which {len(names)} have a name"
    if len(set(names)) != len(names):
        yield "two charts share a name"
    yield from (f"named {name!r}" for name in names if "visualization" in name.lower())


def every_chart_is_announced(seen: Visit) -> Iterator[str]:
    """By its finding, as one picture that says where its table is; the table is there."""
    for figure in seen.page.locator("figure.chart").all():
        headline = figure.locator(".headline > span").inner_text()
        if not headline.startswith("Figure "):
            yield f"{headline!r} has no number"
        if seen.page.get_by_role("figure", name=headline, exact=True).count() != 1:
            yield f"{headline!r} is not the name of one figure"
        pictures = figure.get_by_role("img")
        if pictures.count() != 1:
            yield f"{headline!r} is read as {pictures.count()} pictures"
            continue
        said = pictures.get_attribute("aria-label") or pictures.get_attribute("alt") or ""
        if not said.endswith(WHERE_THE_TABLE_IS):
            yield f"{headline!r} does not say where its table is"
        if figure.locator("details table").count() != 1:
            yield f"{headline!r} has no table"


def every_chart_is_seen_as_a_picture(seen: Visit) -> Iterator[str]:
    """Without scripts: each picture has room, and its drawing is fetched."""
    seen.open_parts()
    pictures = seen.page.locator("figure.chart img")
    for index in range(pictures.count()):
        pictures.nth(index).scroll_into_view_if_needed()
        box = pictures.nth(index).bounding_box()
        if box is None or box["height"] <= 60:
            yield f"picture {index + 1} is not seen: {box}"
    seen.page.wait_for_load_state("networkidle")
    loaded = {request.url.rsplit("/", 1)[1] for request in seen.asked}
    drawings = [name for name in loaded if name.endswith("-wide.svg")]
    if len(drawings) != pictures.count():
        yield f"{pictures.count()} pictures, {len(drawings)} drawings fetched"


def _answers(control: Locator, key: str) -> bool:
    """Whether the control's chart takes up something new within half a second of a key."""
    state = "control => JSON.stringify(control.closest('figure').view.getState().signals)"
    before = control.evaluate(state)
    control.page.keyboard.press(key)
    for _ in range(10):
        control.page.wait_for_timeout(50)
        if control.evaluate(state) != before:
            return True
    return False


def every_control_works_by_keyboard(seen: Visit) -> Iterator[str]:
    controls = seen.page.locator("figure.chart .live .vega-bind :is(select, input)")
    for index in range(controls.count()):
        control = controls.nth(index)
        control.focus()
        kind, name, outline = control.evaluate(
            "control => [control.type, control.name, getComputedStyle(control).outlineStyle]"
        )
        if outline == "none":
            yield f"focus cannot be seen on {name}"
        # An arrow does nothing where a slider or list is at its end: then the other one must.
        keys = ["Space"] if kind == "checkbox" else ["ArrowDown", "ArrowUp"]
        if not any(_answers(control, key) for key in keys):
            yield f"{name} answers no key"


# ---- everyone ----


def axe(seen: Visit, colours: str, *, whole: bool = False) -> Iterator[str]:
    """What axe-core finds by all of its rules, in the colours that the page now has.

    A rule that looks at one element says the same of the next one of its kind, so an element is read
    where its kind is first met at this width and in these colours, on whichever page. What has a fault,
    or may have one, is read again on every page. whole: read the page as a whole too (the order of its
    headings, its landmarks), which needs doing once a width, for colours change none of it.
    """
    width = str(seen.page.viewport_size["width"] if seen.page.viewport_size else 0)
    makes, looks = _kinds_read[width], _kinds_read[f"{width} {colours}"]
    _bring_axe(seen)
    # No rule that runs here reads stylesheets, which a page in a folder may not fetch.
    options = {"resultTypes": ["violations", "incomplete"], "preload": False}
    found = seen.page.evaluate(UNLIKE, [sorted(makes), sorted(looks), whole, options])
    makes.update(found["makes"])
    looks.update(found["looks"])
    yield from found["faults"]


def _bring_axe(seen: Visit) -> None:
    if not seen.page.evaluate("'axe' in window"):
        seen.page.evaluate(AXE)


def axe_finds_nothing(seen: Visit) -> Iterator[str]:
    yield from axe(seen, "light", whole=True)


def axe_finds_nothing_that_the_width_decides(seen: Visit) -> Iterator[str]:
    """By rules that must see every element of the page, laid out as it is once it has come near."""
    _bring_axe(seen)
    seen.page.evaluate(ALL_LAID_OUT)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": WIDTH_RULES}}
    found = seen.page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    for rule in found:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['html'][:120]}"


def axe_finds_nothing_in_the_dark(seen: Visit) -> Iterator[str]:
    """The same page in dark colours; put back to light afterwards."""
    seen.page.emulate_media(color_scheme="dark")
    yield from axe(seen, "dark")
    seen.page.emulate_media(color_scheme="light")


def axe_finds_nothing_in_forced_colours(seen: Visit) -> Iterator[str]:
    seen.page.emulate_media(media="screen", color_scheme="dark", forced_colors="active")
    if not seen.page.evaluate("matchMedia('(forced-colors: active)').matches"):
        yield "colours were not forced"
    yield from axe(seen, "forced")
    seen.page.emulate_media(forced_colors="none")


def no_number_in_a_table_is_broken(seen: Visit) -> Iterator[str]:
    """To fit a phone, with every fold open."""
    seen.page.locator("details").evaluate_all(OPEN_EVERY_FOLD)
    yield from seen.page.locator(".dataframe td").evaluate_all(
        """cells => cells.filter(cell => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            return /^[\\d.,%-]+$/.test(cell.textContent) && words.getClientRects().length > 1;
        }).map(cell => cell.textContent)"""
    )


def the_cells_of_a_row_stand_side_by_side(seen: Visit) -> Iterator[str]:
    """In the table of a chart: each as high as its row, so that one rule runs beneath them all."""
    seen.page.locator("details").evaluate_all(OPEN_EVERY_FOLD)
    yield from seen.page.locator("figure.chart tbody :is(td, th)").evaluate_all(
        """cells => cells.filter(cell => cell.offsetHeight && cell.rowSpan === 1
            && Math.abs(cell.offsetHeight - cell.parentElement.offsetHeight) > 1)
            .map(cell => `${cell.textContent} is not as high as its row`)"""
    )


def no_word_of_a_table_s_head_is_broken(seen: Visit) -> Iterator[str]:
    """To fit a phone, with every fold open: "Val|ue". A wide table scrolls in its own box instead."""
    seen.page.locator("details").evaluate_all(OPEN_EVERY_FOLD)
    yield from seen.page.locator(".table-wrap thead th").evaluate_all(
        """heads => heads.flatMap(head => {
            const walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), broken = [];
            for (let text = walk.nextNode(); text; text = walk.nextNode())
                for (const found of text.data.matchAll(/[\\p{L}\\d]+/gu)) {
                    const word = document.createRange();
                    word.setStart(text, found.index);
                    word.setEnd(text, found.index + found[0].length);
                    const lines = new Set([...word.getClientRects()].map(line => Math.round(line.top)));
                    if (lines.size > 1) broken.push(`${found[0]} is broken in a table's head`);
                }
            return broken;
        })"""
    )


def no_page_scrolls_sideways(seen: Visit) -> Iterator[str]:
    """With every fold open, on a phone and on a small one. Leaves the tab as wide as it was."""
    before = seen.page.viewport_size
    for width in (390, 320):
        seen.page.set_viewport_size({"width": width, "height": 800})
        seen.enliven()
        seen.page.locator("details").evaluate_all(OPEN_EVERY_FOLD)
        seen.page.wait_for_timeout(100)  # the charts draw themselves again for a new width
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} wide on a screen of {width}"
    if before:
        seen.page.set_viewport_size(before)


# ---- paper ----


def a_printed_page_is_a_clean_handout(seen: Visit) -> Iterator[str]:
    """From a dark screen. Where scripts run: before a reader has scrolled to any chart but the first."""
    page = seen.page
    page.emulate_media(media="print", color_scheme="dark")
    page.pdf()
    left = page.locator(NOT_FOR_PAPER).evaluate_all(
        "all => all.filter(part => part.checkVisibility({visibilityProperty: true})"
        " && part.getClientRects().length).map(part => part.outerHTML.slice(0, 80))"
    )
    yield from (f"printed: {part}" for part in left)
    # What a lab keeps back until a guess is made stays back on paper; a chapter's figure does not.
    shown = "figure.chart:not(details.after-guess:not([data-after], [open]) *)"
    pictures = page.locator(f"{shown} img")
    for index, drawn in enumerate(
        pictures.evaluate_all("all => all.map(img => img.complete && img.naturalWidth > 0)")
    ):
        if not drawn or not pictures.nth(index).is_visible():
            yield f"picture {index + 1} is not on paper"
    for caption in page.locator(f"{shown} figcaption").all_inner_texts():
        if "Source: " not in caption:
            yield f"no source under {caption[:60]!r}"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    if ground != "rgb(255, 255, 255)":
        yield f"printed on {ground}"
    page.emulate_media(media="screen")
