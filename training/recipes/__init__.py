"""One commented TOML file per named run."""
