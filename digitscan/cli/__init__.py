"""The command line: one file per command, thin; the group in `entry` turns errors into messages and exit codes."""
