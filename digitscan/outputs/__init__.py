"""Page results become CSV, JSON lines and overlays."""
