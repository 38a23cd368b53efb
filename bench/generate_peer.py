#!/usr/bin/env python3
"""Times greedy decoding of a causal language model with transformers.

    generate_peer.py CHECKPOINT [--prompt TEXT] [--tokens 128] [--threads N]
"""
import argparse

import torch
import transformers
from measure import measured

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("checkpoint")
parser.add_argument("--prompt", default="The history of the railway begins")
parser.add_argument("--tokens", type=int, default=128)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeat", type=int, default=3)
given = parser.parse_args()

torch.set_num_threads(given.threads)
tokenizer = transformers.AutoTokenizer.from_pretrained(given.checkpoint)
model = transformers.AutoModelForCausalLM.from_pretrained(given.checkpoint, dtype=torch.float32).eval()
ids = tokenizer(given.prompt, return_tensors="pt")


def generate():
    with torch.no_grad():
        out = model.generate(**ids, do_sample=False, min_new_tokens=given.tokens, max_new_tokens=given.tokens)
    return {"tokens": out.shape[1] - ids["input_ids"].shape[1]}


measured(f"transformers {transformers.__version__}", "generate", generate, repeat=given.repeat, precision="fp32", threads=given.threads)
