"""What those who build StudyGPT run by hand; nothing of it is installed."""
