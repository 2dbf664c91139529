"""What activities and services share: something offered to the public, and its dates, each of which takes a room."""
