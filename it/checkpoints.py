#!/usr/bin/env python3
"""Writes tiny checkpoints with random weights, one for each task on text, for the clients to talk to.

    checkpoints.py FOLDER

Their answers mean nothing; that they have the shape and obey the options is what is checked. The seed is fixed.
"""
import json
import pathlib
import sys

import numpy
from safetensors.numpy import save_file

HIDDEN, INNER, LAYERS, HEADS, LONGEST = 32, 48, 2, 4, 128
WORDS = """angela lives in berlin and works at siemens where does live who paris is the capital city of france a tower
tall 324 metres this example about sport politics good bad film i like it . , ? !""".split()
CHAT = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
        "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
random = numpy.random.default_rng(4)


def added(tokens):
    return [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for i, token in enumerate(tokens)]


def word_pieces():
    """Words, and letters for the others, framed as BERT does."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)] + [str(d) for d in range(10)]
    vocabulary = list(dict.fromkeys(special + WORDS + letters + ["##" + c for c in letters]))
    frame = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    return len(vocabulary), {
        "version": "1.0", "added_tokens": added(special),
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
                       "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing", "single": frame,
            "pair": frame + [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
            "special_tokens": {token: {"id": token, "ids": [special.index(token)], "tokens": [token]}
                               for token in ("[CLS]", "[SEP]")}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {token: i for i, token in enumerate(vocabulary)}}}


def bytes_alone(end):
    """Every byte is a token, written as GPT-2 does; texts end with `end` where it is given."""
    special = ["<pad>", "<|im_start|>", "<|im_end|>", "</s>"]
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    written = {byte: chr(byte) for byte in visible}
    written |= {byte: chr(256 + i) for i, byte in enumerate(b for b in range(256) if b not in visible)}
    vocabulary = special + [written[byte] for byte in range(256)]
    tokenizer = {
        "version": "1.0", "added_tokens": added(special),
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "vocab": {token: i for i, token in enumerate(vocabulary)}, "merges": []}}
    if end:
        tokenizer["post_processor"] = {
            "type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}},
                                                     {"SpecialToken": {"id": end, "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}},
                     {"SpecialToken": {"id": end, "type_id": 0}}],
            "special_tokens": {end: {"id": end, "ids": [special.index(end)], "tokens": [end]}}}
    return len(vocabulary), tokenizer


class Weights(dict):
    """Tensors by name, as the layers of a network are added."""

    def table(self, name, *shape):
        self[name + ".weight"] = (random.standard_normal(shape) * 0.3).astype(numpy.float32)

    def linear(self, name, outputs, inputs, bias=True):
        self.table(name, outputs, inputs)
        if bias:
            self[name + ".bias"] = (random.standard_normal(outputs) * 0.1).astype(numpy.float32)

    def norm(self, name, bias=True):
        self[name + ".weight"] = numpy.ones(HIDDEN, numpy.float32)
        if bias:
            self[name + ".bias"] = numpy.zeros(HIDDEN, numpy.float32)


def write(folder, config, weights, tokenizer, **settings):
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))
    save_file(dict(weights), folder / "model.safetensors")


def bert(folder, architecture, labels=()):
    size, tokenizer = word_pieces()
    weights = Weights()
    for name, rows in (("word", size), ("position", LONGEST), ("token_type", 2)):
        weights.table(f"bert.embeddings.{name}_embeddings", rows, HIDDEN)
    weights.norm("bert.embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"bert.encoder.layer.{layer}."
        for name in ("query", "key", "value"):
            weights.linear(at + "attention.self." + name, HIDDEN, HIDDEN)
        weights.linear(at + "attention.output.dense", HIDDEN, HIDDEN)
        weights.norm(at + "attention.output.LayerNorm")
        weights.linear(at + "intermediate.dense", INNER, HIDDEN)
        weights.linear(at + "output.dense", HIDDEN, INNER)
        weights.norm(at + "output.LayerNorm")
    if architecture == "BertForMaskedLM":
        weights.linear("cls.predictions.transform.dense", HIDDEN, HIDDEN)
        weights.norm("cls.predictions.transform.LayerNorm")
        weights["cls.predictions.bias"] = numpy.zeros(size, numpy.float32)
    elif architecture == "BertForQuestionAnswering":
        weights.linear("qa_outputs", 2, HIDDEN)
    else:
        if architecture == "BertForSequenceClassification":
            weights.linear("bert.pooler.dense", HIDDEN, HIDDEN)
        weights.linear("classifier", len(labels), HIDDEN)
    config = {"architectures": [architecture], "model_type": "bert", "vocab_size": size, "hidden_size": HIDDEN,
              "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": INNER, "hidden_act": "gelu",
              "max_position_embeddings": LONGEST, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0}
    if labels:
        config["id2label"] = {str(i): label for i, label in enumerate(labels)}
    write(folder, config, weights, tokenizer, tokenizer_class="BertTokenizer", model_max_length=LONGEST, cls_token="[CLS]",
          sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]", mask_token="[MASK]")


def llama(folder):
    size, tokenizer = bytes_alone(end=None)
    weights = Weights()
    weights.table("model.embed_tokens", size, HIDDEN)
    for layer in range(LAYERS):
        at = f"model.layers.{layer}."
        for name, outputs in (("q", HIDDEN), ("k", HIDDEN // 2), ("v", HIDDEN // 2), ("o", HIDDEN)):
            weights.linear(f"{at}self_attn.{name}_proj", outputs, HIDDEN, bias=False)
        weights.linear(at + "mlp.gate_proj", INNER, HIDDEN, bias=False)
        weights.linear(at + "mlp.up_proj", INNER, HIDDEN, bias=False)
        weights.linear(at + "mlp.down_proj", HIDDEN, INNER, bias=False)
        weights.norm(at + "input_layernorm", bias=False)
        weights.norm(at + "post_attention_layernorm", bias=False)
    weights.norm("model.norm", bias=False)
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": size, "hidden_size": HIDDEN,
              "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": HEADS // 2,
              "intermediate_size": INNER, "hidden_act": "silu", "max_position_embeddings": LONGEST, "rms_norm_eps": 1e-6,
              "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "tie_word_embeddings": True}
    write(folder, config, weights, tokenizer, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<pad>",
          chat_template=CHAT)


def encoder_decoder(folder, kind):
    """BART, or Marian: the same blocks, but sines for positions and no norm after them."""
    size, tokenizer = bytes_alone(end="</s>")
    weights = Weights()
    weights.table("model.shared", size, HIDDEN)
    weights["final_logits_bias"] = numpy.zeros((1, size), numpy.float32)
    for stack in ("encoder", "decoder"):
        if kind == "bart":
            weights.table(f"model.{stack}.embed_positions", LONGEST + 2, HIDDEN)
            weights.norm(f"model.{stack}.layernorm_embedding")
        for layer in range(LAYERS):
            at = f"model.{stack}.layers.{layer}."
            for attention in ("self_attn", "encoder_attn") if stack == "decoder" else ("self_attn",):
                for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    weights.linear(f"{at}{attention}.{name}", HIDDEN, HIDDEN)
                weights.norm(f"{at}{attention}_layer_norm")
            weights.linear(at + "fc1", INNER, HIDDEN)
            weights.linear(at + "fc2", HIDDEN, INNER)
            weights.norm(at + "final_layer_norm")
    config = {"architectures": ["BartForConditionalGeneration" if kind == "bart" else "MarianMTModel"], "model_type": kind,
              "is_encoder_decoder": True, "vocab_size": size, "d_model": HIDDEN, "activation_function": "gelu",
              "encoder_layers": LAYERS, "decoder_layers": LAYERS, "encoder_attention_heads": HEADS,
              "decoder_attention_heads": HEADS, "encoder_ffn_dim": INNER, "decoder_ffn_dim": INNER,
              "max_position_embeddings": LONGEST, "scale_embedding": kind == "marian", "tie_word_embeddings": True,
              "bos_token_id": 1, "eos_token_id": 3, "pad_token_id": 0, "decoder_start_token_id": 0, "max_length": 24}
    languages = {"source_lang": "en", "target_lang": "de"} if kind == "marian" else {}
    write(folder, config, weights, tokenizer, eos_token="</s>", pad_token="<pad>", **languages)


def main(folder):
    bert(folder / "tiny-fill", "BertForMaskedLM")
    bert(folder / "tiny-labels", "BertForSequenceClassification", ["negative", "neutral", "positive"])
    bert(folder / "tiny-entailment", "BertForSequenceClassification", ["contradiction", "neutral", "entailment"])
    bert(folder / "tiny-entities", "BertForTokenClassification", ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"])
    bert(folder / "tiny-answers", "BertForQuestionAnswering")
    llama(folder / "tiny-chat")
    encoder_decoder(folder / "tiny-summary", "bart")
    encoder_decoder(folder / "tiny-translation", "marian")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
