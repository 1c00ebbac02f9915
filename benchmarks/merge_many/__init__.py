"""Thousands of random histories of three devices, held against the claim that a merge is a union of rows.

Written from the manual alone, with the objects of the facade in one process, so that a history takes a second or less;
`merge_union.py` beside it drives whole commands instead.
"""
