package dev.polyhead.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
            RowSlots slots = RowSlots.identity(items * perItem, perItem);
            for (int step = 0; step < 6 && items > 0; step++) {
                int left = step % 3 == 2 ? 1 + random.nextInt(items) : items;
                int[] keep = random.ints(0, items).distinct().limit(left).toArray();
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
                    assertEquals(slots.block(row / perItem * perItem), slots.block(row), "a row left its item");
                }
                items = left;
            }
        }
    }

    @Test
    void anItemThatIsDroppedMovesNothingButTheLast() {
        int[] moved = {0};
        RowSlots slots = RowSlots.identity(12, 3)
                .reordered(new int[] {0, 1, 2, 6, 7, 8, 9, 10, 11}, 3, moves -> moved[0] = moves.size());
        assertEquals(3, moved[0]);
        assertEquals(List.of(0, 2, 1), List.of(slots.block(0), slots.block(3), slots.block(6)));
    }

    @Test
    void itemsMayGetFewerRowsInAnyOrderOfBlocks() {
        Random random = new Random(2);
        for (int round = 0; round < 2000; round++) {
            int items = 1 + random.nextInt(4);
            int perItem = 1 + random.nextInt(5);
            int[] memory = random.ints(items * perItem, 0, 1_000_000).toArray();
            RowSlots slots = RowSlots.identity(items * perItem, perItem);
            while (items > 0 && perItem > 0) {
                int left = 1 + random.nextInt(items);
                int fewer = 1 + random.nextInt(perItem);
                int[] keep = random.ints(0, items).distinct().limit(left).toArray();
                int[] parents = new int[left * fewer];
                int[] expected = new int[parents.length];
                for (int row = 0; row < parents.length; row++) {
                    parents[row] = keep[row / fewer] * perItem + random.nextInt(perItem);
                    expected[row] = memory[slots.slot(parents[row])];
                }
                slots = slots.reordered(
                        parents, fewer, moves -> moves.forEach(move -> memory[move.to()] = memory[move.from()]));
                for (int row = 0; row < parents.length; row++) {
                    assertEquals(expected[row], memory[slots.slot(row)]);
                }
                boolean last = items == 1 && perItem == 1;
                items = last ? 0 : left;
                perItem = fewer;
            }
        }
    }
}
