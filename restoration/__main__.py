"""`python -m restoration VERB …`."""

import sys

from app.command import run_verb

if __name__ == "__main__":
    sys.exit(run_verb(sys.argv[1:], program="python -m restoration"))
