"""Widgets and dialogs that any screen may use."""
