"""What do forked kernels share? Everything a chapter imports, the evidence read, and one chart checked.

Importing this does the work. Altair checks its first chart slowly, and the tables' rules take a moment.
"""

from contextlib import suppress

import altair as alt

import joinedup
from joinedup.evidence import data

for name in joinedup.__all__:
    getattr(joinedup, name)
with suppress(data.BrokenEvidence):  # a notebook that needs the data will say so
    data.load()
alt.Chart(alt.Data(values=[])).mark_point().encode(x="x:Q").to_dict()
