"""Run `studygpt` as `python -m studygpt`."""

import sys

from studygpt.cli import main

sys.exit(main())
