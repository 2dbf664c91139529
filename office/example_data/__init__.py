"""Example data: an invented neighbourhood around today, to look at and to try out. Nobody in it is real."""
