#!/usr/bin/env python3
"""Times faster-whisper on sound files, greedy and with beam 5, one window after the other and batched.

    speech_peer.py MODEL FILE... [--threads N] [--batched] [--language en]

MODEL is a CTranslate2 folder or one of faster-whisper's names ("base"), which it downloads.
"""
import argparse

import faster_whisper
from measure import measured

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("model")
parser.add_argument("files", nargs="+")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batched", action="store_true")
parser.add_argument("--language", default="en")
parser.add_argument("--repeat", type=int, default=3)
given = parser.parse_args()

model = faster_whisper.WhisperModel(given.model, device="cpu", compute_type="int8", cpu_threads=given.threads)
pipeline = faster_whisper.BatchedInferencePipeline(model) if given.batched else model
audio_seconds = sum(len(faster_whisper.decode_audio(file)) / 16000 for file in given.files)
for beam in (1, 5):
    options = dict(language=given.language, beam_size=beam, **({"batch_size": 8} if given.batched else {}))

    def transcribe():
        words = 0
        for file in given.files:
            words += sum(len(segment.text.split()) for segment in pipeline.transcribe(file, **options)[0])
        return {"audio_seconds": round(audio_seconds, 1), "words": words}

    measured(f"faster-whisper {faster_whisper.__version__}", "transcribe", transcribe, repeat=given.repeat, beam=beam, batched=given.batched,
             precision="int8", threads=given.threads)
