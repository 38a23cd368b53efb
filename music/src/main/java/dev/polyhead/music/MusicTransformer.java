package dev.polyhead.music;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.attention.Relative;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.WordInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Music Transformer, Huang et al. 2018: a pre-norm decoder that knows distances between events, and no other position. */
public final class MusicTransformer implements ModelFamily {
    private static final Names NAMES = Names.of(Map.ofEntries(
            entry(WORDS, "embed_tokens"),
            entry(ATTENTION_NORM, "layers.%d.self_attn_layer_norm"),
            entry(QUERY, "layers.%d.self_attn.q_proj"),
            entry(KEY, "layers.%d.self_attn.k_proj"),
            entry(VALUE, "layers.%d.self_attn.v_proj"),
            entry(ATTENTION_OUT, "layers.%d.self_attn.out_proj"),
            entry(RELATIVE, "layers.%d.self_attn.relative_embedding"),
            entry(FEED_FORWARD_NORM, "layers.%d.final_layer_norm"),
            entry(UP, "layers.%d.fc1"),
            entry(DOWN, "layers.%d.fc2"),
            entry(FINAL_NORM, "layer_norm")));

    @Override
    public Set<String> modelTypes() {
        return Set.of("music_transformer");
    }

    @Override
    public List<String> ignored() {
        return List.of();
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        int hidden = config.integer("hidden_size");
        int heads = config.integer("num_attention_heads");
        int size = FamilySettings.headSize(hidden, heads);
        StackConfig stack = StackConfig.of(hidden, Heads.of(heads, size), config.integer("intermediate_size"))
                .activation("relu")
                .norm(NormSpec.layer(config.number("layer_norm_eps", 1e-5)))
                .preNorm()
                .attention(
                        config.integer("num_hidden_layers"),
                        AttentionSpec.causal(size).with(new Relative(config.integer("max_relative_position"))))
                .build();
        WordInput events = WordInput.withoutPositions("input_ids", config.integer("vocab_size"), Integer.MAX_VALUE)
                .scaledBy(Math.sqrt(hidden));
        return new Blueprint.DecoderOnly(
                new Stack(events, stack, NAMES, ""), List.of(LanguageModelHead.plain(Optional.empty())));
    }
}
