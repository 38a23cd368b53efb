package dev.polyhead.core.model;

import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.InputLayer;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.WordInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Refuses inputs that would be read as nonsense: the runtime checks little and says it badly. */
final class InputCheck {
    private InputCheck() {}

    static void check(Blueprint blueprint, Map<String, Tensor> inputs) {
        List<Stack> stacks;
        if (blueprint instanceof Blueprint.EncoderOnly model) {
            stacks = List.of(model.stack());
        } else if (blueprint instanceof Blueprint.DecoderOnly model) {
            stacks = List.of(model.stack());
        } else if (blueprint instanceof Blueprint.EncoderDecoder model) {
            stacks = List.of(model.encoder(), model.decoder());
        } else {
            Blueprint.TwoTowers model = (Blueprint.TwoTowers) blueprint;
            stacks = java.util.stream.Stream.of(model.text(), model.image())
                    .flatMap(java.util.Optional::stream)
                    .map(Tower::stack)
                    .filter(stack -> inputs.containsKey(stack.input().inputName()))
                    .toList();
        }
        for (Stack stack : stacks) {
            check(stack, inputs);
        }
    }

    static void check(Stack stack, Map<String, Tensor> inputs) {
        InputLayer layer = stack.input();
        String name = layer.inputName();
        Tensor main = inputs.get(name);
        if (main == null) {
            if (layer instanceof WordInput words && words.inputName().startsWith("decoder_")) {
                return;
            }
            throw new IllegalArgumentException("The input '%s' is missing.".formatted(name));
        }
        checkShape(layer, name, main);
        if (layer instanceof WordInput words) {
            checkIds(words, name, main);
            boolean writes = name.startsWith("decoder_");
            List<String> alike = writes
                    ? List.of(GraphNames.DECODER_ATTENTION_MASK)
                    : List.of(GraphNames.ATTENTION_MASK, GraphNames.TOKEN_TYPES, GraphNames.GLOBAL_ATTENTION_MASK);
            for (String mask : alike) {
                Tensor other = inputs.get(mask);
                if (other != null && !Arrays.equals(other.shape(), main.shape())) {
                    throw new IllegalArgumentException(
                            "'%s' is %s, but '%s' is %s; they must be alike.".formatted(mask, other, name, main));
                }
            }
        }
    }

    private static void checkShape(InputLayer layer, String name, Tensor main) {
        Object[] expected = layer.inputShape();
        long[] shape = main.shape();
        boolean fits = shape.length == expected.length + 1
                && (main.type() == layer.inputType()
                        || layer.inputType() == ElementType.I64 && !main.type().isFloat());
        for (int i = 0; fits && i < expected.length; i++) {
            fits = !(expected[i] instanceof Number number) || number.longValue() == shape[i + 1];
        }
        if (!fits || main.size() == 0) {
            throw new IllegalArgumentException("'%s' must be %s [batch, %s] and not empty, but it is %s."
                    .formatted(
                            name,
                            layer.inputType(),
                            String.join(
                                    ", ",
                                    Arrays.stream(expected)
                                            .map(Object::toString)
                                            .toList()),
                            main));
        }
    }

    private static void checkIds(WordInput words, String name, Tensor main) {
        if (main.dimension(1) > words.longest()) {
            throw new IllegalArgumentException("'%s' holds %d tokens, and the model has positions for %d."
                    .formatted(name, main.dimension(1), words.longest()));
        }
        for (long id : main.longs()) {
            if (id < 0 || id >= words.vocabulary()) {
                throw new IllegalArgumentException("'%s' holds the token %d, and the vocabulary ends at %d."
                        .formatted(name, id, words.vocabulary() - 1));
            }
        }
    }
}
