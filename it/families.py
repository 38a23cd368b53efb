#!/usr/bin/env python3
"""Compares the families with the reference library on many tiny random checkpoints, tensor by tensor and id by id.

    families.py [--jar cli/target/polyhead.jar | --class-path CP] [--work DIR] [--keep] [NAME...]
    families.py --golden cli/src/test/resources/families

Every case is a checkpoint of random weights, saved by the library, sometimes edited into an older or newer config, sharded or in half
precision; `run` must then give what the library gives within 1e-4, and `generate` the same ids. Cases of REFUSED must be refused, with
a message that names the option. All commands run in one JVM. Needs the packages of families-requirements.txt. Exit 0 when all hold.
"""
import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile

import torch
import transformers
from safetensors.torch import load_file, save_file

from families_cases import CASES, GOLDEN, REFUSED

TOLERANCE = 1e-4
HERE = os.path.dirname(os.path.abspath(__file__))


def randomize(model, seed):
    """Weights large enough that every option shows in the answer; the library's own initial ones hide most of them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            fixed = "embed_positions" in name and model.config.model_type == "marian"
            if parameter.dim() == 0 or fixed:
                continue
            width = parameter[0].numel() if parameter.dim() > 1 else 1
            scale = (1.6 / width) ** 0.5 if parameter.dim() > 1 else 0.2
            if "embed" in name or "wte" in name or "wpe" in name or "shared" in name:
                scale = 0.5
            noise = torch.randn(parameter.shape, generator=generator) * scale
            is_norm = parameter.dim() == 1 and name.endswith("weight")
            parameter.copy_(noise + 1 if is_norm else noise)


def save(case, folder):
    config = case.config()
    torch.manual_seed(case.seed)
    model = case.architecture(config)
    randomize(model, case.seed)
    model = model.to(case.dtype).eval()
    model.save_pretrained(folder, max_shard_size=case.shard)
    path = os.path.join(folder, "config.json")
    with open(path) as file:
        settings = json.load(file)
    case.edit(settings)
    with open(path, "w") as file:
        json.dump(settings, file)
    if case.drop:
        weights = os.path.join(folder, "model.safetensors")
        tensors = {name: value for name, value in load_file(weights).items() if name not in case.drop}
        save_file(tensors, weights, {"format": "pt"})
    if case.generation is not None:
        with open(os.path.join(folder, "generation_config.json"), "w") as file:
            json.dump(case.generation, file)


def load(case, folder):
    """What the library makes of the folder, in float32."""
    model = case.architecture.from_pretrained(folder, dtype=torch.float32, attn_implementation=case.attention)
    return model.eval()


def outputs(case, model, inputs):
    sparse = getattr(model.base_model, "set_attention_type", None)
    if sparse:  # a short input switches the library's BigBird to full attention for good
        sparse(case.config().attention_type)
    with torch.no_grad():
        result = model(**inputs, output_hidden_states=True, return_dict=True)
    found = {}
    for name, value in result.items():
        if name in ("past_key_values", "loss"):
            continue
        if torch.is_tensor(value):
            found[name] = value
        elif isinstance(value, tuple) and value and torch.is_tensor(value[0]):
            found.update({f"{name}.{i}": v for i, v in enumerate(value)})
        elif name in ("text_model_output", "vision_model_output"):
            kind = name.split("_")[0]
            found[kind + "_last_hidden_state"] = value.last_hidden_state
            found[kind + "_pooler_output"] = value.pooler_output
    return {case.names.get(k, k): v.float().contiguous() for k, v in found.items() if k not in case.skip}


def real_rows(inputs, name, value):
    """Which positions of a tensor count: what stands at padding is nobody's business."""
    mask = inputs.get("attention_mask")
    other = name.startswith("decoder_") or "decoder_input_ids" in inputs and not name.startswith("encoder_")
    if mask is None or other or value.dim() < 2 or value.shape[:2] != mask.shape:
        return None
    return mask.bool()


