"""Update: what the search has brought in changes the weights of the cloud."""
