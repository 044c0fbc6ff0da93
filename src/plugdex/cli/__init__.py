"""The command line: commands, progress, exit codes."""
