"""`python -m xstilts` is the command line."""

from xstilts.cli.main import main

main()
