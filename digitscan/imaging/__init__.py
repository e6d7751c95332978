"""Pixels of a page: even light, ink mask, skew, rulings found and taken out of the ink."""
