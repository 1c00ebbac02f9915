"""The screens, one a file. A screen never imports another: the app opens each by name."""
