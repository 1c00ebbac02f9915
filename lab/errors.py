"""The errors of the lab: each is a sentence with a way out, never a traceback."""


class LabError(Exception):
    """The lab cannot go on, because of a file, a device or a number that is not finite (exit code 3)."""

    code = 3


class UsageError(LabError):
    """The request itself is wrong (exit code 2)."""

    code = 2
