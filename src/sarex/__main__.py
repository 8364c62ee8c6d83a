"""`python -m sarex` is the `sarex` command."""

from sarex.cli import main

main()
