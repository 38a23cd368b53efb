package dev.polyhead.cli;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.LinearAttention;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.text.family.Gpt2;
import java.util.List;
import java.util.Set;

/** GPT-2 with linear attention, as Katharopoulos et al. 2020 train their decoders: another kernel, and nothing else. */
public final class LinearGpt2 implements ModelFamily {
    static final String TYPE = "linear_gpt2";

    private final Gpt2 gpt2 = new Gpt2();

    @Override
    public Set<String> modelTypes() {
        return Set.of(TYPE);
    }

    @Override
    public List<String> ignored() {
        return gpt2.ignored();
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        Blueprint.DecoderOnly plain = (Blueprint.DecoderOnly) gpt2.read(checkpoint);
        Stack stack = plain.stack();
        StackConfig config = stack.config();
        List<AttentionSpec> linear = config.attention().stream()
                .map(spec -> spec.with(new LinearAttention()))
                .toList();
        StackConfig changed = StackConfig.of(config.hidden(), config.heads(), config.feedForward())
                .activation("gelu_new")
                .norm(config.norm())
                .preNorm()
                .attention(linear)
                .build();
        return new Blueprint.DecoderOnly(
                new Stack(stack.input(), changed, stack.names(), stack.prefix()), plain.heads());
    }
}
