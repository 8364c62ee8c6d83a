"""Search patterns: laid on still or moving water, timed, and turned into the tasks of a plan and back."""
