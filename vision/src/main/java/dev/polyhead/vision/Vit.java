package dev.polyhead.vision;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.PatchInput;
import dev.polyhead.core.transformer.Pooler;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ViT, Dosovitskiy et al. 2020: a pre-norm encoder over patches of a picture, with a class token before them. */
public final class Vit implements ModelFamily {
    static final Map<Slot, String> NAMES = Map.ofEntries(
            entry(PATCHES, "embeddings.patch_embeddings.projection"),
            entry(CLASS_TOKEN, "embeddings.cls_token"),
            entry(DISTILLATION_TOKEN, "embeddings.distillation_token"),
            entry(POSITIONS, "embeddings.position_embeddings"),
            entry(QUERY, "encoder.layer.%d.attention.attention.query"),
            entry(KEY, "encoder.layer.%d.attention.attention.key"),
            entry(VALUE, "encoder.layer.%d.attention.attention.value"),
            entry(ATTENTION_OUT, "encoder.layer.%d.attention.output.dense"),
            entry(ATTENTION_NORM, "encoder.layer.%d.layernorm_before"),
            entry(UP, "encoder.layer.%d.intermediate.dense"),
            entry(DOWN, "encoder.layer.%d.output.dense"),
            entry(FEED_FORWARD_NORM, "encoder.layer.%d.layernorm_after"),
            entry(FINAL_NORM, "layernorm"));

    @Override
    public Set<String> modelTypes() {
        return Set.of("vit");
    }

    @Override
    public List<String> ignored() {
        return List.of("(vit\\.)?pooler\\..*", "(vit\\.)?embeddings\\.mask_token");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "ViT");
        List<Head> heads = switch (architecture) {
            case "Model" -> pooler(checkpoint);
            case "ForImageClassification" ->
                List.of(SequenceClassifier.ofFirst("classifier", FamilySettings.labels(config)));
            default -> throw FamilySettings.unsupported("ViT", architecture);
        };
        return new Blueprint.EncoderOnly(stack(config, List.of(CLASS_TOKEN), "vit."), heads);
    }

    static Stack stack(ConfigJson config, List<Slot> tokens, String prefix) {
        int hidden = config.integer("hidden_size", 768);
        int heads = config.integer("num_attention_heads", 12);
        int size = FamilySettings.headSize(hidden, heads);
        StackConfig stack = StackConfig.of(hidden, Heads.of(heads, size), config.integer("intermediate_size", 3072))
                .activation(config.text("hidden_act", "gelu"))
                .norm(NormSpec.layer(config.number("layer_norm_eps", 1e-12)))
                .preNorm()
                .bareLastState()
                .attention(config.integer("num_hidden_layers", 12), AttentionSpec.full(size))
                .build();
        PatchInput patches = new PatchInput(
                config.integer("image_size", 224),
                config.integer("patch_size", 16),
                config.integer("num_channels", 3),
                true,
                tokens,
                Optional.empty());
        Names names = Names.of(NAMES);
        return new Stack(
                patches, stack, config.flag("qkv_bias", true) ? names : names.withoutBias(QUERY, KEY, VALUE), prefix);
    }

    static List<Head> pooler(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        boolean there = checkpoint.tensors().keySet().stream().anyMatch(name -> name.endsWith("pooler.dense.weight"));
        if (!there) {
            return List.of();
        }
        int channels = config.integer("pooler_output_size", config.integer("hidden_size", 768));
        return List.of(new Pooler("pooler.dense", channels, Activation.of(config.text("pooler_act", "tanh"))));
    }
}
