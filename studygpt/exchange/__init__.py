"""In and out of other systems. Pure: what they wrote goes in, words of our own come out."""
