"""The chart forms of the book: one theme, one contract, and plain declarations."""

from joinedup.charts.amounts import bars
from joinedup.charts.arms import arm_by_arm
from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.effects import interval_plot
from joinedup.charts.initiatives import timeline
from joinedup.charts.of_figures import of_figures
from joinedup.charts.pairs import Arm, paired_arms
from joinedup.charts.places import spread
from joinedup.charts.promise_charts import promise_and_outcome, share_delivered
from joinedup.charts.time_series import lines, trend

__all__ = [
    "Arm",
    "BookChart",
    "Caption",
    "arm_by_arm",
    "bars",
    "book_chart",
    "interval_plot",
    "lines",
    "of_figures",
    "paired_arms",
    "promise_and_outcome",
    "share_delivered",
    "spread",
    "timeline",
    "trend",
]
