#!/usr/bin/env python3
"""Times greedy decoding of a Music Transformer by a plain PyTorch program.

    compose_peer.py PROGRAM.py CHECKPOINT [--events 1000] [--threads N] [--repeat N]

PROGRAM.py is the reference written from the paper: a class MusicTransformer(folder) whose logits(ids) keeps a cache.
"""
import argparse
import importlib.util

import torch
from measure import measured

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("program")
parser.add_argument("checkpoint")
parser.add_argument("--events", type=int, default=1000)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeat", type=int, default=3)
given = parser.parse_args()

spec = importlib.util.spec_from_file_location("program", given.program)
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)
torch.set_num_threads(given.threads)


@torch.inference_mode()
def compose():
    model, token = program.MusicTransformer(given.checkpoint), torch.tensor([60])
    for _ in range(given.events):
        token = model.logits(token)[-1:].argmax(-1)
    return {"events": given.events}


measured(
    f"torch {torch.__version__}", "compose", compose, repeat=given.repeat, precision="fp32", threads=given.threads)
