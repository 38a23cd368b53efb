package dev.polyhead.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Which slot of the cache each row lies in. */
final class RowSlots {
    private final int[] slots;
    private final boolean identity;

    private RowSlots(int[] slots) {
        this.slots = slots;
        boolean same = true;
        for (int row = 0; row < slots.length; row++) {
            same &= slots[row] == row;
        }
        this.identity = same;
    }

    /**
     * A slot to be copied to another.
     *
     * @param from slot
     * @param to slot
     */
    record Move(int from, int to) {}

    static RowSlots identity(int rows) {
        int[] slots = new int[rows];
        Arrays.setAll(slots, row -> row);
        return new RowSlots(slots);
    }

    int slot(int row) {
        return slots[row];
    }

    boolean isIdentity() {
        return identity;
    }

    /**
     * Gives every row a slot with what its parent held. A row stays in its parent's slot where it may; the others are
     * copied, in an order that overwrites nothing that is still needed.
     *
     * @param parents by row
     * @param group rows of an item, whose slots stay side by side
     * @param copy carries moves out, in order
     */
    RowSlots reordered(int[] parents, int group, Consumer<List<Move>> copy) {
        int[] next = new int[parents.length];
        Arrays.fill(next, -1);
        boolean[] taken = new boolean[parents.length];
        for (int row = 0; row < parents.length; row++) {
            int held = slots[parents[row]];
            if (held < parents.length && held / group == row / group && !taken[held]) {
                next[row] = held;
                taken[held] = true;
            }
        }
        List<Move> moves = new ArrayList<>();
        for (int row = 0; row < parents.length; row++) {
            if (next[row] < 0) {
                int slot = row / group * group;
                while (taken[slot]) {
                    slot++;
                }
                next[row] = slot;
                taken[slot] = true;
                moves.add(new Move(slots[parents[row]], slot));
            }
        }
        copy.accept(ordered(moves));
        return new RowSlots(next);
    }

    /**
     * Orders moves so that a slot is overwritten only once nobody reads it any more. Moves form no cycle: a slot that is
     * read within its own item's new slots is one that a row keeps, and every other is read by a row that moves lower.
     */
    private static List<Move> ordered(List<Move> moves) {
        List<Move> left = new ArrayList<>(moves);
        List<Move> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Move ready = left.stream()
                    .filter(move -> left.stream().noneMatch(other -> other != move && other.from() == move.to()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The rows " + left + " wait for each other."));
            ordered.add(ready);
            left.remove(ready);
        }
        return ordered;
    }
}
