"""Ink of a field becomes ordered glyph candidates, each normalised to 28×28, in batches."""
