"""Each module prints ratios against something measured in the same run: `python -m benchmarks.gpt.speed`."""
