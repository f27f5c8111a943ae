"""How many printed claims stand, and how far do other figures lie from those that are disputed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import TEXT_ROOM, key, layered, pixels, place_labels, wrapped_labels
from joinedup.charts.theme import GREY, LINE_HEIGHT, MUTED, NARROW_BELOW, NAVY, ORANGE
from joinedup.charts.words import line_count, sentence_case, wrap
from joinedup.evidence.numbers import format_amount

VERDICTS = {
    "confirmed": "a source other than the article says the same",
    "confirmed_conflicting": "a source says the same, but another gives a different figure",
    "consistent": "other evidence points the same way without saying the same thing",
    "narrower": "only part of the claim, or a narrower claim, could be confirmed",
    "misread": "the number or report exists but does not mean what the article takes it to mean",
    "wrong": "a source contradicts the claim",
    "untraceable": "no readable source was found for the claim or its key number",
    "opinion": "a judgement that the evidence here cannot settle",
}


def named(verdict: str) -> str:
    """A verdict as readers see it."""
    if verdict == "confirmed_conflicting":
        return "confirmed, conflicting"
    return verdict.replace("_", " ")


def counted(verdicts: pd.Series) -> pd.Series:
    """How many claims have each verdict: those of VERDICTS in order, then any others by name."""
    others = sorted(set(verdicts) - set(VERDICTS))
    return verdicts.value_counts().reindex([*VERDICTS, *others], fill_value=0)


def claims_chart(
    claims: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """One square a claim, in a row for each verdict that was given; the reader picks an article.

    claims: article (as it is named to readers), article_id, claim, verdict and finding.
    """
    count = counted(claims["verdict"])
    rows = _verdict_rows([verdict for verdict in count.index if count[verdict]])
    squares = _squares(claims).merge(rows[["verdict", "words_y", "dot_y"]], on="verdict")
    every_article = "all five articles" if claims["article_id"].nunique() == 5 else "all articles"
    options = [every_article, *dict.fromkeys(claims["article"])]
    return book_chart(
        layered(
            [wrapped_labels(), *_square_layers(squares, every_article, int(count.max()))],
            height=float(rows["marks_y"].iloc[-1] + 48),
            data=rows,
            params=[select("article", "Show", options)],
        ),
        **caption,
        table=_claims_table(claims),
    )


def _verdict_rows(verdicts: Sequence[str]) -> pd.DataFrame:
    labels = [
        f"{sentence_case(named(verdict))}: {VERDICTS.get(verdict, 'see the table')}"
        for verdict in verdicts
    ]
    rows = pd.DataFrame({"label": labels, "verdict": verdicts})
    rows = place_labels(rows, [54] * len(verdicts), top=0)
    rows["words_y"], rows["dot_y"] = rows["marks_y"] + 3, rows["marks_y"] + 32
    return rows


def _squares(claims: pd.DataFrame) -> pd.DataFrame:
    ordered = claims.sort_values(["verdict", "article_id"])
    squares = ordered[["verdict", "article", "claim"]].reset_index(drop=True)
    squares["place"] = squares.groupby("verdict").cumcount() + 0.5
    return squares


def _square_layers(squares: pd.DataFrame, every_article: str, most: int) -> list[alt.Chart]:
    everything = f"article === '{every_article}'"
    every = alt.Chart(squares).transform_calculate(
        picked=f"({everything} || datum.article === article) ? 1 : 0"
    )
    words = every.transform_aggregate(
        picked="sum(picked)", total="count()", groupby=["verdict", "words_y"]
    ).transform_calculate(
        words=f"{everything} ? datum.total + (datum.total === 1 ? ' claim' : ' claims') : "
        "datum.picked + ' of ' + datum.total"
    )
    size = alt.ExprRef(f"width < {NARROW_BELOW} ? 90 : 260")
    return [
        words.mark_text(align="left", baseline="top", color=MUTED).encode(
            x=alt.value(0), y=pixels("words_y"), text="words:N"
        ),
        every.mark_point(shape="square", filled=True, opacity=1, size=size).encode(
            x=alt.X("place:Q", axis=None, scale=alt.Scale(domain=[0, most], nice=False)),
            y=pixels("dot_y"),
            color=alt.condition("datum.picked === 1", alt.value(NAVY), alt.value(GREY)),
            tooltip=[
                alt.Tooltip("claim:N", title="Claim"),
                alt.Tooltip("article:N", title="Article"),
            ],
        ),
    ]


def _claims_table(claims: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Article": claims["article"],
            "Claim": claims["claim"],
            "Verdict": [named(verdict) for verdict in claims["verdict"]],
            "What was found": claims["finding"],
        }
    )


def disputes(claims: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The other figures held for each claim with a number, where there are any.

    claims: claim, value, unit and figure_ids (ids with spaces between). figures: value, unit and
    form, by id. A figure counts when it has the claim's unit and the form (a change or a level) of
    the figure that the article printed. Returns label, unit, printed and others (a tuple, largest
    first), once for each printed number with the same others.
    """
    held = [_others(row, figures) for _, row in claims.iterrows()]
    rows = [
        {"label": row["claim"], "unit": row["unit"], "printed": row["value"], "others": others}
        for (_, row), others in zip(claims.iterrows(), held, strict=True)
        if others
    ]
    found = pd.DataFrame(rows, columns=["label", "unit", "printed", "others"])
    return found.drop_duplicates(["printed", "others"], ignore_index=True)


