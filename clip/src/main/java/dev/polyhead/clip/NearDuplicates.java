package dev.polyhead.clip;

import dev.polyhead.media.image.DifferenceHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pictures that look the same though their bytes differ. Two pictures whose 64 bits differ in at most four have at least
 * one of five stretches of bits in common, so only those that share a stretch are compared.
 */
final class NearDuplicates {
    private static final int STRETCHES = DifferenceHash.NEAR + 1;
    private static final int BITS = 13;

    private final List<ImageItem> items;
    private final int[] parent;

    NearDuplicates(List<ImageItem> items) {
        this.items = items;
        this.parent = new int[items.size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
    }

    List<List<ImageItem>> groups() {
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            Map<Long, List<Integer>> alike = new HashMap<>();
            for (int i = 0; i < items.size(); i++) {
                long bits = items.get(i).look() >>> (stretch * BITS) & ((1L << BITS) - 1);
                alike.computeIfAbsent(bits, b -> new ArrayList<>()).add(i);
            }
            alike.values().forEach(this::join);
        }
        Map<Integer, List<ImageItem>> groups = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            groups.computeIfAbsent(head(i), h -> new ArrayList<>()).add(items.get(i));
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(group -> group.stream()
                        .sorted(Comparator.comparing(ImageItem::addedAt).thenComparing(ImageItem::id))
                        .toList())
                .toList();
    }

    private void join(List<Integer> candidates) {
        for (int a = 0; a < candidates.size(); a++) {
            for (int b = a + 1; b < candidates.size(); b++) {
                int i = candidates.get(a);
                int j = candidates.get(b);
                if (DifferenceHash.distance(items.get(i).look(), items.get(j).look()) <= DifferenceHash.NEAR) {
                    parent[head(j)] = head(i);
                }
            }
        }
    }

    private int head(int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
