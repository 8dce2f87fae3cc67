"""Lets ``python -m claimtable`` run the command line."""

from claimtable.cli import main

if __name__ == "__main__":
    main()
