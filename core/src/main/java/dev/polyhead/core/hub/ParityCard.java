package dev.polyhead.core.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model's answers compared with those they should be like.
 *
 * @param id of the model
 * @param compared what was compared with what
 * @param cosine between the rows of an answer and those they should be like, on average; of several answers the smallest
 * @param largestDifference largest difference between two numbers
 * @param sameIds whether both wrote the same tokens; null where nothing is written
 * @param version of the suite
 * @param at when
 */
public record ParityCard(
        String id,
        String compared,
        double cosine,
        double largestDifference,
        @Nullable Boolean sameIds,
        String version,
        Instant at) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Cosine from which int8 is good enough to take the place of single precision. */
    private static final double GATE = 0.98;

    /** Cosine that equal arithmetic reaches whatever the order of its sums. */
    private static final double EQUAL = 0.9999;

    /** Whether the answers are alike enough: equal to reference vectors, or int8 close to single precision. */
    public boolean holds() {
        return cosine >= (compared.startsWith("int8") ? GATE : EQUAL);
    }

    /** The card of a model that was checked before. */
    static Optional<ParityCard> read(Path folder, ModelId id) {
        Path file = fileOf(folder, id);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), ParityCard.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new StoreException("'%s' cannot be read. Check the model again.".formatted(file), e);
        }
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(fileOf(folder, new ModelId(id)), JSON.writeValueAsString(this));
    }

    static Path fileOf(Path folder, ModelId id) {
        return folder.resolve(id.text().replace("/", "--") + ".json");
    }
}
