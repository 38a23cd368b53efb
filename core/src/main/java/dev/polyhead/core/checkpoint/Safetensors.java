package dev.polyhead.core.checkpoint;

import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Shape;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header, then the numbers. The header is
 * believed only after every claim in it was checked against the file.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {
    /** Longest header that the reference implementation reads. */
    private static final long LONGEST_HEADER = 100_000_000;

    private Safetensors() {}

    /**
     * Lists the tensors of a file without reading their numbers.
     *
     * @param file links resolved
     * @throws CheckpointException if the file is not what the format says
     */
    public static Map<String, StoredTensor> list(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file, channel);
        } catch (IOException e) {
            throw new CheckpointException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Map<String, StoredTensor> read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw broken(file, "it has %d bytes, and the header's length alone takes 8".formatted(size));
        }
        long header = readFully(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (header < 2 || header > LONGEST_HEADER || header > size - 8) {
            throw broken(
                    file,
                    "its header claims %s bytes, but the file has %d".formatted(Long.toUnsignedString(header), size));
        }
        ConfigJson json = ConfigJson.parse(
                "The header of '%s'".formatted(file.getFileName()), text(file, readFully(channel, 8, (int) header)));
        long begin = 8 + header;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.json().properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), begin, size));
            }
        }
        checkLayout(file, tensors, begin, size);
        return tensors;
    }

    private static String text(Path file, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw broken(file, "its header is not UTF-8", e);
        }
    }

    private static StoredTensor tensor(Path file, String name, JsonNode entry, long begin, long size) {
        JsonNode offsets = entry.path("data_offsets");
        JsonNode sizes = entry.path("shape");
        if (!entry.path("dtype").isString() || !sizes.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw broken(file, "tensor '%s' lacks dtype, shape or data_offsets".formatted(name));
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode dimension : sizes) {
            if (!dimension.isIntegralNumber() || !dimension.canConvertToLong() || dimension.asLong() < 0) {
                throw broken(file, "tensor '%s' has the shape %s".formatted(name, sizes));
            }
            shape.add(dimension.asLong());
        }
        ElementType type = type(file, name, entry.path("dtype").asString());
        long from = offset(file, name, offsets.get(0), size);
        long to = offset(file, name, offsets.get(1), size);
        long length;
        try {
            length = Math.multiplyExact(
                    Shape.size(shape.stream().mapToLong(Long::longValue).toArray()), type.bytes());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw broken(file, "tensor '%s' has the impossible shape %s".formatted(name, sizes), e);
        }
        if (from > to || to > size - begin || to - from != length) {
            throw broken(
                    file,
                    "tensor '%s' of %s %s needs %d bytes, but its data_offsets are %s of %d"
                            .formatted(name, type, shape, length, offsets, size - begin));
        }
        return new StoredTensor(name, type, List.copyOf(shape), file, begin + from, length);
    }

    private static long offset(Path file, String name, JsonNode offset, long size) {
        if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.asLong() < 0 || offset.asLong() > size) {
            throw broken(
                    file, "tensor '%s' has the data offset %s in a file of %d bytes".formatted(name, offset, size));
        }
        return offset.asLong();
    }

    private static ElementType type(Path file, String name, String type) {
        try {
            return ElementType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw broken(file, "tensor '%s' is of type %s, which is not supported".formatted(name, type), e);
        }
    }

    /** The format allows neither holes nor overlaps, so that nothing can hide and nothing is read twice. */
    private static void checkLayout(Path file, Map<String, StoredTensor> tensors, long begin, long size) {
        List<StoredTensor> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::length));
        long end = begin;
        for (StoredTensor tensor : ordered) {
            if (tensor.offset() != end) {
                throw broken(
                        file,
                        "tensor '%s' %s"
                                .formatted(
                                        tensor.name(),
                                        tensor.offset() < end ? "overlaps its predecessor" : "follows a hole"));
            }
            end += tensor.length();
        }
        if (end != size) {
            throw broken(file, "%d bytes at its end belong to no tensor".formatted(size - end));
        }
    }

    /**
     * Reads a tensor's numbers, mapped from the file where they lie.
     *
     * @throws CheckpointException if the file became shorter since it was listed
     */
    public static Tensor read(StoredTensor tensor) {
        if (tensor.length() > Integer.MAX_VALUE) {
            throw new CheckpointException("Tensor '%s' of %d bytes is too large to be read at once."
                    .formatted(tensor.name(), tensor.length()));
        }
        try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
            ByteBuffer bytes = readFully(channel, tensor.offset(), (int) tensor.length());
            return Tensor.wrap(tensor.type(), bytes.order(ByteOrder.nativeOrder()), tensor.dimensions());
        } catch (IOException e) {
            throw new CheckpointException(
                    "Tensor '%s' cannot be read from '%s'. Was the file changed or cut?"
                            .formatted(tensor.name(), tensor.file()),
                    e);
        }
    }

    /** Writes tensors to a file, in the map's order. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        StringBuilder header = new StringBuilder("{");
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long length = tensor.bytes().remaining();
            header.append(header.length() == 1 ? "" : ",")
                    .append("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(
                                    entry.getKey(),
                                    tensor.type(),
                                    java.util.Arrays.toString(tensor.shape()).replace(" ", ""),
                                    offset,
                                    offset + length));
            offset += length;
        }
        header.append("}").append(" ".repeat((8 - (header.length() + 1) % 8) % 8));
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        try (var out = java.nio.channels.Channels.newChannel(Files.newOutputStream(file))) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, text.length));
            out.write(ByteBuffer.wrap(text));
            for (Tensor tensor : tensors.values()) {
                out.write(tensor.bytes());
            }
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file ends at byte " + channel.size());
            }
        }
        return bytes.flip();
    }

    private static CheckpointException broken(Path file, String what) {
        return new CheckpointException(message(file, what));
    }

    private static CheckpointException broken(Path file, String what, Exception cause) {
        return new CheckpointException(message(file, what), cause);
    }

    private static String message(Path file, String what) {
        return "'%s' is not a valid safetensors file: %s. Fetch it again.".formatted(file.getFileName(), what);
    }
}
