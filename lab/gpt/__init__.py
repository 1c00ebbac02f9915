"""A working GPT in small files. Read `config`, `model`, `block`, `self_attention`, `attention`; then `trainer`."""
