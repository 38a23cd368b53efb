package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.WordInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table that BART and Marian share.
 *
 * @param positions added to the words
 * @param vocabulary words where the config does not say
 * @param embeddingNorm over that sum
 * @param preNorm whether norms stand before the sublayers
 */
record Seq2Seq(
        Checkpoint checkpoint,
        PositionEmbedding positions,
        int vocabulary,
        Optional<NormSpec> embeddingNorm,
        boolean preNorm) {
    static final List<String> IGNORED = List.of(
            "(model\\.)?(encoder|decoder)\\.embed_(tokens|positions)\\.weight",
            "(model\\.)?shared\\.weight",
            "lm_head\\.weight",
            "final_logits_bias");

    private static final NormSpec NORM = NormSpec.layer(1e-5);

    private ConfigJson config() {
        return checkpoint.config();
    }

    Stack encoder() {
        return stack("encoder", "input_ids", config().integer("vocab_size", vocabulary));
    }

    Stack decoder() {
        return stack("decoder", "decoder_input_ids", decoderVocabulary());
    }

    private int decoderVocabulary() {
        return config().integer("decoder_vocab_size", config().integer("vocab_size", vocabulary));
    }

    LanguageModelHead head() {
        boolean tied = config().flag("tie_word_embeddings", true);
        int words = decoderVocabulary();
        boolean biased = checkpoint.tensors().containsKey("final_logits_bias");
        return new LanguageModelHead(
                FamilySettings.ownHead(checkpoint, "lm_head", tied),
                biased
                        ? Optional.of(new LanguageModelHead.Bias("final_logits_bias", List.of(1, words)))
                        : Optional.empty(),
                1,
                Optional.empty());
    }

    private Stack stack(String side, String inputName, int count) {
        int hidden = config().integer("d_model", 1024);
        int heads = config().integer(side + "_attention_heads", 16);
        int size = FamilySettings.headSize(hidden, heads);
        int layers = config().integer(side + "_layers", 12);
        AttentionSpec full = AttentionSpec.full(size);
        StackConfig.Builder stack = StackConfig.of(
                        hidden, Heads.of(heads, size), config().integer(side + "_ffn_dim", 4096))
                .activation(config().text("activation_function", "gelu"))
                .norm(NORM)
                .attention(layers, side.equals("encoder") ? full : AttentionSpec.causal(size));
        if (preNorm) {
            stack.preNorm();
        } else {
            stack.postNorm();
        }
        if (side.equals("decoder")) {
            stack.cross(full);
        }
        WordInput words = WordInput.of(inputName, count, positions)
                .scaledBy(config().flag("scale_embedding", false) ? Math.sqrt(hidden) : 1);
        if (embeddingNorm.isPresent()) {
            words = words.normed(embeddingNorm.get());
        }
        return new Stack(words, stack.build(), names(side), "model.");
    }

    private Names names(String side) {
        String layer = side + ".layers.%d.";
        Map<Slot, String> names = new HashMap<>(Map.ofEntries(
                entry(WORDS, words(side)),
                entry(POSITIONS, side + ".embed_positions"),
                entry(EMBEDDING_NORM, side + ".layernorm_embedding"),
                entry(QUERY, layer + "self_attn.q_proj"),
                entry(KEY, layer + "self_attn.k_proj"),
                entry(VALUE, layer + "self_attn.v_proj"),
                entry(ATTENTION_OUT, layer + "self_attn.out_proj"),
                entry(ATTENTION_NORM, layer + "self_attn_layer_norm"),
                entry(UP, layer + "fc1"),
                entry(DOWN, layer + "fc2"),
                entry(FEED_FORWARD_NORM, layer + "final_layer_norm"),
                entry(FINAL_NORM, side + ".layer_norm")));
        if (side.equals("decoder")) {
            names.putAll(Map.of(
                    CROSS_QUERY, layer + "encoder_attn.q_proj",
                    CROSS_KEY, layer + "encoder_attn.k_proj",
                    CROSS_VALUE, layer + "encoder_attn.v_proj",
                    CROSS_OUT, layer + "encoder_attn.out_proj",
                    CROSS_NORM, layer + "encoder_attn_layer_norm"));
        }
        return Names.of(names);
    }

    /** The words' table is one for both sides unless each has its own, and a file may hold it under any of their names. */
    private String words(String side) {
        if (!config().flag("share_encoder_decoder_embeddings", true)) {
            return side + ".embed_tokens";
        }
        return FamilySettings.firstHeld(
                checkpoint,
                "model.",
                List.of(side + ".embed_tokens", "shared", "encoder.embed_tokens", "decoder.embed_tokens"));
    }
}
