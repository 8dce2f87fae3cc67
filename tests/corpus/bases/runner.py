"""The command line with parts of a few articles, so that a short run makes many commits."""

import sys

from claimtable.cli import main
from claimtable.corpus.engine import gather, plan

if __name__ == "__main__":
    gather.COMMIT_ARTICLES = 4
    plan.MAX_ITEMS = 3
    sys.argv[0] = "claimtable"
    main()
