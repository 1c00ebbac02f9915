"""Scripts that developers of StudyGPT run by hand; none of them is installed."""
