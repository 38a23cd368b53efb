"""Makes reference.json: what Hugging Face transformers writes with a model whose logits are a hash of the sequence.

    pip install torch transformers==5.23.0 && python reference.py > reference.json

The same hash stands in HashModel.java. Options are drawn at random, so that they meet in every combination.
"""
import json, random, sys, warnings

import numpy as np
import torch
import transformers
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.generation import logits_process as rules
from transformers.modeling_outputs import CausalLMOutput

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
np.seterr(over="ignore")

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def logits(ids, vocabulary):
    state = mix(np.uint64(0))
    for token in ids:
        state = mix(state + np.uint64(token + 1))
    tokens = np.arange(1, vocabulary + 1, dtype=np.uint64)
    return ((mix(state + tokens * GOLDEN) >> np.uint64(40)).astype(np.float64) * 2.0**-21 - 4).astype(np.float32)


class HashConfig(PretrainedConfig):
    model_type = "hash"


class HashModel(PreTrainedModel, GenerationMixin):
    config_class = HashConfig
    main_input_name = "input_ids"

    def __init__(self, config):
        super().__init__(config)
        self.unused = torch.nn.Parameter(torch.zeros(1))

    def forward(self, input_ids=None, **ignored):
        rows = [logits(row, self.config.vocab_size) for row in input_ids.tolist()]
        return CausalLMOutput(logits=torch.tensor(np.stack(rows))[:, None, :])


def options(draw, vocabulary):
    chosen = {"max_new_tokens": draw.randint(1, 14)}
    some = lambda: draw.random() < 0.25
    if draw.random() < 0.75:
        chosen["num_beams"] = draw.randint(2, 6)
        chosen["num_return_sequences"] = draw.randint(1, chosen["num_beams"])
        chosen["length_penalty"] = draw.choice([1.0, 0.0, 2.0, -1.0, 0.6])
        chosen["early_stopping"] = draw.choice([True, False, "never"])
    if draw.random() < 0.8:
        chosen["eos_token_id"] = draw.sample(range(vocabulary), draw.choice([1, 1, 1, 2, 3]))
    if some():
        chosen["repetition_penalty"] = draw.choice([1.3, 0.7, 5.0])
    if some():
        chosen["no_repeat_ngram_size"] = draw.randint(1, 3)
    if some():
        chosen["encoder_no_repeat_ngram_size"] = draw.randint(1, 3)
    if some():
        chosen["encoder_repetition_penalty"] = draw.choice([1.5, 0.8])
    if some():
        chosen["min_new_tokens"] = draw.randint(1, 8)
    if some():
        chosen["min_length"] = draw.randint(1, 12)
    if some():
        chosen["suppress_tokens"] = draw.sample(range(vocabulary), 3)
    if some():
        chosen["begin_suppress_tokens"] = draw.sample(range(vocabulary), 4)
    if some():
        chosen["forced_bos_token_id"] = draw.randrange(vocabulary)
    if some():
        chosen["forced_eos_token_id"] = draw.sample(range(vocabulary), 1)
    if some():
        chosen["bad_words_ids"] = [draw.sample(range(vocabulary), draw.randint(1, 2)) for _ in range(6)]
    if some():
        chosen["sequence_bias"] = [[draw.sample(range(vocabulary), draw.randint(1, 2)), draw.choice([-6.5, 3.25, 1.5])]
                                   for _ in range(8)]
    if some() and "eos_token_id" in chosen:
        chosen["exponential_decay_length_penalty"] = [draw.randint(0, 5), draw.choice([1.1, 1.5])]
    if some():
        chosen["renormalize_logits"] = True
    if some():
        chosen["remove_invalid_values"] = True
    if draw.random() < 0.1:
        del chosen["max_new_tokens"]
        if draw.random() < 0.5:
            chosen["max_length"] = draw.randint(8, 16)
    return chosen


