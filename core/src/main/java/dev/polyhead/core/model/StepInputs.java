package dev.polyhead.core.model;

import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.tensor.ElementType;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a step is told beside its tokens' predecessors: small tensors that are written anew in place, step by step. */
final class StepInputs implements AutoCloseable {
    private final String idsName;
    private final Map<String, NativeTensor> tensors = new LinkedHashMap<>();

    /**
     * Makes room.
     *
     * @param idsName what the graph calls the tokens
     * @param rows sequences
     * @param seq tokens of each in one step
     */
    StepInputs(String idsName, int rows, int seq) {
        this.idsName = idsName;
        tensors.put(idsName, NativeTensor.allocate(ElementType.I64, rows, seq));
        tensors.put(GraphNames.BEFORE, NativeTensor.allocate(ElementType.I64, rows));
        tensors.put(GraphNames.LAST_INDEX, NativeTensor.allocate(ElementType.I64, rows));
        tensors.put(GraphNames.LAST_POSITION, NativeTensor.allocate(ElementType.I32, rows));
        tensors.put(GraphNames.LONGEST, NativeTensor.allocate(ElementType.I32, 1));
    }

    void write(long[] ids, long[] before, long[] lastIndex, int[] lastPosition, int longest) {
        tensor(idsName).bytes().asLongBuffer().put(ids);
        tensor(GraphNames.BEFORE).bytes().asLongBuffer().put(before);
        tensor(GraphNames.LAST_INDEX).bytes().asLongBuffer().put(lastIndex);
        tensor(GraphNames.LAST_POSITION).bytes().asIntBuffer().put(lastPosition);
        tensor(GraphNames.LONGEST).bytes().asIntBuffer().put(longest);
    }

    private NativeTensor tensor(String name) {
        return java.util.Objects.requireNonNull(tensors.get(name));
    }

    Map<String, NativeTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(NativeTensor::close);
    }
}
