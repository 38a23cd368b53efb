package dev.polyhead.core.model;

import dev.polyhead.core.attention.CacheShape;
import dev.polyhead.core.attention.CacheSlot;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.runtime.Interruption;
import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.transformer.Stack;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of a key-value cache that the graph updates in place. A row keeps the slot of the memory it has, whatever its
 * number: {@link RowSlots} says which row lies where, so that beams that change places cost nothing.
 */
final class CachedDecoding implements Decoding {
    private final Session session;
    private final StageListener stages;
    private final String inputName;
    private final int vocabulary;
    private final int capacity;
    private final boolean ragged;
    private final List<CacheMemory> memories = new ArrayList<>();
    private final NativeTensor logitsMemory;
    private final Map<String, NativeTensor> views = new LinkedHashMap<>();
    private final Map<String, NativeTensor> places = new LinkedHashMap<>();
    private final Interruption interruption = new Interruption();
    private Optional<EncodedSource> source;
    private boolean ownsSource;
    private int items;
    private StepInputs single;
    private RowSlots slots;
    private int[] lengths;
    private boolean closed;

    CachedDecoding(
            Session session,
            StageListener stages,
            Stack decoder,
            int vocabulary,
            Optional<EncodedSource> source,
            int rows,
            int capacity) {
        if (rows < 1 || capacity < 1) {
            throw new IllegalArgumentException("%d rows of %d tokens cannot be decoded.".formatted(rows, capacity));
        }
        this.session = session;
        this.stages = stages;
        this.inputName = decoder.input().inputName();
        this.vocabulary = vocabulary;
        this.capacity = capacity;
        this.source = source;
        this.items = source.map(EncodedSource::batch).orElse(rows);
        if (rows % items != 0) {
            throw new IllegalArgumentException("%d rows cannot be shared by %d items.".formatted(rows, items));
        }
        this.ragged = decoder.config().attention().stream()
                .noneMatch(a -> a.position().needsEqualPositions());
        this.slots = RowSlots.identity(rows, source.isPresent() ? rows / items : rows);
        this.lengths = new int[rows];
        Heads heads = decoder.config().heads();
        for (int layer = 0; layer < decoder.config().layers(); layer++) {
            CacheShape shape = decoder.config().attention().get(layer).kernel().cacheShape(heads);
            memories.add(new CacheMemory(
                    CacheSlot.pastKeyName(layer),
                    CacheSlot.presentKeyName(layer),
                    rows,
                    shape,
                    shape.keyRows(),
                    capacity,
                    heads.size()));
            memories.add(new CacheMemory(
                    CacheSlot.pastValueName(layer),
                    CacheSlot.presentValueName(layer),
                    rows,
                    shape,
                    shape.valueRows(),
                    capacity,
                    heads.size()));
        }
        this.logitsMemory = NativeTensor.allocate(ElementType.F32, rows, vocabulary);
        bind();
    }

    /** Makes tensors of the memory for as many rows as there are now. */
    private void bind() {
        int rows = rows();
        memories.forEach(memory -> memory.bind(rows, views, places));
        places.put(GraphNames.LOGITS, logitsMemory.view(rows, vocabulary));
        source.ifPresent(encoded -> views.putAll(encoded.tensors()));
        single = new StepInputs(inputName, rows, 1);
        views.putAll(single.tensors());
    }

    private void unbind() {
        single.close();
        memories.forEach(memory -> memory.unbind(views, places));
        views.clear();
        places.values().forEach(NativeTensor::close);
        places.clear();
    }

    @Override
    public FloatBuffer feed(int[][] tokens) {
        if (tokens.length != rows()) {
            throw new IllegalArgumentException("There are %d rows, not %d.".formatted(rows(), tokens.length));
        }
        int seq = check(tokens);
        boolean writes = seq == 1 && lengths[0] > 0;
        long started = System.nanoTime();
        if (seq > 1 && rows() > 1 && lengths[0] > 0) {
            // The cached operator reads several tokens at once only into an empty cache, or for a single row.
            for (int i = 0; i < seq; i++) {
                int token = i;
                step(Arrays.stream(tokens).map(t -> new int[] {t[token]}).toArray(int[][]::new), 1);
            }
        } else {
            step(tokens, seq);
        }
        stages.ran(
                writes ? StageListener.Stage.STEP : StageListener.Stage.PREFILL,
                rows(),
                (long) rows() * seq,
                System.nanoTime() - started);
        return logits();
    }

