package dev.polyhead.core.model;

import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Stack;
import java.util.List;
import java.util.Optional;

/** What a checkpoint is, in terms of the core: stacks, and heads over them. */
public sealed interface Blueprint {
    /**
     * A stack whose hidden states are the answer, and heads over them.
     *
     * @param stack everybody sees everybody, mostly
     * @param globals which tokens are global where nobody says it
     */
    record EncoderOnly(Stack stack, List<Head> heads, Optional<DefaultGlobals> globals) implements Blueprint {
        public EncoderOnly {
            heads = List.copyOf(heads);
        }

        /** One without global tokens of its own accord. */
        public EncoderOnly(Stack stack, List<Head> heads) {
            this(stack, heads, Optional.empty());
        }
    }

    /**
     * A stack that writes on what it reads.
     *
     * @param stack causal
     * @param heads a {@link LanguageModelHead} where it writes
     */
    record DecoderOnly(Stack stack, List<Head> heads) implements Blueprint {
        public DecoderOnly {
            heads = List.copyOf(heads);
        }
    }

    /**
     * A stack that reads and one that writes about it.
     *
     * @param encoder reads
     * @param decoder writes
     * @param heads over the decoder
     * @param ownInput what the decoder reads where it is given nothing; absent where it must be given something
     */
    record EncoderDecoder(Stack encoder, Stack decoder, List<Head> heads, Optional<RightShift> ownInput)
            implements Blueprint {
        public EncoderDecoder {
            heads = List.copyOf(heads);
        }

        /** One whose decoder must be given something to read. */
        public EncoderDecoder(Stack encoder, Stack decoder, List<Head> heads) {
            this(encoder, decoder, heads, Optional.empty());
        }
    }

    /**
     * Two encoders into a common space; one may be missing.
     *
     * @param text reads text
     * @param image reads pictures
     * @param scale name of the tensor whose exponential multiplies the cosines; absent where a tower is missing
     * @param bias name of the tensor that is added to them then (SigLIP)
     */
    record TwoTowers(Optional<Tower> text, Optional<Tower> image, Optional<String> scale, Optional<String> bias)
            implements Blueprint {
        /** Nothing is added to the cosines. */
        public TwoTowers(Optional<Tower> text, Optional<Tower> image, Optional<String> scale) {
            this(text, image, scale, Optional.empty());
        }

        /** Whether a tower's answer lies in the common space. */
        boolean meets(Tower tower) {
            return tower.projection().isPresent() || scale.isPresent();
        }
    }
}
