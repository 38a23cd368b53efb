#!/usr/bin/env python3
"""Times sentence-transformers on a file with one text a line.

    embeddings_peer.py CHECKPOINT TEXTS.txt [--threads N] [--batch 32]
"""
import argparse

import sentence_transformers
import torch
from measure import measured

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("checkpoint")
parser.add_argument("texts")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--repeat", type=int, default=3)
given = parser.parse_args()

torch.set_num_threads(given.threads)
model = sentence_transformers.SentenceTransformer(given.checkpoint, device="cpu").float()
texts = open(given.texts, encoding="utf-8").read().splitlines()


def embed():
    model.encode(texts, batch_size=given.batch, normalize_embeddings=True, show_progress_bar=False)
    return {"texts": len(texts)}


measured(f"sentence-transformers {sentence_transformers.__version__}", "embed", embed, repeat=given.repeat, batch=given.batch, precision="fp32",
         threads=given.threads)
