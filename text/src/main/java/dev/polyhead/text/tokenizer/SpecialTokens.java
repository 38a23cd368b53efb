package dev.polyhead.text.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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

    /** Gives roles that the files leave open to the tokens that usually have them, where those are special. */
    SpecialTokens orUsual(Predicate<String> isSpecial) {
        return new SpecialTokens(
                orFirst(bos, isSpecial, "<s>", "<|startoftext|>"),
                orFirst(eos, isSpecial, "</s>", "<|endoftext|>"),
                orFirst(unk, isSpecial, "[UNK]", "<unk>"),
                orFirst(sep, isSpecial, "[SEP]", "</s>"),
                orFirst(pad, isSpecial, "[PAD]", "<pad>"),
                orFirst(cls, isSpecial, "[CLS]", "<s>"),
                orFirst(mask, isSpecial, "[MASK]", "<mask>"),
                additional);
    }

    private static @Nullable String orFirst(@Nullable String given, Predicate<String> isSpecial, String... usual) {
        return given != null
                ? given
                : Stream.of(usual).filter(isSpecial).findFirst().orElse(null);
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