def difference(case, inputs, expected, path):
    actual = load_file(path)
    worst, missing = {}, []
    for name, value in expected.items():
        if name not in actual:
            missing.append(name)
            continue
        ours = actual[name]
        if case.architecture.__name__.startswith("BigBird") and value.dim() == 3:
            value = value[:, : ours.shape[1]]  # the library leaves its filling up to whole blocks in the hidden states
        if ours.shape != value.shape:
            worst[name] = f"shape {list(ours.shape)} instead of {list(value.shape)}"
            continue
        gap = (ours - value).abs() / (1 + value.abs())
        rows = real_rows(inputs, name, value)
        gap = gap[rows] if rows is not None else gap
        largest = gap.max().item()
        if not largest <= TOLERANCE:
            worst[name] = f"{largest:.1e}"
    return worst, missing


def arguments(options):
    words = []
    for key, value in options.items():
        words.append("--" + key.replace("_", "-"))
        words.append(json.dumps(value) if isinstance(value, list) else str(value))
    return words


def generated(model, prompt, options, encoder):
    ids = torch.tensor([prompt])
    kwargs = {k: v for k, v in options.items()}
    if kwargs.get("early_stopping") == "true":
        kwargs["early_stopping"] = True
    with torch.no_grad():
        rows = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, **kwargs)
    return [trimmed(row.tolist(), model, len(prompt) if not encoder else 1) for row in rows]


def trimmed(row, model, prompt):
    ends = model.generation_config.eos_token_id
    ends = ends if isinstance(ends, list) else [ends]
    for i in range(prompt, len(row)):
        if row[i] in ends:
            return row[: i + 1]
    return row


class Jvm:
    """Commands of one JVM, each with its exit code and what it said."""

    def __init__(self, class_path, jar, work):
        subprocess.run(["javac", "-d", work, os.path.join(HERE, "Batch.java")], check=True)
        if class_path:
            command = ["java", "-cp", work + os.pathsep + class_path, "Batch"]
        else:
            command = ["java", "-Dloader.main=Batch", "-Dloader.path=" + work, "-cp", jar,
                       "org.springframework.boot.loader.launch.PropertiesLauncher"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *words):
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the JVM ended")
            if line.startswith("DONE\t"):
                _, code, said = line.rstrip("\n").split("\t", 2)
                return int(code), said


def check(case, jvm, root):
    folder = os.path.join(root, case.name)
    os.makedirs(folder, exist_ok=True)
    save(case, folder)
    problems = []
    try:
        model = load(case, folder)
    except Exception as e:  # noqa: BLE001
        return [f"the library itself cannot load it: {type(e).__name__}: {str(e)[:300]}"], 0
    count = 0
    for number, inputs in enumerate(case.inputs(model.config)):
        count += 1
        given, out = (os.path.join(root, f"{case.name}.{number}.{end}.safetensors") for end in ("in", "out"))
        save_file({k: v.contiguous() for k, v in inputs.items()}, given)
        code, said = jvm.run("run", folder, "--inputs", given, "--output", out)
        label = "run " + ", ".join(f"{k}{list(v.shape)}" for k, v in inputs.items())
        if code:
            problems.append(f"{label}: {said}")
            if number == 0:
                return problems, count
            continue
        worst, missing = difference(case, inputs, outputs(case, model, inputs), out)
        if worst or missing:
            problems.append(f"{label}: {worst} missing {missing}")
    encoder = model.config.is_encoder_decoder
    for options in case.options:
        count += 1
        prompts, answers = os.path.join(root, "ids.json"), os.path.join(root, "answers.json")
        with open(prompts, "w") as file:
            json.dump(case.prompts, file)
        code, said = jvm.run("generate", folder, "--ids", prompts, "--output", answers, *arguments(options))
        if code:
            problems.append(f"generate {options}: {said}")
            continue
        with open(answers) as file:
            ours = json.load(file)
        theirs = [row for prompt in case.prompts for row in generated(model, prompt, options, encoder)]
        if ours != theirs:
            where = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
            problems.append(f"generate {options}: answer {where}: ours {ours[where:where+1]} theirs {theirs[where:where+1]}")
    return problems, count


