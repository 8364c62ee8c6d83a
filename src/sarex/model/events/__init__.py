"""What happened in a case: the kinds of events, how they are written and read, and the chain that holds them."""
