"""The commands, one module each: `arguments` describes the arguments, `run` runs it and returns the exit code."""
