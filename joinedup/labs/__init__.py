"""The models behind the labs: each a tested function, with its controls and its twin for the page.

A lab opens blank: a person with a decision, from the book's own rows, and one `guess()`, with a `Plot`
where the guess is a point on a chart. All that tells the answer stands in a fold that a guess opens
(joinedup/site/layers.py). Its headline asks. Few controls stand open; the rest are `more=True`. Where
chance plays a part, readers draw again by `draws.py`. tests/test_labs.py and test_labs_open_blank.py hold
what a test can.
"""
