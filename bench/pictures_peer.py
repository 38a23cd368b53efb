#!/usr/bin/env python3
"""Times transformers with Pillow on a folder of pictures: decode, resize, encode with a CLIP checkpoint.

    pictures_peer.py CHECKPOINT FOLDER [--threads N] [--batch 32]
"""
import argparse
import json
import pathlib
import tempfile

import safetensors.torch
import torch
import transformers
from measure import measured
from PIL import Image

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("checkpoint")
parser.add_argument("folder")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--repeat", type=int, default=3)
given = parser.parse_args()



def expanded(folder):
    """The checkpoint with int8 weights written out as float32, as transformers reads it without further packages."""
    config = json.loads((folder / "config.json").read_text())
    if config.pop("quantization_config", None) is None:
        return folder
    tensors = safetensors.torch.load_file(folder / "model.safetensors")
    for name in [name for name in tensors if name.endswith(".weight_scale")]:
        weight = name.removesuffix("_scale")
        tensors[weight] = tensors[weight].float() * tensors.pop(name).float()
    plain = pathlib.Path(tempfile.mkdtemp())
    safetensors.torch.save_file(tensors, plain / "model.safetensors", {"format": "pt"})
    (plain / "config.json").write_text(json.dumps(config))
    return plain


torch.set_num_threads(given.threads)
model = transformers.CLIPModel.from_pretrained(expanded(pathlib.Path(given.checkpoint)), dtype=torch.float32).eval()
processor = transformers.CLIPImageProcessor.from_pretrained(given.checkpoint)
files = sorted(p for p in pathlib.Path(given.folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))


def encode():
    with torch.no_grad():
        for i in range(0, len(files), given.batch):
            pictures = [Image.open(file).convert("RGB") for file in files[i:i + given.batch]]
            model.get_image_features(**processor(pictures, return_tensors="pt"))
    return {"pictures": len(files)}


measured(f"transformers {transformers.__version__}", "encode pictures", encode, repeat=given.repeat, batch=given.batch, precision="fp32",
         threads=given.threads)
