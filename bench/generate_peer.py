#!/usr/bin/env python3
"""Times greedy decoding of a causal language model with transformers.

    generate_peer.py CHECKPOINT [--prompt TEXT] [--tokens 128] [--threads N]
"""
import torch
import transformers
from measure import decoding, measured

given = decoding(__doc__, "checkpoint")

torch.set_num_threads(given.threads)
tokenizer = transformers.AutoTokenizer.from_pretrained(given.checkpoint)
model = transformers.AutoModelForCausalLM.from_pretrained(given.checkpoint, dtype=torch.float32).eval()
ids = tokenizer(given.prompt, return_tensors="pt")


def generate():
    with torch.no_grad():
        out = model.generate(**ids, do_sample=False, min_new_tokens=given.tokens, max_new_tokens=given.tokens)
    return {"tokens": out.shape[1] - ids["input_ids"].shape[1]}


measured(f"transformers {transformers.__version__}", "generate", generate, repeat=given.repeat, precision="fp32", threads=given.threads)
