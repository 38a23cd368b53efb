package dev.polyhead.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which slot of the cache each row lies in. The rows of an item lie side by side in a block of slots, and the blocks may
 * stand in any order: an item that is dropped leaves a hole, which the last block fills, while all others stay.
 */
final class RowSlots {
    private final int[] slots;
    private final int group;
    private final boolean identity;

    private RowSlots(int[] slots, int group) {
        this.slots = slots;
        this.group = group;
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

    /**
     * Every row in the slot of its number.
     *
     * @param group rows of an item
     */
    static RowSlots identity(int rows, int group) {
        int[] slots = new int[rows];
        Arrays.setAll(slots, row -> row);
        return new RowSlots(slots, group);
    }

    int slot(int row) {
        return slots[row];
    }

    boolean isIdentity() {
        return identity;
    }

    /** The block of slots that holds the item of a row. */
    int block(int row) {
        return slots[row] / group;
    }

    /**
     * Gives every row a slot with what its parent held. A row stays in its parent's slot where it may; the others are
     * copied, in an order that overwrites nothing that is still needed.
     *
     * @param parents by row
     * @param newGroup rows of an item from now on
     * @param copy carries moves out, in order
     */
    RowSlots reordered(int[] parents, int newGroup, Consumer<List<Move>> copy) {
        int[] blocks = blocks(parents, newGroup);
        int[] next = new int[parents.length];
        Arrays.fill(next, -1);
        boolean[] taken = new boolean[parents.length];
        for (int row = 0; row < parents.length; row++) {
            int held = slots[parents[row]];
            if (held < parents.length && held / newGroup == blocks[row / newGroup] && !taken[held]) {
                next[row] = held;
                taken[held] = true;
            }
        }
        List<Move> moves = new ArrayList<>();
        for (int row = 0; row < parents.length; row++) {
            if (next[row] < 0) {
                int slot = blocks[row / newGroup] * newGroup;
                while (taken[slot]) {
                    slot++;
                }
                next[row] = slot;
                taken[slot] = true;
                moves.add(new Move(slots[parents[row]], slot));
            }
        }
        copy.accept(ordered(moves));
        return new RowSlots(next, newGroup);
    }

    /** The new block of each item: the one it has, where that still exists. */
    private int[] blocks(int[] parents, int newGroup) {
        int[] blocks = new int[parents.length / newGroup];
        boolean[] taken = new boolean[blocks.length];
        Arrays.fill(blocks, -1);
        for (int item = 0; item < blocks.length; item++) {
            int held = block(parents[item * newGroup]);
            if (held < blocks.length && !taken[held]) {
                blocks[item] = held;
                taken[held] = true;
            }
        }
        int free = 0;
        for (int item = 0; item < blocks.length; item++) {
            if (blocks[item] < 0) {
                while (taken[free]) {
                    free++;
                }
                blocks[item] = free;
                taken[free] = true;
            }
        }
        return blocks;
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