    private void step(int[][] tokens, int seq) {
        int rows = rows();
        long[] ids = new long[rows * seq];
        long[] before = new long[rows];
        long[] lastIndex = new long[rows];
        int[] lastPosition = new int[rows];
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            int slot = slots.slot(row);
            for (int i = 0; i < tokens[row].length; i++) {
                ids[slot * seq + i] = tokens[row][i];
            }
            before[slot] = lengths[row];
            lastIndex[slot] = tokens[row].length - 1L;
            longest = Math.max(longest, lengths[row] + seq);
        }
        for (int row = 0; row < rows; row++) {
            // While a ragged batch is read for the first time, a row ends where it ends; later all take equal steps.
            int slot = slots.slot(row);
            lastPosition[slot] = lengths[row] == 0 ? tokens[row].length - 1 : lengths[row] + seq - 1;
        }
        int last = Math.min(longest, capacity);
        if (seq == 1) {
            single.write(ids, before, lastIndex, lastPosition, last);
            session.run(views, places, interruption);
        } else {
            try (StepInputs several = new StepInputs(inputName, rows, seq)) {
                several.write(ids, before, lastIndex, lastPosition, last);
                Map<String, NativeTensor> residents = new LinkedHashMap<>(views);
                residents.putAll(several.tensors());
                session.run(residents, places, interruption);
            }
        }
        memories.forEach(memory -> memory.advance(views, places));
        for (int row = 0; row < rows; row++) {
            lengths[row] += tokens[row].length;
        }
    }

    private int check(int[][] tokens) {
        int seq = Arrays.stream(tokens).mapToInt(t -> t.length).max().orElse(0);
        boolean fresh = Arrays.stream(lengths).allMatch(length -> length == 0);
        for (int row = 0; row < tokens.length; row++) {
            if (tokens[row].length == 0 || tokens[row].length < seq && !(ragged && fresh)) {
                throw new IllegalArgumentException(
                        "Row %d is fed %d tokens and another %d; rows may differ only when they begin."
                                .formatted(row, tokens[row].length, seq));
            }
            if (!ragged && lengths[row] != lengths[0]) {
                throw new IllegalArgumentException("This model's rows must be equally long.");
            }
            if (lengths[row] + seq > capacity) {
                throw new IllegalArgumentException("Row %d would hold %d tokens, and the cache has room for %d."
                        .formatted(row, lengths[row] + seq, capacity));
            }
            for (int id : tokens[row]) {
                if (id < 0 || id >= vocabulary) {
                    throw new IllegalArgumentException(
                            "Token %d is not in the vocabulary of %d.".formatted(id, vocabulary));
                }
            }
        }
        return seq;
    }

    private FloatBuffer logits() {
        NativeTensor view = java.util.Objects.requireNonNull(places.get(GraphNames.LOGITS));
        FloatBuffer inSlots = view.bytes().asFloatBuffer();
        if (slots.isIdentity()) {
            return inSlots;
        }
        FloatBuffer inRows = FloatBuffer.allocate(inSlots.remaining());
        for (int row = 0; row < rows(); row++) {
            inRows.put(row * vocabulary, inSlots, slots.slot(row) * vocabulary, vocabulary);
        }
        return inRows;
    }

    @Override
    public void reorder(int[] parents) {
        int rows = rows();
        for (int parent : parents) {
            if (parent < 0 || parent >= rows) {
                throw new IllegalArgumentException("There is no row %d among %d.".formatted(parent, rows));
            }
        }
        int itemsLeft = source.isPresent() ? items(parents) : parents.length;
        int group = source.isPresent() && itemsLeft > 0 ? parents.length / itemsLeft : parents.length;
        if (parents.length == 0
                || parents.length > rows
                || source.isPresent() && (parents.length % itemsLeft != 0 || group > rows / items)) {
            throw new IllegalArgumentException(
                    "%d rows of %d items cannot become %s.".formatted(rows, items, Arrays.toString(parents)));
        }
        int longest = Arrays.stream(lengths).max().orElse(0);
        RowSlots next = slots.reordered(parents, group, moves -> {
            for (CacheMemory memory : memories) {
                moves.forEach(move -> memory.copyRow(move.from(), move.to(), longest));
            }
        });
        if (source.isPresent() && itemsLeft != items) {
            int[] from = new int[itemsLeft];
            for (int item = 0; item < itemsLeft; item++) {
                from[next.block(item * group)] = slots.block(parents[item * group]);
            }
            keepItems(from);
        }
        int[] nextLengths = new int[parents.length];
        for (int row = 0; row < parents.length; row++) {
            nextLengths[row] = lengths[parents[row]];
        }
        lengths = nextLengths;
        slots = next;
        items = itemsLeft;
        if (parents.length != rows) {
            unbind();
            bind();
        }
    }

    /** How many items are left, whose rows stand side by side. */
    private int items(int[] parents) {
        int perItem = rows() / items;
        int count = 0;
        int last = -1;
        for (int parent : parents) {
            if (parent / perItem != last) {
                last = parent / perItem;
                count++;
            }
        }
        return count;
    }

    /** The caller's source stays as it is: the first time something is dropped from it, what is left is copied. */
    private void keepItems(int[] from) {
        EncodedSource whole = source.orElseThrow();
        if (ownsSource) {
            whole.keep(from);
        } else {
            source = Optional.of(whole.rows(from));
            ownsSource = true;
        }
    }

    @Override
    public int rows() {
        return lengths.length;
    }

    @Override
    public int length(int row) {
        return lengths[row];
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public boolean supportsRagged() {
        return ragged;
    }

    @Override
    public void interrupt() {
        interruption.ask();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            interruption.close();
            unbind();
            memories.forEach(CacheMemory::close);
            logitsMemory.close();
            if (ownsSource) {
                source.ifPresent(EncodedSource::close);
            }
        }
    }
}
