"""Checking a learner's file: who does it (client, server, judge, subject), and how a verdict comes about."""
