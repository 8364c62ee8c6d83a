"""Where to look: a cloud or map and the units at hand become a search plan."""
