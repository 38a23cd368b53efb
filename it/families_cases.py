"""The checkpoints of families.py: every family, every head, every option that changes the answer."""
import dataclasses
import typing

import torch
import transformers as hf

HALF = "attention_mask"


def nothing(settings):
    """Leaves config.json as it was saved."""


def without(*keys):
    """config.json as an older version of the library wrote it: without these keys."""

    def edit(settings):
        for key in keys:
            settings.pop(key, None)

    return edit


def setting(**values):
    return lambda settings: settings.update(values)


def both(*edits):
    def edit(settings):
        for one in edits:
            one(settings)

    return edit


@dataclasses.dataclass
class Case:
    name: str
    architecture: type
    config: typing.Callable
    inputs: typing.Callable
    options: list = dataclasses.field(default_factory=list)
    prompts: list = dataclasses.field(default_factory=list)
    edit: typing.Callable = nothing
    dtype: torch.dtype = torch.float32
    shard: str = "50GB"
    seed: int = 7
    names: dict = dataclasses.field(default_factory=dict)
    skip: tuple = ()
    drop: tuple = ()
    generation: dict | None = None
    attention: str = "eager"
    names_option: str = ""


def tokens(generator, rows, length, vocabulary, low=3):
    return torch.randint(low, vocabulary, (rows, length), generator=generator)


def padded(ids, lengths, side, padding):
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        if side == "right":
            mask[row, :length] = 1
        else:
            mask[row, -length:] = 1
    return torch.where(mask.bool(), ids, torch.full_like(ids, padding)), mask


