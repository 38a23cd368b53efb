package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Value;
import java.util.List;
import java.util.Map;

/** What is computed from a stack's last hidden state, under Hugging Face's names. */
public sealed interface Head
        permits Pooler, LanguageModelHead, SequenceClassifier, TokenClassifier, SpanHead, TeacherHead {
    /** Names of what it gives. */
    List<String> outputs();

    /** How many tokens, from the first on, it looks at; 0 for all. */
    default int tokens() {
        return 0;
    }

    /**
     * Emits the head.
     *
     * @param root the whole checkpoint
     * @param stack the stack's part of it
     * @param seen what the head looks at
     */
    Map<String, Value> apply(Parameters root, Parameters stack, Seen seen);

    /**
     * What a head looks at.
     *
     * @param last last hidden state, {@code [batch, seq, hidden]}, of all tokens or of those that are looked at
     * @param input what the stack was given
     * @param hidden channels
     * @param vocabulary words of the stack's input; 0 if it has none
     */
    record Seen(Value last, Value input, int hidden, int vocabulary) {}
}
