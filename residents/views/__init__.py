"""Pages of `/account/`: signing in, and about me."""
