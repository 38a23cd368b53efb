package dev.polyhead.text;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs many inputs through a model, those of equal length together: nothing is padded, so no answer depends on its
 * neighbours and attention stays in its tiled form.
 */
final class Batches {
    /** Rows and tokens that are run at once: more gains no speed on a CPU and only takes memory. */
    private static final int ROWS = 32;

    private static final int TOKENS = 8192;

    private final TextModel text;
    private final GlobalTokens globalTokens;

    /**
     * Takes the outputs of some inputs, one batch after the other in whatever order: row {@code r} of each tensor belongs
     * to input {@code inputs.get(r)}.
     */
    interface Sink {
        void take(List<Integer> inputs, Outputs outputs);
    }

    /** What a run gave, by name. */
    interface Outputs {
        Tensor get(String name);
    }

    /** Which tokens look at all others, in models that need to be told (Longformer). */
    interface GlobalTokens {
        GlobalTokens NONE = (encoding, token) -> false;
        GlobalTokens FIRST = (encoding, token) -> token == 0;

        boolean isGlobal(Encoding encoding, int token);
    }

    Batches(TextModel text, GlobalTokens globalTokens) {
        this.text = text;
        this.globalTokens = globalTokens;
    }

    void run(List<Encoding> encodings, Set<String> outputs, Sink sink) {
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < encodings.size(); i++) {
            byLength.computeIfAbsent(encodings.get(i).length(), length -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> batches = new ArrayList<>();
        byLength.forEach((length, inputs) -> {
            int rows = Math.max(1, Math.min(ROWS, TOKENS / Math.max(1, length)));
            for (int from = 0; from < inputs.size(); from += rows) {
                batches.add(inputs.subList(from, Math.min(inputs.size(), from + rows)));
            }
        });
        // small operators do not fill the cores: two batches do, side by side
        (text.model().threads() == 1 ? batches.stream() : batches.parallelStream()).forEach(inputs -> {
            List<Encoding> batch = inputs.stream().map(encodings::get).toList();
            Map<String, Tensor> results = text.model().run(inputs(batch), outputs);
            synchronized (sink) {
                sink.take(inputs, name -> Objects.requireNonNull(results.get(name), name));
            }
        });
    }

    private Map<String, Tensor> inputs(List<Encoding> batch) {
        int length = batch.get(0).length();
        Model model = text.model();
        int size = batch.size() * length;
        long[] ids = new long[size];
        long[] types = new long[size];
        long[] global = new long[size];
        boolean typed = false;
        int at = 0;
        for (Encoding encoding : batch) {
            int[] typeIds = encoding.typeIds();
            for (int token = 0; token < length; token++, at++) {
                ids[at] = encoding.id(token);
                types[at] = typeIds[token];
                typed |= types[at] != 0;
                global[at] = globalTokens.isGlobal(encoding, token) ? 1 : 0;
            }
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        long[] shape = {batch.size(), length};
        inputs.put("input_ids", Tensor.of(ids, shape));
        if (typed && model.inputs().contains("token_type_ids")) {
            inputs.put("token_type_ids", Tensor.of(types, shape));
        }
        if (globalTokens != GlobalTokens.NONE && model.inputs().contains("global_attention_mask")) {
            inputs.put("global_attention_mask", Tensor.of(global, shape));
        }
        return inputs;
    }
}
