package dev.polyhead.core.layer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a family calls the tensors of a stack.
 *
 * @param names tensor name by slot, without {@code .weight}; {@code %d} stands for the layer
 * @param biasless slots without a bias
 * @param layout how linear layers lie in the file
 */
public record Names(Map<Slot, String> names, Set<Slot> biasless, WeightLayout layout) {
    public Names {
        Map<Slot, String> copy = new EnumMap<>(Slot.class);
        copy.putAll(names);
        names = Collections.unmodifiableMap(copy);
        biasless = Set.copyOf(biasless);
    }

    public static Names of(Map<Slot, String> names) {
        return new Names(names, Set.of(), WeightLayout.OUT_IN);
    }

    /** The same table where these slots have no bias. */
    public Names withoutBias(Slot... slots) {
        EnumSet<Slot> all = EnumSet.noneOf(Slot.class);
        all.addAll(biasless);
        all.addAll(java.util.List.of(slots));
        return new Names(names, all, layout);
    }

    public Names withLayout(WeightLayout other) {
        return new Names(names, biasless, other);
    }

    /** The same table with some names replaced or added. */
    public Names with(Map<Slot, String> others) {
        Map<Slot, String> all = new EnumMap<>(Slot.class);
        all.putAll(names);
        all.putAll(others);
        return new Names(all, biasless, layout);
    }

    public boolean has(Slot slot) {
        return names.containsKey(slot);
    }

    Optional<String> of(Slot slot, int layer) {
        return Optional.ofNullable(names.get(slot)).map(name -> name.replace("%d", Integer.toString(layer)));
    }
}
