package dev.polyhead.text.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens a checkpoint gives a role, as {@code tokenizer_config.json} and {@code special_tokens_map.json} name them.
 *
 * @param bos begins a sequence ({@code bos_token})
 * @param eos ends a sequence ({@code eos_token})
 * @param unk stands for what the vocabulary lacks ({@code unk_token})
 * @param sep separates two texts ({@code sep_token})
 * @param pad fills up ({@code pad_token})
 * @param cls sums up a text ({@code cls_token})
 * @param mask hides a word ({@code mask_token})
 * @param additional further special tokens ({@code additional_special_tokens})
 */
public record SpecialTokens(
        @Nullable String bos,
        @Nullable String eos,
        @Nullable String unk,
        @Nullable String sep,
        @Nullable String pad,
        @Nullable String cls,
        @Nullable String mask,
        List<String> additional) {
    public SpecialTokens {
        additional = List.copyOf(additional);
    }

    /** @return every special token once, roles first */
    public List<String> all() {
        List<String> tokens = new ArrayList<>(Stream.of(bos, eos, unk, sep, pad, cls, mask)
                .filter(Objects::nonNull)
                .toList());
        tokens.addAll(additional);
        return tokens.stream().distinct().toList();
    }
}
