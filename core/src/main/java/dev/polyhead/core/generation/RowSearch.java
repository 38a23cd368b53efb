package dev.polyhead.core.generation;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Greedy search and sampling over some sequences side by side. A finished sequence leaves the batch; where the model
 * wants equally many rows for every item of its encoder, a row that is missing is filled by doubling a neighbour's.
 */
final class RowSearch {
    private final int rowsPerItem;
    private final boolean perItem;
    private final List<Integer> endTokens;
    private final TokenListener listener;
    private final Limit limit;

    /** @param perItem whether rows belong to items of an encoder */
    RowSearch(GenerationRequest request, boolean perItem, int rowsPerItem, Limit limit) {
        this.endTokens = request.config().eosTokenId();
        this.listener = request.listener();
        this.perItem = perItem;
        this.rowsPerItem = rowsPerItem;
        this.limit = limit;
    }

    /**
     * Writes until every sequence is finished.
     *
     * @param decoding empty, a row for each sequence
     */
    void run(Decoding decoding, List<Sequence> sequences, int vocabulary) {
        List<Sequence> slots = new ArrayList<>(sequences); // what each row of the decoding belongs to
        int[][] tokens = slots.stream().map(Sequence::prompt).toArray(int[][]::new);
        float[] logits = new float[vocabulary];
        float[] scratch = new float[vocabulary];
        while (!slots.isEmpty()) {
            FloatBuffer answer = limit.feed(decoding, tokens);
            if (answer == null) {
                slots.forEach(sequence -> sequence.finish(limit.reason()));
                return;
            }
            boolean someFinished = false;
            for (int slot = 0; slot < slots.size(); slot++) {
                Sequence sequence = slots.get(slot);
                if (slot > 0 && slots.get(slot - 1) == sequence) {
                    continue; // only fills a place
                }
                answer.get(slot * vocabulary, logits);
                sequence.extend(logits, scratch, endTokens, listener);
                someFinished |= sequence.finished();
            }
            if (someFinished) {
                slots = leave(decoding, slots);
            }
            tokens = slots.stream().map(sequence -> new int[] {sequence.last()}).toArray(int[][]::new);
        }
    }

    /** Drops what is finished; doubled rows stand directly after their original. */
    private List<Sequence> leave(Decoding decoding, List<Sequence> slots) {
        List<Integer> parents = new ArrayList<>();
        if (!perItem) {
            for (int slot = 0; slot < slots.size(); slot++) {
                if (!slots.get(slot).finished()) {
                    parents.add(slot);
                }
            }
        } else {
            List<List<Integer>> items = unfinishedByItem(slots);
            int rows = items.stream().mapToInt(List::size).max().orElse(0);
            for (List<Integer> item : items) {
                parents.addAll(item);
                for (int missing = rows - item.size(); missing > 0; missing--) {
                    parents.add(item.get(item.size() - 1));
                }
            }
        }
        if (!parents.isEmpty()) {
            decoding.reorder(parents.stream().mapToInt(Integer::intValue).toArray());
        }
        return new ArrayList<>(parents.stream().map(slots::get).toList());
    }

    private List<List<Integer>> unfinishedByItem(List<Sequence> slots) {
        List<List<Integer>> items = new ArrayList<>();
        int item = -1;
        for (int slot = 0; slot < slots.size(); slot++) {
            Sequence sequence = slots.get(slot);
            if (sequence.finished() || slot > 0 && slots.get(slot - 1) == sequence) {
                continue;
            }
            if (sequence.row / rowsPerItem != item) {
                item = sequence.row / rowsPerItem;
                items.add(new ArrayList<>());
            }
            items.get(items.size() - 1).add(slot);
        }
        return items;
    }
}
