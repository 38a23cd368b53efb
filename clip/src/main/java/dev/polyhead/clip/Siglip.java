package dev.polyhead.clip;

import static dev.polyhead.core.layer.Slot.*;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.model.Tower;
import dev.polyhead.core.transformer.PatchInput;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.WordInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * SigLIP, Zhai et al. 2023: CLIP whose pairs are judged one by one. The text encoder sees both ways and is read at its last
 * token, padding or not; the picture encoder has no class token but a query that attends to all patches.
 */
public final class Siglip implements ModelFamily {
    @Override
    public Set<String> modelTypes() {
        return Set.of("siglip");
    }

    @Override
    public List<String> ignored() {
        return List.of("(text|vision)_model\\.embeddings\\.position_ids");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        return new Blueprint.TwoTowers(
                Optional.of(text(Clip.part(config, "text_config"))),
                Optional.of(vision(Clip.part(config, "vision_config"))),
                Optional.of("logit_scale"),
                Optional.of("logit_bias"));
    }

    private static Tower text(ConfigJson config) {
        WordInput words = WordInput.of(
                "input_ids",
                config.integer("vocab_size", 32000),
                new PositionEmbedding.Learned(config.integer("max_position_embeddings", 64), 0));
        StackConfig stack = stack(config);
        Map<Slot, String> names = new HashMap<>(Clip.LAYERS);
        names.put(WORDS, "embeddings.token_embedding");
        names.put(POSITIONS, "embeddings.position_embedding");
        names.put(FINAL_NORM, "final_layer_norm");
        return new Tower(
                new Stack(words, stack, Names.of(names), "text_model."),
                new Tower.Pooling.Last("head"),
                Optional.empty(),
                config.integer("projection_size", stack.hidden()));
    }

    private static Tower vision(ConfigJson config) {
        config.supportsOnly("vision_use_head", true);
        PatchInput patches = new PatchInput(
                config.integer("image_size", 224),
                config.integer("patch_size", 16),
                config.integer("num_channels", 3),
                true,
                List.of(),
                Optional.empty());
        StackConfig stack = stack(config);
        Map<Slot, String> names = new HashMap<>(Clip.LAYERS);
        names.put(PATCHES, "embeddings.patch_embedding");
        names.put(POSITIONS, "embeddings.position_embedding");
        names.put(FINAL_NORM, "post_layernorm");
        return new Tower(
                new Stack(patches, stack, Names.of(names), "vision_model."),
                new Tower.Pooling.Probe("head"),
                Optional.empty(),
                stack.hidden());
    }

    private static StackConfig stack(ConfigJson config) {
        int hidden = config.integer("hidden_size", 768);
        int count = config.integer("num_attention_heads", 12);
        Heads heads = Heads.of(count, FamilySettings.headSize(hidden, count));
        return StackConfig.of(hidden, heads, config.integer("intermediate_size", 3072))
                .activation(config.text("hidden_act", "gelu_pytorch_tanh"))
                .norm(NormSpec.layer(config.number("layer_norm_eps", 1e-6)))
                .preNorm()
                .attention(config.integer("num_hidden_layers", 12), AttentionSpec.full(heads.size()))
                .build();
    }
}
