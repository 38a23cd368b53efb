package dev.polyhead.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSlotsTest {
    /** Plays many rounds of beams that change places, with and without items that end, on a memory of plain numbers. */
    @Test
    void everyRowKeepsWhatItsParentHeld() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            int items = 1 + random.nextInt(4);
            int perItem = 1 + random.nextInt(5);
            int[] memory = random.ints(items * perItem, 0, 1_000_000).toArray();
            RowSlots slots = RowSlots.identity(items * perItem);
            for (int step = 0; step < 6 && items > 0; step++) {
                int left = step % 3 == 2 ? 1 + random.nextInt(items) : items;
                int[] keep =
                        random.ints(0, items).distinct().limit(left).sorted().toArray();
                int[] parents = new int[left * perItem];
                int[] expected = new int[parents.length];
                for (int row = 0; row < parents.length; row++) {
                    parents[row] = keep[row / perItem] * perItem + random.nextInt(perItem);
                    expected[row] = memory[slots.slot(parents[row])];
                }
                slots = slots.reordered(
                        parents, perItem, moves -> moves.forEach(move -> memory[move.to()] = memory[move.from()]));
                for (int row = 0; row < parents.length; row++) {
                    assertEquals(expected[row], memory[slots.slot(row)]);
                    assertEquals(row / perItem, slots.slot(row) / perItem, "a row left its item");
                }
                items = left;
            }
        }
    }
}