def _others(claim: pd.Series, figures: pd.DataFrame) -> tuple[float, ...]:
    held = figures.loc[[each for each in claim["figure_ids"].split() if each in figures.index]]
    held = held[(held["unit"] == claim["unit"]) & held["value"].notna()]
    # A change is compared with changes and a level with levels, as the printed figure is.
    form = held.loc[held["value"] == claim["value"], "form"]
    held = held[held["form"].isin(form)]
    return tuple(sorted(set(held["value"]) - {claim["value"]}, reverse=True))


def shares_of_printed(disputed: pd.DataFrame) -> pd.DataFrame:
    """One row for each other figure, with `share`: its percentage of the number printed.

    disputed: from `disputes`, whose index is kept.
    """
    shares = disputed.explode("others")
    shares["share"] = (shares["others"].astype(float) / shares["printed"] * 100).astype(float)
    return shares


def disputes_chart(
    disputed: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Other figures as a percentage of the number printed, a row for each disputed claim.

    disputed: from `disputes`.
    """
    swatches = key(
        [("diamond", ORANGE, "the article's number"), ("circle", NAVY, "other figures held")]
    )
    rows = _disputed_rows(disputed, swatches[1] + 6)
    shares = shares_of_printed(disputed)
    shares["dot_y"] = rows["dot_y"]
    return book_chart(
        layered(
            [*swatches[0], wrapped_labels(), *_disputed_layers(shares)],
            height=float(rows["dot_y"].iloc[-1] + 20),
            data=rows,
        ),
        **caption,
        table=_disputed_table(shares),
    )


def _other_words(others: Sequence[float], unit: str) -> str:
    said = ", ".join(format_amount(each, unit).replace("-", "\N{MINUS SIGN}") for each in others)
    return wrap(f"Other figures: {said}", TEXT_ROOM)


def _disputed_rows(disputed: pd.DataFrame, top: float) -> pd.DataFrame:
    """Each claim's label, its other figures in words under it, and the places of both."""
    words = [
        _other_words(others, unit)
        for others, unit in zip(disputed["others"], disputed["unit"], strict=True)
    ]
    room = [LINE_HEIGHT * line_count(text) for text in words]
    rows = disputed[["label"]].assign(words=words)
    rows = place_labels(rows, [high + 44 for high in room], top=top)
    rows["words_y"] = rows["marks_y"] + 3
    rows["dot_y"] = rows["marks_y"] + [high + 16 for high in room]
    return rows


def _disputed_layers(shares: pd.DataFrame) -> list[alt.Chart]:
    widest = float(max(shares["share"].max(), 100)) * 1.08
    across = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, widest], nice=False),
        axis=alt.Axis(values=[0, 50, 100, 150, 200], labelExpr="datum.value + '%'"),
    )
    y = pixels("dot_y")
    spans = shares.groupby("dot_y", as_index=False).agg(
        low=("share", lambda each: min(each.min(), 100)),
        high=("share", lambda each: max(each.max(), 100)),
    )
    others = alt.Chart(shares[["label", "share", "dot_y"]])
    printed = alt.Chart().transform_calculate(share="100")
    return [
        alt.Chart()
        .mark_text(align="left", baseline="top", color=MUTED)
        .encode(x=alt.value(0), y=pixels("words_y"), text="words:N"),
        alt.Chart(spans)
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x=alt.X("low:Q"), x2="high:Q", y=y),
        others.mark_point(filled=True, size=110, color=NAVY, opacity=1).encode(x=across, y=y),
        printed.mark_point(shape="diamond", filled=True, size=110, color=ORANGE, opacity=1).encode(
            x=across, y=y
        ),
    ]


def _disputed_table(shares: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Claim": shares["label"],
            "Article's number": shares["printed"],
            "Other figure": shares["others"].astype(float),
            "Unit": shares["unit"].str.replace("GBP_m", "£m"),
            "Per cent of the article's": shares["share"].round(0),
        }
    )
