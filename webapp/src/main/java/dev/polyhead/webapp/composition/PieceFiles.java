package dev.polyhead.webapp.composition;

import dev.polyhead.music.Synthesizer;
import dev.polyhead.webapp.errors.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The pieces in a job's folder, and what was rendered of them. */
final class PieceFiles {
    private final Path folder;
    private final JsonMapper json;

    PieceFiles(Path folder, JsonMapper json) {
        this.folder = folder;
        this.json = json;
    }

    void write(int candidate, StoredPiece piece) throws IOException {
        Files.createDirectories(folder);
        Files.write(file(candidate, "json"), json.writeValueAsBytes(piece));
    }

    /** @throws ApiException 404 if there are not so many candidates */
    StoredPiece read(int candidate) throws IOException {
        Path file = file(candidate, "json");
        if (candidate < 0 || !Files.exists(file)) {
            throw ApiException.notFound(
                    "candidate",
                    "candidate_not_found",
                    "There is no candidate %d; they count from 0.".formatted(candidate));
        }
        return json.readValue(Files.readAllBytes(file), StoredPiece.class);
    }

    /** The sound of a piece as a WAV file, rendered on first demand. */
    Path wav(int candidate, Synthesizer synthesizer) throws IOException {
        Path file = file(candidate, "wav");
        if (!Files.exists(file)) {
            Path part = folder.resolve(UUID.randomUUID() + ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    synthesizer.write(read(candidate).score(), out);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return file;
    }

    private Path file(int candidate, String extension) {
        return folder.resolve("piece-%d.%s".formatted(candidate, extension));
    }
}
