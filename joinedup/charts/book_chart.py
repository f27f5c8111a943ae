"""What must every chart in the book carry?

A finding of at most 15 words, a subtitle with measure, place and period, a description for someone who
cannot see it, sources, a note on what it cannot show, and its data as a table. A chart that lacks one is
refused when it is made, so that no page can be built with it.

A notebook stores `application/vnd.vegalite.v5+json`: JupyterLab 4 draws it without a network, nbval
compares it strictly, and it is valid nbformat (Altair's own renderers are none of these). Write dates in
the domain of a scale as text, because the interpreter that draws live charts misreads milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypedDict

import altair as alt
import pandas as pd
from IPython.display import display

from joinedup.charts.controls import Control
from joinedup.charts.theme import WIDE
from joinedup.charts.words import titled
from joinedup.evidence.citations import IN_JUPYTER, source_line, use_sources

MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
LONGEST_HEADLINE = 15

_EMPTY_DESCRIPTION = re.compile(
    r"^((an?|the) )?(\w+ )?(chart|graph|plot) (of|showing|with)\b|^an? (\w+ )?(chart|graph)\b",
    re.IGNORECASE,
)

View = alt.Chart | alt.LayerChart


class Caption(TypedDict):
    """The words published with a chart, and the ids of its sources, as every form takes them."""

    headline: str
    subtitle: str
    description: str
    source_ids: Sequence[str]
    note: str


class Published(Protocol):
    """What every chart is published with, however it is drawn."""

    @property
    def headline(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def source_ids(self) -> Sequence[str]: ...
    @property
    def note(self) -> str: ...
    @property
    def table(self) -> pd.DataFrame: ...


def keep_to_the_contract(chart: Published) -> None:
    """Raise ValueError, naming the rule, for words, sources or a table that no chart may be without."""
    headline, description, source_ids = chart.headline, chart.description, chart.source_ids
    words = len(headline.split())
    if not 1 <= words <= LONGEST_HEADLINE:
        raise ValueError(
            f"headline must have 1 to {LONGEST_HEADLINE} words, not {words}: {headline!r}"
        )
    parts = {"subtitle": chart.subtitle, "description": description, "note": chart.note}
    for part, said in parts.items():
        if not said.strip():
            raise ValueError(f"{part} must not be blank (chart {headline!r})")
    if _EMPTY_DESCRIPTION.match(description.strip()):
        raise ValueError(
            f"description must say what a reader would see, not that it is a chart: {description!r}"
        )
    if isinstance(source_ids, str):
        raise ValueError(f"source_ids must be a list of ids, not one text: {source_ids!r}")
    if not source_ids or not all(source.strip() for source in source_ids):
        raise ValueError(f"source_ids must name at least one source (chart {headline!r})")
    if chart.table.empty:
        raise ValueError(f"table must not be empty (chart {headline!r})")


@dataclass(frozen=True, eq=False)
class BookChart:
    """One chart and the words, sources and table that are published with it.

    Raises ValueError, naming the rule, when any part breaks the book's chart contract.
    """

    chart: View
    headline: str
    subtitle: str
    description: str
    source_ids: tuple[str, ...]
    note: str
    table: pd.DataFrame
    readout: str = (
        ""  # the sentence a chart with controls starts with (joinedup.writing.explorations)
    )
    controls: Mapping[str, Control] = field(default_factory=dict)  # an exploration's, for its page

    def __post_init__(self) -> None:
        keep_to_the_contract(self)
        _refuse_what_a_phone_cannot_show(self.chart)

    def spec(self, width: int | Literal["container"] = WIDE, *, title: bool = False) -> dict:
        """The Vega-Lite specification at a width in pixels, with or without its title."""
        with alt.theme.enable("joinedup"):
            spec: dict[str, Any] = self.chart.properties(width=width).to_dict()
        spec["$schema"] = SCHEMA
        spec["description"] = self.description
        if title:
            spec["title"] = titled(self.headline, self.subtitle)
        spec["usermeta"] = {
            "book": {
                "headline": self.headline,
                "subtitle": self.subtitle,
                "description": self.description,
                "sources": list(self.source_ids),
                "note": self.note,
                **({"readout": self.readout} if self.readout else {}),
                **self._arranged(),
                "table": {
                    "columns": [str(column) for column in self.table.columns],
                    "rows": [
                        [_plain(value) for value in row]
                        for row in self.table.itertuples(index=False)
                    ],
                },
            }
        }
        return _whole(spec)

    def _arranged(self) -> dict[str, Any]:
        """Which controls the page puts under a fold, and which one has a button: empty for most."""
        more = [name for name, control in self.controls.items() if control.more]
        again = [[name, control.again] for name, control in self.controls.items() if control.again]
        return {**({"more": more} if more else {}), **({"again": again[0]} if again else {})}

    def _ipython_display_(self) -> None:
        """Show the chart, and under it what Jupyter cannot draw from it: sources and note."""
        display(self._repr_mimebundle_(), raw=True)
        self.caption()

    def caption(self) -> None:
        """Show the chart's sources and note in Jupyter; the page prints them with its figure."""
        words = source_line(self.source_ids, self.note)
        display({"text/markdown": words, "text/plain": words}, raw=True, metadata=IN_JUPYTER)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        use_sources(self.source_ids)
        return {
            MIME: self.spec(title=True),
            "text/plain": f"{self.headline}\n{self.description}",
        }


def book_chart(
    chart: View,
    *,
    headline: str,
    subtitle: str,
    description: str,
    source_ids: Sequence[str],
    note: str,
    table: pd.DataFrame,
    readout: str = "",
    controls: Mapping[str, Control] | None = None,
) -> BookChart:
    """Publish an Altair chart under the book's contract: what every form, and a one-off, ends with.

    The parts are those of `BookChart`, which raises ValueError for one that breaks the contract.
    """
    sources = source_ids if isinstance(source_ids, str) else tuple(source_ids)
    return BookChart(
        chart=chart,
        headline=headline,
        subtitle=subtitle,
        description=description,
        source_ids=sources,  # type: ignore[arg-type]  # a bare text is refused by BookChart
        note=note,
        table=table,
        readout=readout,
        controls=controls or {},
    )


def _refuse_what_a_phone_cannot_show(view: View) -> None:
    """Only a single view or layers can flex to the width of a phone; one scale an axis."""
    if not isinstance(view, alt.Chart | alt.LayerChart):
        raise ValueError(
            f"a chart must be one view or layers, never facet, concat or repeat: got "
            f"{type(view).__name__}"
        )
    for layer in _layers(view):
        encoding = layer.encoding
        for channel in ("row", "column", "facet"):
            if getattr(encoding, channel, alt.Undefined) is not alt.Undefined:
                raise ValueError(f"a chart must not be split into panels: it encodes {channel}")
    resolve = getattr(view, "resolve", alt.Undefined)
    if "independent" in str(resolve):
        raise ValueError("a chart has one scale for each axis: no second axis")


def _layers(view: View) -> list[alt.Chart]:
    if isinstance(view, alt.Chart):
        return [view]
    return [leaf for layer in view.layer for leaf in _layers(layer)]  # type: ignore[arg-type]


def _whole(value: Any) -> Any:
    """The same with 2 for 2.0, as JavaScript writes it, so that JupyterLab saves what it opened."""
    if isinstance(value, dict):
        return {key: _whole(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: object) -> object:
    """A table value as JSON holds it: blank for missing, a date without its midnight."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
