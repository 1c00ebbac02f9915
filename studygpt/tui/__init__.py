"""The full-screen app. It holds a `Study` and draws what `render` made; nothing here knows SQL or markdown."""
