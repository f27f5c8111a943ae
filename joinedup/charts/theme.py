"""How does every chart in the book look?

One palette, one type size, one registered Altair theme. The colours are those of the
Government Analysis Function; nothing else in the package names a colour.
"""

from __future__ import annotations

import altair as alt

NAVY, TEAL, PLUM, ORANGE, CHARCOAL, LILAC = PALETTE = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
    "#A285D1",
)
PALE_ORANGE = "#FCD2BE"  # the room that a promised range leaves
PALE_NAVY = "#DCE4EC"  # where something usually lies
GREY = "#BFBFBF"  # what is out of focus
MUTED = "#595959"  # small print: 7:1 on white
RULE = "#E4E4E4"  # grid and tracks
SHADE = "#F3F3F3"  # areas behind the data
WHITE = "#FFFFFF"

FONT = "Helvetica, Arial, sans-serif"
FONT_SIZE, HEADLINE_SIZE = 13, 18
LINE_HEIGHT = 16
NARROW, WIDE = 340, 680  # the two widths the site draws
NARROW_BELOW = 560  # a plot narrower than this uses the phone's wrapping

# The second, third and fourth line are told apart by dash as well as colour.
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3])


@alt.theme.register("joinedup", enable=True)
def joinedup_theme() -> alt.theme.ThemeConfig:
    """White ground, sans-serif 13, a light horizontal grid and no frame."""
    axis = {
        "labelFontSize": FONT_SIZE,
        "labelColor": CHARCOAL,
        "title": None,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "titleColor": CHARCOAL,
        "ticks": False,
        "domain": False,
        "gridColor": RULE,
        "labelPadding": 6,
    }
    return {
        "config": {
            "background": WHITE,
            "font": FONT,
            "padding": 6,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "view": {"stroke": None},
            "axis": axis,  # type: ignore[typeddict-item]
            "axisX": {"grid": False, "domain": True, "domainColor": GREY, "labelPadding": 9},
            "axisY": {"grid": True, "tickCount": 5},
            "text": {
                "fontSize": FONT_SIZE,
                "color": CHARCOAL,
                "lineHeight": LINE_HEIGHT,
                "lineBreak": "\n",
            },
            "title": {
                "anchor": "start",
                "fontSize": HEADLINE_SIZE,
                "color": CHARCOAL,
                "subtitleFontSize": FONT_SIZE,
                "subtitleColor": MUTED,
                "offset": 14,
            },
        }
    }
