package dev.polyhead.speech;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.InputLayer;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.SpectrogramInput;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.WordInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whisper, Radford et al. 2022: a pre-norm encoder over a spectrogram and a decoder; keys have no bias. */
public final class Whisper implements ModelFamily {
    private static final NormSpec NORM = NormSpec.layer(1e-5);

    @Override
    public Set<String> modelTypes() {
        return Set.of("whisper");
    }

    @Override
    public List<String> ignored() {
        return List.of("proj_out\\.weight");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        // Whatever activation_function says, the convolutions have this one; scale_embedding scales nothing.
        InputLayer spectrogram = new SpectrogramInput(
                config.integer("num_mel_bins", 80), config.integer("max_source_positions", 1500), Activation.GELU);
        WordInput words = WordInput.of(
                "decoder_input_ids",
                config.integer("vocab_size", 51_865),
                new PositionEmbedding.Learned(config.integer("max_target_positions", 448), 0));
        Stack encoder = new Stack(spectrogram, stack(config, "encoder"), names("encoder"), "model.");
        Stack decoder = new Stack(words, stack(config, "decoder"), names("decoder"), "model.");
        List<String> architectures = config.texts("architectures");
        String architecture = architectures.isEmpty() ? "WhisperForConditionalGeneration" : architectures.get(0);
        return switch (architecture) {
            case "WhisperModel" -> new Blueprint.EncoderDecoder(encoder, decoder, List.of());
            case "WhisperForConditionalGeneration" ->
                new Blueprint.EncoderDecoder(
                        encoder,
                        decoder,
                        List.of(LanguageModelHead.plain(FamilySettings.ownHead(
                                checkpoint, "proj_out", config.flag("tie_word_embeddings", true)))));
            default -> throw new CheckpointException("The architecture %s is not supported.".formatted(architecture));
        };
    }

    private static StackConfig stack(ConfigJson config, String side) {
        int hidden = config.integer("d_model", 384);
        int heads = config.integer(side + "_attention_heads", 6);
        int size = FamilySettings.headSize(hidden, heads, "d_model", side + "_attention_heads");
        AttentionSpec full = AttentionSpec.full(size);
        StackConfig.Builder stack = StackConfig.of(
                        hidden, Heads.of(heads, size), config.integer(side + "_ffn_dim", 1536))
                .activation(config.text("activation_function", "gelu"))
                .norm(NORM)
                .preNorm()
                .attention(
                        config.integer(side + "_layers", 4),
                        side.equals("encoder") ? full : AttentionSpec.causal(size));
        return (side.equals("decoder") ? stack.cross(full) : stack).build();
    }

    private static Names names(String side) {
        String layer = side + ".layers.%d.";
        Map<Slot, String> names = new HashMap<>(Map.ofEntries(
                entry(POSITIONS, side + ".embed_positions"),
                entry(QUERY, layer + "self_attn.q_proj"),
                entry(KEY, layer + "self_attn.k_proj"),
                entry(VALUE, layer + "self_attn.v_proj"),
                entry(ATTENTION_OUT, layer + "self_attn.out_proj"),
                entry(ATTENTION_NORM, layer + "self_attn_layer_norm"),
                entry(UP, layer + "fc1"),
                entry(DOWN, layer + "fc2"),
                entry(FEED_FORWARD_NORM, layer + "final_layer_norm"),
                entry(FINAL_NORM, side + ".layer_norm")));
        if (side.equals("encoder")) {
            names.put(CONVOLUTION_1, "encoder.conv1");
            names.put(CONVOLUTION_2, "encoder.conv2");
        } else {
            names.putAll(Map.of(
                    WORDS, "decoder.embed_tokens",
                    CROSS_QUERY, layer + "encoder_attn.q_proj",
                    CROSS_KEY, layer + "encoder_attn.k_proj",
                    CROSS_VALUE, layer + "encoder_attn.v_proj",
                    CROSS_OUT, layer + "encoder_attn.out_proj",
                    CROSS_NORM, layer + "encoder_attn_layer_norm"));
        }
        return Names.of(names).withoutBias(KEY, CROSS_KEY);
    }
}
