#!/usr/bin/env python3
"""Times greedy decoding with llama.cpp's Python package, in Q8_0, on the weights of a GGUF file.

    llama_peer.py MODEL.gguf [--prompt TEXT] [--tokens 128] [--threads N]

Needs llama-cpp-python, which pip compiles (cmake, a C++ compiler, a quarter of an hour). Weights in another precision are quantised to Q8_0 first.
"""
import os
import tempfile

import llama_cpp
from measure import decoding, measured

given = decoding(__doc__, "model")

with tempfile.TemporaryDirectory() as work:
    quantised = os.path.join(work, "q8.gguf")
    how = llama_cpp.llama_model_quantize_default_params()
    how.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    how.allow_requantize = True
    if llama_cpp.llama_model_quantize(given.model.encode(), quantised.encode(), how):
        raise SystemExit(f"'{given.model}' could not be quantised.")
    model = llama_cpp.Llama(quantised, n_threads=given.threads, n_threads_batch=given.threads, n_ctx=1024, verbose=False)
    prompt = model.tokenize(given.prompt.encode(), add_bos=False)

    def generate():
        model.reset()
        count = 0
        for _ in model.generate(prompt, temp=0):
            count += 1
            if count == given.tokens:
                return {"tokens": count}
        return {"tokens": count}

    measured(f"llama.cpp {llama_cpp.__version__}", "generate", generate, repeat=given.repeat, precision="q8_0", threads=given.threads)
