"""Where is a council among the others? England as tiles, one a council."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from joinedup.evidence.text import slug


class TileMap:
    """England's councils as tiles, none two in one place. Where a tile lies measures nothing."""

    def __init__(self, tiles: pd.DataFrame) -> None:
        """tiles: by ons, hex_column and hex_row; odd rows stand half a tile to the right."""
        top = int(tiles["hex_row"].max())
        left = int(tiles["hex_column"].min())
        self.places: dict[str, tuple[float, float]] = {
            str(ons): (column - left + 0.5 * (row % 2) + 0.5, (top - row) * 0.87 + 0.5)
            for ons, column, row in tiles[["hex_column", "hex_row"]].itertuples()
        }
        self.width = max(x for x, _ in self.places.values()) + 0.5
        self.height = max(y for _, y in self.places.values()) + 0.5
        # A stroke of no length with round ends is a dot: a few letters a tile.
        self._all = "".join(f"M{x:g} {y:g}h0" for x, y in self.places.values())

    def marked(self, ons: str, name: str) -> str:
        """The map with one council marked."""
        x, y = self.places[ons]
        said = html.escape(
            f"{name} on a map of England in which each council is one tile of one size"
        )
        return (
            f'<svg class="tiles" role="img" aria-label="{said}" viewBox="0 0 {self.width:g} '
            f'{self.height:g}"><path d="{self._all}"/><circle cx="{x:g}" cy="{y:g}" r=".75"/></svg>'
        )

    def linked(self, names: Mapping[str, str], after: str) -> str:
        """The map with each council a link to its page, its name shown where one points or tabs.

        after: the id of what follows, to which a reader with a keyboard may pass over the tiles.
        """
        links = "".join(
            f'<a href="councils/{slug(names[ons])}.html" aria-label="{html.escape(names[ons])}">'
            f'<circle cx="{x:g}" cy="{y:g}" r=".45"/>'
            f'<text y="1">{html.escape(names[ons])}</text></a>'
            for ons, (x, y) in sorted(self.places.items(), key=lambda at: (at[1][1], at[1][0]))
        )
        return (
            f'<p><a class="past" href="#{after}">Pass over the {len(self.places)} tiles</a></p>'
            '<div class="wide" tabindex="0" role="group" aria-label="Map of councils">'
            f'<svg class="tiles linked" viewBox="0 0 {self.width:g} {self.height:g}">{links}</svg></div>'
        )
