"""When a card comes back. Pure: time and parameters are passed in."""
