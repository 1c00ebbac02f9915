"""The exercises of the lab by name: the whole path, in its order, whether they are built yet or not."""

SLUGS = tuple(
    """shapes einsum softmax cross-entropy backward embedding layernorm batchnorm dropout mlp bytes pretokenize
    bpe-train bpe-train-fast bpe-encode get-batch attention causal-attention multi-head attention-dropout block gpt
    weight-tying init adamw decay-groups lr-schedule clip training-loop accumulate checkpoint generate kv-cache
    speculative bert mlm nsp sentence-embedding bleu perplexity mfu mixed-precision""".split()
)