def words(types=0, lengths=(13,), padding=None, seed=5, extra=None, sides=("right", "left")):
    """Batches of words: alone, one token, whole, padded at either side."""

    def make(config):
        generator = torch.Generator().manual_seed(seed)
        vocabulary = config.vocab_size
        pad = padding if padding is not None else (config.pad_token_id if config.pad_token_id is not None else 0)
        for length in lengths:
            batches = []
            batches.append({"input_ids": tokens(generator, 1, 1, vocabulary)})
            batches.append({"input_ids": tokens(generator, 1, length, vocabulary)})
            batches.append({"input_ids": tokens(generator, 2, max(2, length // 2), vocabulary)})
            for side in sides:
                ids, mask = padded(tokens(generator, 3, length, vocabulary), (length, max(1, length // 2), 1), side, pad)
                batches.append({"input_ids": ids, "attention_mask": mask})
            for batch in batches:
                if types:
                    kinds = torch.randint(0, types, batch["input_ids"].shape, generator=generator)
                    yield {**batch, "token_type_ids": kinds}
                if not types or batch is batches[-1]:
                    yield batch
                if extra:
                    yield from extra(batch, generator, config)

    return make


def pairs(lengths=((11, 6),), seed=5, vocabulary_of=lambda config: config.vocab_size, end=None):
    def make(config):
        generator = torch.Generator().manual_seed(seed)
        vocabulary = config.vocab_size
        out = vocabulary_of(config)
        for source, target in lengths:
            for rows, masked in ((1, None), (3, "right"), (3, "left")):
                ids = tokens(generator, rows, source, vocabulary)
                if end is not None:
                    ids[:, source // 3] = end
                    ids[:, -1] = end
                batch = {"input_ids": ids}
                if masked:
                    ids, mask = padded(ids, (source, source - 2, source - 3), masked, config.pad_token_id)
                    batch = {"input_ids": ids, "attention_mask": mask}
                if end is not None and masked == "right":
                    continue
                if end is None:
                    batch["decoder_input_ids"] = tokens(generator, rows, target, out)
                yield batch
            if end is None:
                yield {"input_ids": tokens(generator, 1, 1, vocabulary), "decoder_input_ids": tokens(generator, 1, 1, out)}

    return make


def pictures(config):
    generator = torch.Generator().manual_seed(3)
    size = config.image_size
    yield {"pixel_values": torch.randn(1, config.num_channels, size, size, generator=generator)}
    yield {"pixel_values": torch.randn(3, config.num_channels, size, size, generator=generator)}


def labels(head):
    """The library's span heads take two."""
    return 2 if head == "ForQuestionAnswering" else 3


GREEDY = {"max_new_tokens": 17}
OPTIONS = [
    GREEDY,
    {"max_new_tokens": 15, "num_beams": 4},
    {"max_new_tokens": 14, "num_beams": 3, "num_return_sequences": 3, "length_penalty": -0.7},
    {"max_new_tokens": 13, "num_beams": 2, "early_stopping": "true", "length_penalty": 1.8},
    {"max_new_tokens": 13, "num_beams": 3, "early_stopping": "never", "no_repeat_ngram_size": 2},
    {"max_new_tokens": 12, "repetition_penalty": 1.7},
    {"max_new_tokens": 12, "repetition_penalty": 0.6, "num_beams": 2},
    {"max_new_tokens": 16, "no_repeat_ngram_size": 3},
    {"max_new_tokens": 12, "bad_words_ids": [[5], [7, 8], [9, 10, 11]], "no_repeat_ngram_size": 1},
    {"max_length": 19, "min_length": 15},
    {"max_new_tokens": 11, "min_new_tokens": 9, "num_beams": 2},
    {"max_new_tokens": 9, "suppress_tokens": [4, 6, 8], "begin_suppress_tokens": [12, 13, 14, 15, 16]},
    {"max_new_tokens": 8, "forced_eos_token_id": 2},
]
PROMPTS = [[17, 4, 29, 33, 8, 8, 21], [40], [3, 9, 27, 27, 31, 12, 5, 6, 44, 15, 19], [22, 23, 24, 25, 26, 27, 28]]


def writes(case, options=OPTIONS, prompts=PROMPTS):
    return dataclasses.replace(case, options=options, prompts=prompts)


CASES = []
REFUSED = []


def add(*cases):
    CASES.extend(cases)


# ---- BERT and its relatives -----------------------------------------------------------------------------------------
def bert_sizes(**more):
    return {**dict(vocab_size=61, hidden_size=30, num_hidden_layers=3, num_attention_heads=5, intermediate_size=44,
                   max_position_embeddings=37, type_vocab_size=3), **more}


BERT_HEADS = ["Model", "ForMaskedLM", "ForPreTraining", "ForSequenceClassification", "ForTokenClassification",
              "ForQuestionAnswering", "ForNextSentencePrediction"]
for head in BERT_HEADS:
    add(Case("bert-" + head, getattr(hf, "Bert" + head),
             lambda head=head: hf.BertConfig(**bert_sizes(num_labels=2 if head == "ForQuestionAnswering" else 4)), words(types=3),
             names={"prediction_logits": "logits"}, skip=("seq_relationship_logits",)))
for act in ["relu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "silu", "swish", "tanh", "gelu_python",
            "gelu_accurate"]:
    add(Case("bert-act-" + act, hf.BertForMaskedLM, lambda act=act: hf.BertConfig(**bert_sizes(hidden_act=act)),
             words(lengths=(9,))))
add(
    Case("bert-untied", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes(tie_word_embeddings=False)), words()),
    Case("bert-eps", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes(layer_norm_eps=0.3)), words()),
    Case("bert-f16", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes()), words(), dtype=torch.float16),
    Case("bert-bf16", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words(types=3), dtype=torch.bfloat16),
    Case("bert-f64", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words(types=3), dtype=torch.float64),
    Case("bert-shards", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes()), words(), shard="9KB"),
    Case("bert-no-pooler", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words(), drop=(
        "pooler.dense.weight", "pooler.dense.bias"), skip=("pooler_output",)),
    Case("bert-old-config", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes(type_vocab_size=2)), words(),
         edit=without("type_vocab_size", "hidden_act", "layer_norm_eps", "pad_token_id", "tie_word_embeddings", "dtype",
                      "transformers_version", "is_decoder", "add_cross_attention", "use_cache")),
    Case("bert-no-architectures", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words(), edit=without("architectures")),
    Case("bert-relative-ignored", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words(),
         edit=setting(position_embedding_type="absolute", torch_dtype="float32", gradient_checkpointing=False)),
    Case("bert-one-label", hf.BertForSequenceClassification, lambda: hf.BertConfig(**bert_sizes(num_labels=1)), words()),
    Case("bert-num-labels-key", hf.BertForTokenClassification, lambda: hf.BertConfig(**bert_sizes(num_labels=5)), words(),
         edit=both(without("id2label", "label2id"), setting(num_labels=5))),
)
for family, config, prefix in (("Roberta", hf.RobertaConfig, "roberta"), ("XLMRoberta", hf.XLMRobertaConfig, "xlm-roberta"),
                               ("Camembert", hf.CamembertConfig, "camembert")):
    for head in ["Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"]:
        add(Case(f"{prefix}-{head}", getattr(hf, family + head),
                 lambda config=config, head=head: config(**bert_sizes(num_labels=labels(head), type_vocab_size=1)), words(types=1)))
add(
    Case("roberta-pad-0", hf.RobertaForMaskedLM, lambda: hf.RobertaConfig(**bert_sizes(pad_token_id=0)), words()),
    Case("roberta-untied", hf.RobertaForMaskedLM, lambda: hf.RobertaConfig(**bert_sizes(tie_word_embeddings=False)), words()),
    Case("roberta-act", hf.RobertaForMaskedLM, lambda: hf.RobertaConfig(**bert_sizes(hidden_act="relu", layer_norm_eps=0.1)), words()),
    Case("roberta-longest", hf.RobertaModel, lambda: hf.RobertaConfig(**bert_sizes()), words(lengths=(35,))),
    Case("roberta-old-config", hf.RobertaForMaskedLM, lambda: hf.RobertaConfig(**bert_sizes(type_vocab_size=2, max_position_embeddings=512)), words(),
         edit=without("type_vocab_size", "max_position_embeddings", "pad_token_id", "hidden_act", "layer_norm_eps")),
)


def distil_sizes(**more):
    return {**dict(vocab_size=57, dim=28, n_layers=2, n_heads=4, hidden_dim=50, max_position_embeddings=33), **more}


for head in ["Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"]:
    add(Case("distilbert-" + head, getattr(hf, "DistilBert" + head), lambda head=head: hf.DistilBertConfig(**distil_sizes(num_labels=labels(head))), words()))
add(
    Case("distilbert-relu", hf.DistilBertForMaskedLM, lambda: hf.DistilBertConfig(**distil_sizes(activation="relu")), words()),
    Case("distilbert-untied", hf.DistilBertForMaskedLM, lambda: hf.DistilBertConfig(**distil_sizes(tie_word_embeddings=False)), words()),
    Case("distilbert-sinusoidal", hf.DistilBertForMaskedLM, lambda: hf.DistilBertConfig(**distil_sizes(sinusoidal_pos_embds=True)), words()),
)


# ---- long documents -------------------------------------------------------------------------------------------------
def global_masks(batch, generator, config):
    ids = batch["input_ids"]
    for count in (1, 4):
        mask = torch.zeros_like(ids)
        mask[:, 0] = 1
        for row in range(ids.shape[0]):
            chosen = torch.randint(0, ids.shape[1], (count if row else 1,), generator=generator)
            mask[row, chosen] = 1
        if "attention_mask" in batch:
            mask = mask * batch["attention_mask"]
        yield {**batch, "global_attention_mask": mask}


def questions(config):
    generator = torch.Generator().manual_seed(4)
    ids = tokens(generator, 2, 29, config.vocab_size)
    for row, places in enumerate(((5, 6, 28), (9, 10, 27))):
        ids[row, list(places)] = config.sep_token_id
    yield {"input_ids": ids}
    mask = torch.zeros_like(ids)
    mask[:, 3:8] = 1
    yield {"input_ids": ids, "global_attention_mask": mask}


def passages(config):
    """Questions and passages with one separator between them, with none, and with types of their own."""
    generator = torch.Generator().manual_seed(4)
    for length in (48, 21):
        ids = tokens(generator, 3, length, config.vocab_size)
        ids[ids == config.sep_token_id] += 1
        yield {"input_ids": ids}
        for row, place in enumerate((5, 9)):
            ids[row, place] = ids[row, length - 1] = config.sep_token_id
        yield {"input_ids": ids}
        mask = torch.ones_like(ids)
        mask[1, length - 4:] = 0
        yield {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.randint(0, 2, ids.shape, generator=generator)}


for head in ["Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"]:
    add(Case("longformer-" + head, getattr(hf, "Longformer" + head),
             lambda head=head: hf.LongformerConfig(**bert_sizes(num_labels=labels(head), type_vocab_size=1, max_position_embeddings=150, attention_window=6)),
             words(lengths=(25, 6, 31), extra=global_masks) if head != "ForQuestionAnswering" else questions,
             skip=tuple(f"{kind}attentions.{i}" for kind in ("", "global_") for i in range(3))))
add(
    Case("longformer-windows", hf.LongformerForMaskedLM,
         lambda: hf.LongformerConfig(**bert_sizes(max_position_embeddings=150, attention_window=[4, 16, 8])),
         words(lengths=(40,), extra=global_masks)),
    Case("longformer-old", hf.LongformerModel,
         lambda: hf.LongformerConfig(**bert_sizes(max_position_embeddings=512, attention_window=512, type_vocab_size=2)), words(lengths=(20,)),
         edit=without("attention_window", "max_position_embeddings", "type_vocab_size", "pad_token_id")),
)
for head in ["Model", "ForMaskedLM", "ForPreTraining", "ForSequenceClassification", "ForTokenClassification"]:
    for kind in ("block_sparse", "original_full"):
        add(Case(f"bigbird-{kind}-{head}", getattr(hf, "BigBird" + head),
                 lambda kind=kind: hf.BigBirdConfig(**bert_sizes(num_labels=3, type_vocab_size=2, max_position_embeddings=150,
                                                                 attention_type=kind, block_size=4, num_random_blocks=2)),
                 words(types=2, lengths=(48, 21, 36, 37, 41)), skip=("seq_relationship_logits",), names={"prediction_logits": "logits"}))
add(
    *(Case(f"bigbird-{kind}-ForQuestionAnswering", hf.BigBirdForQuestionAnswering,
           lambda kind=kind: hf.BigBirdConfig(**bert_sizes(num_labels=2, type_vocab_size=2, max_position_embeddings=150, attention_type=kind,
                                                           block_size=4, num_random_blocks=2, sep_token_id=2, hidden_act="relu")), passages)
      for kind in ("block_sparse", "original_full")),
    Case("bigbird-no-bias", hf.BigBirdForMaskedLM,
         lambda: hf.BigBirdConfig(**bert_sizes(max_position_embeddings=150, use_bias=False, rescale_embeddings=True, block_size=8, num_random_blocks=1)),
         words(lengths=(64, 61))),
    Case("bigbird-untied", hf.BigBirdForMaskedLM,
         lambda: hf.BigBirdConfig(**bert_sizes(max_position_embeddings=150, block_size=4, tie_word_embeddings=False)), words(lengths=(64,))),
    Case("bigbird-act", hf.BigBirdForSequenceClassification,
         lambda: hf.BigBirdConfig(**bert_sizes(max_position_embeddings=150, block_size=4, hidden_act="relu")), words(lengths=(10,))),
    Case("bigbird-default-act", hf.BigBirdForMaskedLM,
         lambda: hf.BigBirdConfig(**bert_sizes(max_position_embeddings=300, type_vocab_size=2, hidden_act="gelu_new")), words(lengths=(10,)),
         edit=without("hidden_act", "type_vocab_size", "attention_type", "block_size", "num_random_blocks")),
)


# ---- decoders -------------------------------------------------------------------------------------------------------
def gpt_sizes(**more):
    return {**dict(vocab_size=53, n_positions=48, n_embd=32, n_layer=3, n_head=4, bos_token_id=1, eos_token_id=2, pad_token_id=0), **more}


def gpt(name, head="LMHeadModel", edit=nothing, **more):
    return Case("gpt2-" + name, getattr(hf, "GPT2" + head), lambda: hf.GPT2Config(**gpt_sizes(**more)), words(), edit=edit)


add(
    gpt("Model", "Model"),
    writes(gpt("LM")),
    writes(gpt("head-6", n_embd=30, n_head=5)),
    writes(gpt("head-5", n_embd=15, n_head=3, n_inner=37), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    writes(gpt("untied", tie_word_embeddings=False), [GREEDY]),
    gpt("scales", scale_attn_weights=False, scale_attn_by_inverse_layer_idx=True),
    gpt("upcast", scale_attn_by_inverse_layer_idx=True, reorder_and_upcast_attn=True),
    gpt("act", activation_function="relu", layer_norm_epsilon=0.2, n_inner=77),
    gpt("classifier", "ForSequenceClassification", num_labels=3),
    gpt("tokens", "ForTokenClassification", num_labels=3),
    gpt("answers", "ForQuestionAnswering"),
    gpt("old", "LMHeadModel", without("n_inner", "activation_function", "layer_norm_epsilon", "tie_word_embeddings", "scale_attn_weights", "scale_attn_by_inverse_layer_idx", "reorder_and_upcast_attn", "add_cross_attention")),
)


def llama_sizes(**more):
    return {**dict(vocab_size=59, hidden_size=48, intermediate_size=70, num_hidden_layers=3, num_attention_heads=6,
                   num_key_value_heads=2, max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0), **more}


def llama(name, head="ForCausalLM", edit=nothing, **more):
    return Case("llama-" + name, getattr(hf, "Llama" + head), lambda: hf.LlamaConfig(**llama_sizes(**more)), words(lengths=(13, 40)), edit=edit)


def old_rope(scaling=None, theta=None, **more):
    """The keys of transformers 4: rope_theta and rope_scaling."""

    def edit(settings):
        settings.pop("rope_parameters", None)
        if scaling is not None:
            settings["rope_scaling"] = scaling
        if theta is not None:
            settings["rope_theta"] = theta
        settings["torch_dtype"] = settings.pop("dtype", "float32")
        settings.update(more)

    return edit


LINEAR = {"rope_type": "linear", "factor": 3.0, "rope_theta": 500.0}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 16, "rope_theta": 100.0}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16, "rope_theta": 1000.0}
DYNAMIC = {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1000.0}
add(
    llama("Model", "Model"),
    writes(llama("causal")),
    writes(llama("head-4", hidden_size=24, head_dim=4), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    writes(llama("head-10", hidden_size=60, num_attention_heads=6, num_key_value_heads=3), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    writes(llama("head-dim-16", head_dim=16), [GREEDY]),
    writes(llama("tied", tie_word_embeddings=True), [GREEDY]),
    writes(llama("biases", attention_bias=True, mlp_bias=True), [GREEDY]),
    llama("multi-head", num_key_value_heads=6),
    llama("old-keys", edit=both(without("num_key_value_heads", "head_dim", "attention_bias", "mlp_bias", "rms_norm_eps", "hidden_act", "tie_word_embeddings", "pretraining_tp"), old_rope()),
          num_key_value_heads=6),
    llama("eps", rms_norm_eps=0.3, hidden_act="gelu"),
    llama("theta", rope_parameters={"rope_type": "default", "rope_theta": 37.0}),
    llama("theta-old", edit=old_rope(theta=37.0), rope_parameters={"rope_type": "default", "rope_theta": 37.0}),
    writes(llama("linear", rope_parameters=LINEAR), [GREEDY]),
    llama("linear-old", edit=old_rope({"type": "linear", "factor": 3.0}, 500.0), rope_parameters=LINEAR),
    writes(llama("llama3", rope_parameters=LLAMA3), [GREEDY]),
    llama("llama3-old", edit=old_rope({k: v for k, v in LLAMA3.items() if k != "rope_theta"}, 100.0), rope_parameters=LLAMA3),
    writes(llama("yarn", rope_parameters=YARN), [GREEDY]),
    llama("yarn-options", rope_parameters={**YARN, "beta_fast": 20.0, "beta_slow": 2.0, "attention_factor": 1.3, "truncate": False}),
    llama("yarn-mscale", rope_parameters={**YARN, "mscale": 0.7, "mscale_all_dim": 0.4}),
    llama("yarn-old", edit=old_rope({"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}, 1000.0), rope_parameters=YARN),
    llama("classifier", "ForSequenceClassification", num_labels=3),
    llama("tokens", "ForTokenClassification", num_labels=3),
    llama("answers", "ForQuestionAnswering"),
    dataclasses.replace(llama("bf16-shards"), dtype=torch.bfloat16, shard="20KB"),
    dataclasses.replace(llama("f16-tied", tie_word_embeddings=True), dtype=torch.float16),
)


def mistral(name, head="ForCausalLM", edit=nothing, **more):
    return Case("mistral-" + name, getattr(hf, "Mistral" + head), lambda: hf.MistralConfig(**llama_sizes(**more)), words(lengths=(13, 40)), edit=edit)


def qwen(name, head="ForCausalLM", edit=nothing, **more):
    return Case("qwen2-" + name, getattr(hf, "Qwen2" + head), lambda: hf.Qwen2Config(**llama_sizes(**more)), words(lengths=(13, 40)), edit=edit)


LONG_PROMPTS = PROMPTS + [[(7 * i) % 50 + 3 for i in range(25)]]
add(
    writes(mistral("window", sliding_window=9), [o for o in OPTIONS if "max_length" not in o], LONG_PROMPTS),
    writes(mistral("window-head-6", hidden_size=36, sliding_window=5), [GREEDY, {"num_beams": 3, "max_new_tokens": 12}], LONG_PROMPTS),
    mistral("no-window", sliding_window=None),
    mistral("heads-default", edit=without("num_key_value_heads", "sliding_window", "max_position_embeddings", "rms_norm_eps"),
            num_attention_heads=16, hidden_size=64, num_key_value_heads=8, sliding_window=4096, max_position_embeddings=131072),
    mistral("head-dim", head_dim=10, sliding_window=7),
    mistral("Model", "Model", sliding_window=7),
    mistral("classifier", "ForSequenceClassification", sliding_window=7, num_labels=4),
    mistral("tokens", "ForTokenClassification", sliding_window=7, num_labels=4),
    mistral("answers", "ForQuestionAnswering", sliding_window=7),
    writes(qwen("causal"), [GREEDY]),
    writes(qwen("window", use_sliding_window=True, sliding_window=6, max_window_layers=1), [GREEDY], LONG_PROMPTS),
    qwen("window-old", edit=without("layer_types"), use_sliding_window=True, sliding_window=6, max_window_layers=1),
    qwen("window-off", edit=setting(sliding_window=6), use_sliding_window=False, max_window_layers=1),
    writes(qwen("layer-types", use_sliding_window=True, sliding_window=6, max_window_layers=0,
                layer_types=["sliding_attention", "full_attention", "sliding_attention"]), [GREEDY], LONG_PROMPTS),
    qwen("tied-yarn", tie_word_embeddings=True, rope_parameters=YARN),
    qwen("classifier", "ForSequenceClassification", num_labels=4),
    qwen("tokens", "ForTokenClassification", num_labels=4),
    qwen("Model", "Model"),
    qwen("old", edit=both(without("layer_types", "use_sliding_window", "rms_norm_eps"), old_rope(theta=10000.0))),
)


# Sizes at their ends: one layer, one head, one channel a head, a vocabulary that no block divides.
add(
    Case("bert-one-head", hf.BertForMaskedLM, lambda: hf.BertConfig(**bert_sizes(num_hidden_layers=1, num_attention_heads=1, vocab_size=101)), words(seed=11), seed=23),
    Case("bert-tiny-heads", hf.BertModel, lambda: hf.BertConfig(**bert_sizes(hidden_size=6, num_attention_heads=6)), words(seed=12), seed=24),
    Case("distilbert-one-head", hf.DistilBertForMaskedLM, lambda: hf.DistilBertConfig(**distil_sizes(n_layers=1, n_heads=1, dim=27)), words(seed=13), seed=25),
    writes(gpt("one-head", n_layer=1, n_head=1, n_embd=21), [GREEDY]),
    writes(llama("one-head", num_hidden_layers=1, num_attention_heads=1, num_key_value_heads=1, hidden_size=14), [GREEDY]),
    writes(llama("one-key", num_key_value_heads=1, head_dim=24), [GREEDY]),
    writes(llama("wide-head", head_dim=256), [GREEDY]),
    dataclasses.replace(mistral("bf16-tied", sliding_window=6, tie_word_embeddings=True), dtype=torch.bfloat16),
    qwen("head-dim", use_sliding_window=True, sliding_window=5, max_window_layers=2, hidden_size=42, num_attention_heads=3, num_key_value_heads=1),
)


# ---- encoder-decoders -----------------------------------------------------------------------------------------------
def t5_sizes(**more):
    return {**dict(vocab_size=63, d_model=28, d_kv=6, d_ff=45, num_layers=3, num_decoder_layers=2, num_heads=5,
                   relative_attention_num_buckets=12, relative_attention_max_distance=20, decoder_start_token_id=0,
                   eos_token_id=2, pad_token_id=0), **more}


def t5(name, head="ForConditionalGeneration", edit=nothing, prefix="t5", **more):
    family = {"t5": "T5", "mt5": "MT5"}[prefix]
    inputs = words(lengths=(15,)) if head in ("EncoderModel", "ForTokenClassification") else pairs(((15, 9), (40, 33)))
    return Case(f"{prefix}-{name}", getattr(hf, family + head), lambda: getattr(hf, family + "Config")(**t5_sizes(**more)), inputs, edit=edit)


add(
    t5("Model", "Model"),
    writes(t5("relu")),
    t5("encoder", "EncoderModel"),
    t5("tokens", "ForTokenClassification", num_labels=3),
    writes(t5("gated", feed_forward_proj="gated-gelu", tie_word_embeddings=False), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    t5("gated-silu", feed_forward_proj="gated-silu"),
    t5("gated-relu", feed_forward_proj="gated-relu"),
    t5("gelu-new", feed_forward_proj="gelu_new"),
    t5("untied-relu", tie_word_embeddings=False),
    t5("tied-gated", feed_forward_proj="gated-gelu", tie_word_embeddings=True),
    t5("old", edit=without("num_decoder_layers", "feed_forward_proj", "is_gated_act", "dense_act_fn", "scale_decoder_outputs", "tie_word_embeddings",
                           "relative_attention_max_distance", "relative_attention_num_buckets", "layer_norm_epsilon"),
       num_decoder_layers=3, relative_attention_max_distance=128, relative_attention_num_buckets=32),
    t5("old-untied", edit=without("scale_decoder_outputs"), tie_word_embeddings=False),
    t5("eps", layer_norm_epsilon=0.4),
    t5("buckets", relative_attention_num_buckets=9, relative_attention_max_distance=11),
    dataclasses.replace(t5("bf16", feed_forward_proj="gated-gelu"), dtype=torch.bfloat16, shard="15KB"),
    writes(t5("causal", prefix="mt5"), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    t5("untied", prefix="mt5", tie_word_embeddings=False),
    t5("encoder", "EncoderModel", prefix="mt5"),
    t5("Model", "Model", prefix="mt5"),
)


def bart_sizes(**more):
    return {**dict(vocab_size=67, max_position_embeddings=52, encoder_layers=2, encoder_ffn_dim=40, encoder_attention_heads=4,
                   decoder_layers=3, decoder_ffn_dim=56, decoder_attention_heads=6, d_model=36, pad_token_id=1, bos_token_id=0,
                   eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=2), **more}


def bart(name, head="ForConditionalGeneration", edit=nothing, family="Bart", inputs=None, **more):
    return Case(f"{family.lower()}-{name}", getattr(hf, family + head), lambda: getattr(hf, family + "Config")(**bart_sizes(**more)),
                inputs or pairs(((11, 6), (30, 23))), edit=edit)


add(
    bart("Model", "Model"),
    writes(bart("causal")),
    bart("classifier", "ForSequenceClassification", num_labels=4, inputs=pairs(((12, 0),), end=2)),
    bart("answers", "ForQuestionAnswering", inputs=pairs(((12, 0),), end=2)),
    bart("scaled", scale_embedding=True, activation_function="relu"),
    bart("untied", tie_word_embeddings=False),
    bart("old", edit=without("scale_embedding", "activation_function", "tie_word_embeddings", "forced_eos_token_id", "classifier_dropout")),
    dataclasses.replace(bart("f16"), dtype=torch.float16, shard="25KB"),
    bart("Model", "Model", family="MBart"),
    writes(bart("causal", family="MBart", scale_embedding=True, decoder_start_token_id=5), [GREEDY, {"num_beams": 4, "max_new_tokens": 9}]),
    bart("classifier", "ForSequenceClassification", family="MBart", num_labels=4, inputs=pairs(((12, 0),), end=2)),
    bart("answers", "ForQuestionAnswering", family="MBart", inputs=pairs(((12, 0),), end=2)),
    bart("Model", "Model", family="Marian", pad_token_id=66, eos_token_id=0, decoder_start_token_id=66),
    writes(bart("causal", "MTModel", family="Marian", pad_token_id=66, eos_token_id=0, decoder_start_token_id=66, forced_eos_token_id=0, scale_embedding=True,
                activation_function="swish")),
    bart("odd", "MTModel", family="Marian", d_model=15, encoder_attention_heads=3, decoder_attention_heads=5, pad_token_id=66, eos_token_id=0, decoder_start_token_id=66),
    bart("two-vocabularies", "MTModel", family="Marian", share_encoder_decoder_embeddings=False, decoder_vocab_size=41, pad_token_id=40, eos_token_id=0,
         decoder_start_token_id=40, tie_word_embeddings=False, inputs=pairs(((11, 6),), vocabulary_of=lambda config: config.decoder_vocab_size)),
    bart("two-vocabularies-tied", "MTModel", family="Marian", share_encoder_decoder_embeddings=False, decoder_vocab_size=41, pad_token_id=40, eos_token_id=0,
         decoder_start_token_id=40, inputs=pairs(((11, 6),), vocabulary_of=lambda config: config.decoder_vocab_size)),
    bart("untied", "MTModel", family="Marian", tie_word_embeddings=False, pad_token_id=66, eos_token_id=0, decoder_start_token_id=66),
    bart("old", "MTModel", family="Marian", pad_token_id=66, eos_token_id=0, decoder_start_token_id=66,
         edit=without("decoder_vocab_size", "share_encoder_decoder_embeddings", "tie_word_embeddings", "scale_embedding", "activation_function")),
)


add(
    writes(t5("one-head", num_heads=1, num_layers=1, num_decoder_layers=1, d_kv=7), [GREEDY]),
    # Short inputs: on 40 tokens the library's own floats are 2e-4 away from its doubles.
    dataclasses.replace(t5("wide-heads", d_kv=24, num_heads=3, feed_forward_proj="gated-gelu"), inputs=pairs(((15, 9),))),
    writes(bart("odd", d_model=21, encoder_attention_heads=7, decoder_attention_heads=3, encoder_layers=1), [GREEDY, {"num_beams": 3, "max_new_tokens": 9}]),
    bart("keys-of-fairseq", edit=setting(normalize_before=False, add_final_layer_norm=False, normalize_embedding=True, static_position_embeddings=False,
                                         add_bias_logits=False, extra_pos_embeddings=2)),
    bart("untied", family="MBart", tie_word_embeddings=False),
)


# ---- pictures and speech --------------------------------------------------------------------------------------------
def vit_sizes(**more):
    return {**dict(hidden_size=30, num_hidden_layers=3, num_attention_heads=5, intermediate_size=44, image_size=24, patch_size=6,
                   num_channels=3), **more}


for family, config in (("ViT", hf.ViTConfig), ("DeiT", hf.DeiTConfig)):
    heads = ["Model", "ForImageClassification"] + (["ForImageClassificationWithTeacher"] if family == "DeiT" else [])
    for head in heads:
        add(Case(f"{family.lower()}-{head}", getattr(hf, family + head), lambda config=config: config(**vit_sizes(num_labels=6)), pictures))
    add(Case(f"{family.lower()}-options", getattr(hf, family + "ForImageClassification"),
             lambda config=config: config(**vit_sizes(num_labels=3, qkv_bias=False, hidden_act="gelu_new", layer_norm_eps=0.1, num_channels=1, image_size=25)), pictures),
        Case(f"{family.lower()}-pooler", getattr(hf, family + "Model"),
             lambda config=config: config(**vit_sizes(pooler_output_size=17, pooler_act="relu")), pictures),
        Case(f"{family.lower()}-old", getattr(hf, family + "ForImageClassification"),
             lambda config=config: config(**vit_sizes(image_size=224, patch_size=16)), pictures,
             edit=without("image_size", "patch_size", "num_channels", "qkv_bias", "layer_norm_eps", "hidden_act", "pooler_act", "pooler_output_size")),
        Case(f"{family.lower()}-f16", getattr(hf, family + "ForImageClassification"), lambda config=config: config(**vit_sizes()), pictures, dtype=torch.float16))


def clip_text(**more):
    return {**dict(vocab_size=58, hidden_size=30, intermediate_size=47, projection_dim=18, num_hidden_layers=2, num_attention_heads=5,
                   max_position_embeddings=21, bos_token_id=56, eos_token_id=57, pad_token_id=1), **more}


def clip_vision(**more):
    return {**dict(hidden_size=28, intermediate_size=43, projection_dim=18, num_hidden_layers=3, num_attention_heads=4, image_size=20, patch_size=5), **more}


def clip_words(config, end=57, lengths=((9, 5, 3),)):
    generator = torch.Generator().manual_seed(8)
    for rows in lengths:
        ids = torch.randint(2, 56, (len(rows), max(rows)), generator=generator)
        mask = torch.zeros_like(ids)
        for row, length in enumerate(rows):
            mask[row, :length] = 1
            ids[row, length - 1:] = end
        yield {"input_ids": ids, "attention_mask": mask}
        yield {"input_ids": ids}


def clip_both(config):
    generator = torch.Generator().manual_seed(9)
    pixels = torch.randn(2, 3, 20, 20, generator=generator)
    for batch in clip_words(config):
        yield {**batch, "pixel_values": pixels}


# The library calls the projected embeddings of both towers "pooler_output" too.
PROJECTED = ("text_pooler_output", "vision_pooler_output")
TEXT_NAMES = {"last_hidden_state": "text_last_hidden_state", "pooler_output": "text_pooler_output",
              **{f"hidden_states.{i}": f"text_hidden_states.{i}" for i in range(9)}}
VISION_NAMES = {"last_hidden_state": "vision_last_hidden_state", "pooler_output": "vision_pooler_output",
                **{f"hidden_states.{i}": f"vision_hidden_states.{i}" for i in range(9)}}
add(
    Case("clip", hf.CLIPModel, lambda: hf.CLIPConfig(text_config=clip_text(), vision_config=clip_vision(), projection_dim=18), clip_both, skip=PROJECTED),
    Case("clip-eos-2", hf.CLIPModel, lambda: hf.CLIPConfig(text_config=clip_text(eos_token_id=2), vision_config=clip_vision(), projection_dim=18), clip_both, skip=PROJECTED),
    Case("clip-gelu", hf.CLIPModel, lambda: hf.CLIPConfig(text_config=clip_text(hidden_act="gelu", layer_norm_eps=0.1),
                                                          vision_config=clip_vision(hidden_act="gelu", layer_norm_eps=0.2), projection_dim=18), clip_both, skip=PROJECTED),
    Case("clip-text", hf.CLIPTextModel, lambda: hf.CLIPTextConfig(**clip_text()), clip_words, names=TEXT_NAMES),
    Case("clip-text-projection", hf.CLIPTextModelWithProjection, lambda: hf.CLIPTextConfig(**clip_text()), clip_words, names=TEXT_NAMES),
    Case("clip-vision", hf.CLIPVisionModel, lambda: hf.CLIPVisionConfig(**clip_vision()), pictures, names=VISION_NAMES),
    Case("clip-vision-projection", hf.CLIPVisionModelWithProjection, lambda: hf.CLIPVisionConfig(**clip_vision()), pictures, names=VISION_NAMES),
    Case("clip-f16", hf.CLIPModel, lambda: hf.CLIPConfig(text_config=clip_text(), vision_config=clip_vision(), projection_dim=18), clip_both, skip=PROJECTED, dtype=torch.float16, shard="30KB"),
)


def spectrograms(config):
    generator = torch.Generator().manual_seed(2)
    for rows, length in ((1, 1), (2, 7)):
        yield {"input_features": torch.randn(rows, config.num_mel_bins, 2 * config.max_source_positions, generator=generator),
               "decoder_input_ids": tokens(generator, rows, length, config.vocab_size)}


def whisper(name, head="ForConditionalGeneration", edit=nothing, **more):
    sizes = dict(vocab_size=71, num_mel_bins=20, encoder_layers=2, encoder_attention_heads=5, decoder_layers=3, decoder_attention_heads=6,
                 decoder_ffn_dim=50, encoder_ffn_dim=44, d_model=30, max_source_positions=16, max_target_positions=24, pad_token_id=0,
                 bos_token_id=1, eos_token_id=2, decoder_start_token_id=3)
    return Case("whisper-" + name, getattr(hf, "Whisper" + head), lambda: hf.WhisperConfig(**{**sizes, **more}), spectrograms, edit=edit)


add(
    whisper("causal"), whisper("Model", "Model"), whisper("scaled", scale_embedding=True, activation_function="relu"),
    whisper("untied", tie_word_embeddings=False),
    dataclasses.replace(whisper("f16"), dtype=torch.float16, shard="30KB"),
)


# ---- what must be refused by name -----------------------------------------------------------------------------------
def refused(option, case):
    REFUSED.append(dataclasses.replace(case, name="refused-" + case.name, names_option=option))


bert = Case("bert", hf.BertModel, lambda: hf.BertConfig(**bert_sizes()), words())
refused("nonsense", dataclasses.replace(bert, name="bert-act", edit=setting(hidden_act="nonsense")))
for key, value in (("is_decoder", True), ("add_cross_attention", True), ("position_embedding_type", "relative_key"),
                   ("quantization_config", {"quant_method": "bitsandbytes"}), ("model_type", "bort")):
    refused(key, dataclasses.replace(bert, name="bert-" + key, edit=setting(**{key: value})))
refused("ForMultipleChoice", dataclasses.replace(bert, name="bert-choice", architecture=hf.BertForMultipleChoice))
for name in ["gelu_10", "relu2", "sigmoid", "linear", "mish", "leaky_relu", "relu6", "laplace", "hardswish"]:
    refused(name, dataclasses.replace(bert, name="bert-" + name, edit=setting(hidden_act=name)))
refused("BigBirdForMultipleChoice", Case("bigbird-choices", hf.BigBirdForMultipleChoice, lambda: hf.BigBirdConfig(**bert_sizes()), words()))
refused("image_size", Case("vit-oblong", hf.ViTModel, lambda: hf.ViTConfig(**vit_sizes(image_size=[24, 36])), pictures))
refused("dynamic", llama("dynamic", edit=setting(rope_parameters=DYNAMIC)))
refused("longrope", llama("longrope", edit=setting(rope_parameters={"rope_type": "longrope"})))
refused("partial_rotary_factor", llama("partial", edit=setting(partial_rotary_factor=0.5)))
refused("add_cross_attention", gpt("cross", edit=setting(add_cross_attention=True)))
refused("DoubleHeads", gpt("double", edit=setting(architectures=["GPT2DoubleHeadsModel"])))
refused("attention_type", Case("bigbird-type", hf.BigBirdModel, lambda: hf.BigBirdConfig(**bert_sizes()), words(), edit=setting(attention_type="other")))


for family, config, sizes in (("Bert", hf.BertConfig, bert_sizes), ("Roberta", hf.RobertaConfig, bert_sizes)):
    refused("is_decoder", Case(f"{family.lower()}-decoder", getattr(hf, family + ("LMHeadModel" if family == "Bert" else "ForCausalLM")),
                               lambda config=config, sizes=sizes: config(**sizes(is_decoder=True)), words()))
refused("LongformerForMultipleChoice", Case("longformer-choice", hf.LongformerForMultipleChoice,
                                            lambda: hf.LongformerConfig(**bert_sizes(max_position_embeddings=150, attention_window=6)), words()))
refused("T5ForQuestionAnswering", t5("answers", "ForQuestionAnswering"))
refused("T5ForSequenceClassification", t5("classifier", "ForSequenceClassification"))
refused("BartForCausalLM", bart("decoder", "ForCausalLM"))
refused("MarianForCausalLM", bart("decoder", "ForCausalLM", family="Marian", pad_token_id=66, eos_token_id=0, decoder_start_token_id=66))
refused("partial_rotary_factor", llama("partial-new", edit=setting(rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5})))
for case in (gpt("quantized"), llama("quantized"), t5("quantized"), bart("quantized")):
    refused("quantization_config", dataclasses.replace(case, edit=setting(quantization_config={"quant_method": "gptq", "bits": 4})))


# Kept in the build: each was wrong once, or is an option that no other test meets.
GOLDEN = {"bert-untied", "roberta-pad-0", "longformer-ForSequenceClassification", "bigbird-no-bias", "bigbird-block_sparse-ForQuestionAnswering",
          "gpt2-head-5", "llama-yarn-old", "llama-head-10", "mistral-window-head-6", "qwen2-layer-types", "t5-gated", "mt5-causal",
          "bart-classifier", "mbart-causal", "marian-two-vocabularies", "whisper-scaled", "clip-text", "vit-pooler"}
