"""Measurements of the lab; each module prints ratios against something measured in the same run."""
