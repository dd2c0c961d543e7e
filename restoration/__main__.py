"""`python -m restoration VERB …`."""

import sys

from restoration.cli import main

if __name__ == "__main__":
    sys.exit(main())
