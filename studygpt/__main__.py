"""`python -m studygpt` is `studygpt`."""

import sys

from studygpt.cli import main

sys.exit(main())
