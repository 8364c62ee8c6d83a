"""Where it may be: scenarios and forcing windows become a particle cloud, a cloud becomes a probability map."""
