#!/usr/bin/env python3
"""Times transformers with Pillow on a folder of pictures: decode, resize, encode with a CLIP checkpoint.

    pictures_peer.py CHECKPOINT FOLDER [--threads N] [--batch 32]
"""
import argparse
import pathlib

import torch
import transformers
from measure import measured
from PIL import Image

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("checkpoint")
parser.add_argument("folder")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=32)
given = parser.parse_args()

torch.set_num_threads(given.threads)
model = transformers.CLIPModel.from_pretrained(given.checkpoint, dtype=torch.float32).eval()
processor = transformers.CLIPImageProcessor.from_pretrained(given.checkpoint)
files = sorted(p for p in pathlib.Path(given.folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))


def encode():
    with torch.no_grad():
        for i in range(0, len(files), given.batch):
            pictures = [Image.open(file).convert("RGB") for file in files[i:i + given.batch]]
            model.get_image_features(**processor(pictures, return_tensors="pt"))
    return {"pictures": len(files)}


measured(f"transformers {transformers.__version__}", "encode pictures", encode, batch=given.batch, precision="fp32",
         threads=given.threads)
