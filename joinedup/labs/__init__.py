"""The models behind the labs: each a tested function, with its controls and its twin for the page."""
