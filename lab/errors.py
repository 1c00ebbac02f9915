"""What the lab says when it cannot go on: a sentence with a way out, never a traceback."""


class LabError(Exception):
    """The lab could not: a file, a device, a number that is not finite (exit code 3)."""

    code = 3


class UsageError(LabError):
    """The request itself is wrong (exit code 2)."""

    code = 2
