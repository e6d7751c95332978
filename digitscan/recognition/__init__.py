"""Glyphs become probabilities (`session`), probabilities become readings (`decode`)."""
