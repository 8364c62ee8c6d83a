"""How well any plan could do: optimal allocation of divisible effort, and the two upper figures for POS."""
