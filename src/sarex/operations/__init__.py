"""What people decide: a command and the case as it is give the events that follow, or one line that says why not."""
