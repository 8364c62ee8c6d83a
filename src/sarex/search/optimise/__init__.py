"""The best search for the units at hand: choices, how they are carried out, and how better ones are found."""
