"""The pages of services: what there is, a number of one's own, and meals."""