def golden(case, folder):
    """Keeps a case for the build: half-precision weights, one batch with padding and what the library makes of it."""
    os.makedirs(folder, exist_ok=True)
    save(dataclasses.replace(case, dtype=torch.float16), folder)
    model = load(case, folder)
    batches = list(case.inputs(model.config))
    inputs = next((b for b in batches if "attention_mask" in b and b["attention_mask"][1, 0]), batches[-1])
    expected = {name: value for name, value in outputs(case, model, inputs).items() if "." not in name or name.endswith(".1")}
    for name, value in expected.items():
        rows = real_rows(inputs, name, value)
        if rows is not None:
            value[~rows] = float("nan")  # what stands at padding does not count
    save_file({k: v.contiguous() for k, v in inputs.items()}, os.path.join(folder, "inputs.safetensors"))
    save_file(expected, os.path.join(folder, "expected.safetensors"))
    if case.options:
        answers = {"prompt": case.prompts, "options": {}}
        for number, options in enumerate(case.options):
            answers["options"][f"mode {number}"] = options
            answers[f"mode {number}"] = [
                row for prompt in case.prompts for row in generated(model, prompt, options, model.config.is_encoder_decoder)]
        with open(os.path.join(folder, "generation.json"), "w") as file:
            json.dump(answers, file)


def refuse(case, jvm, root):
    folder = os.path.join(root, case.name)
    os.makedirs(folder, exist_ok=True)
    save(case, folder)
    given, out = os.path.join(root, "in.safetensors"), os.path.join(root, "out.safetensors")
    if case.architecture.main_input_name == "pixel_values":
        save_file({"pixel_values": torch.zeros(1, 3, 8, 8)}, given)
    else:
        save_file({"input_ids": torch.tensor([[3, 4]])}, given)
    code, said = jvm.run("run", folder, "--inputs", given, "--output", out)
    if code == 0:
        return [f"was not refused, though {case.names_option} is not supported"]
    return [] if case.names_option in said else [f"was refused without naming {case.names_option}: {said}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only cases whose name contains one of these")
    parser.add_argument("--jar", default=os.path.join(HERE, "..", "cli", "target", "polyhead.jar"))
    parser.add_argument("--class-path")
    parser.add_argument("--work")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--golden", metavar="DIR", help="only write the cases GOLDEN there, for the build's own tests")
    given = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    if given.golden:
        for case in CASES:
            if case.name in GOLDEN:
                golden(case, os.path.join(given.golden, case.name))
        return True
    root = given.work or tempfile.mkdtemp(prefix="families")
    os.makedirs(root, exist_ok=True)
    jvm = Jvm(given.class_path, given.jar, root)
    bad = total = checks = 0
    for cases, judge in ((CASES, check), (REFUSED, refuse)):
        for case in cases:
            if given.names and not any(word in case.name for word in given.names):
                continue
            total += 1
            try:
                result = judge(case, jvm, root)
            except Exception as e:  # noqa: BLE001
                result = [f"{type(e).__name__}: {e}"]
            problems, count = result if isinstance(result, tuple) else (result, 1)
            checks += count
            bad += bool(problems)
            print(f"{case.name}: " + ("holds" if not problems else "FALLS SHORT"), flush=True)
            for problem in problems:
                print("    " + problem, flush=True)
            if not given.keep:
                shutil.rmtree(os.path.join(root, case.name), ignore_errors=True)
    if not given.work and not given.keep:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{total - bad} of {total} checkpoints hold ({checks} comparisons, transformers {transformers.__version__})")
    return bad == 0


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