def written(draw):
    vocabulary = draw.choice([11, 29])
    prompt = [draw.randrange(vocabulary) for _ in range(draw.choice([1, 1, 3, 6]))]
    chosen = options(draw, vocabulary)
    model = HashModel(HashConfig(vocab_size=vocabulary)).eval()
    config = GenerationConfig(**chosen, pad_token_id=vocabulary + 5, use_cache=False,
                              return_dict_in_generate=True, output_scores=True)
    with torch.no_grad():
        answer = model.generate(torch.tensor([prompt]), generation_config=config)
    ids = [[t for t in row if 0 <= t < vocabulary] for row in answer.sequences.tolist()]
    case = {"vocabulary": vocabulary, "prompt": prompt, "options": chosen, "ids": ids}
    if chosen.get("num_beams", 1) > 1:
        case["scores"] = answer.sequences_scores.tolist()
    return case


def shaped(draw):
    size = draw.choice([7, 150])
    generator = np.random.default_rng(draw.randrange(1 << 30))
    row = (generator.normal(size=size) * draw.choice([0.3, 1, 4])).round(3).astype(np.float32)
    row = row[np.sort(np.unique(row, return_index=True)[1])]
    size = len(row)
    if draw.random() < 0.3:
        row[generator.integers(size, size=size // 3)] = -np.inf
    least = draw.choice([1, 1, 2, 3])
    name, value = draw.choice([
        ("temperature", 0.7), ("temperature", 1.9), ("top_k", 1), ("top_k", 5), ("top_k", 50), ("top_p", 0.9),
        ("top_p", 0.5), ("top_p", 0.05), ("top_p", 0.999), ("min_p", 0.1), ("min_p", 0.6), ("typical_p", 0.9),
        ("typical_p", 0.3), ("top_h", 0.5), ("top_h", 0.9), ("epsilon_cutoff", 0.02), ("eta_cutoff", 0.05)])
    rule = {
        "temperature": lambda: rules.TemperatureLogitsWarper(value),
        "top_k": lambda: rules.TopKLogitsWarper(value, min_tokens_to_keep=least),
        "top_p": lambda: rules.TopPLogitsWarper(value, min_tokens_to_keep=least),
        "min_p": lambda: rules.MinPLogitsWarper(value, min_tokens_to_keep=least),
        "typical_p": lambda: rules.TypicalLogitsWarper(value, min_tokens_to_keep=least),
        "top_h": lambda: rules.TopHLogitsWarper(value),
        "epsilon_cutoff": lambda: rules.EpsilonLogitsWarper(value, min_tokens_to_keep=least),
        "eta_cutoff": lambda: rules.EtaLogitsWarper(value, min_tokens_to_keep=least),
    }[name]()
    after = rule(torch.tensor([[0]]), torch.tensor(row)[None])[0]
    number = lambda x: None if x == -np.inf else round(x, 3)
    return {"rule": name, "value": value, "least": least, "before": [number(x) for x in row.tolist()],
            "kept": [i for i, x in enumerate(after.tolist()) if x > -np.inf], "largest": float(after.max())}


def attempts(make, draw, count):
    """Left out: options that the reference itself refuses, and those that leave fewer possible answers than are asked
    for, or several equally good ones: what it then returns is an accident of its sorting."""
    kept = []
    while len(kept) < count:
        try:
            case = make(draw)
        except ValueError as error:
            print("left out:", str(error)[:100], file=sys.stderr)
            continue
        scores = case.get("scores", [])
        if not all(score > -1e8 for score in scores) or len(set(scores)) < len(scores):
            continue
        kept.append(case)
    return kept


draw = random.Random(20261124)
lines = lambda cases: "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
print('{"source":"Hugging Face transformers %s, torch %s, reference.py",\n"written":%s,\n"shaped":%s}' % (
    transformers.__version__, torch.__version__, lines(attempts(written, draw, 400)), lines(attempts(shaped, draw, 120))))
