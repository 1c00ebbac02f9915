"""When a card comes back. Pure: time and parameters are handed in, nothing is read or drawn."""
