"""Check a learner's file: client, server, judge and runner are processes, `conclude` finds the verdict."""
