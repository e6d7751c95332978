"""Evaluation: a table of checked numbers and a table of results → what was right, how sure, and at which price."""
