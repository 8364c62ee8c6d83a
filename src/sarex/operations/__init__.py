"""What people decide: a request comes in, drift and search are called, the result goes out."""
