package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.LanguageProbability;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Transcript;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of one job: the recording, the segments that are final (a line each, so that saving one costs no more late
 * in a long recording than early), and the transcript once it is whole.
 */
final class TranscriptFile {
    private final Path folder;
    private final JsonMapper json;

    TranscriptFile(Path folder, JsonMapper json) {
        this.folder = folder;
        this.json = json;
    }

    /** The recording as it came. */
    Path audio() {
        return folder.resolve("audio");
    }

    /** What is drawn of it. */
    Path waveform() {
        return folder.resolve("waveform.json");
    }

    /** Adds final segments; returns once a power cut would not lose them. */
    void append(List<Segment> segments) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Segment segment : segments) {
            lines.append(json.writeValueAsString(segment)).append('\n');
        }
        try (FileChannel file = FileChannel.open(
                lines(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        }
    }

    /** The first segments; whatever a crash left after them is cut off. */
    List<Segment> keepFirst(int count) throws IOException {
        if (!Files.exists(lines())) {
            return List.of();
        }
        List<String> kept;
        try (Stream<String> all = Files.lines(lines())) {
            kept = all.limit(count).toList();
        }
        Files.writeString(lines(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
        return read(kept);
    }

    /** What is final so far. */
    List<Segment> soFar() throws IOException {
        if (!Files.exists(lines())) {
            return List.of();
        }
        String all = Files.readString(lines());
        // A line without its end is being written at this moment.
        return read(all.substring(0, all.lastIndexOf('\n') + 1).lines().toList());
    }

    private List<Segment> read(List<String> lines) {
        List<Segment> segments = new ArrayList<>(lines.size());
        for (String line : lines) {
            segments.add(json.readValue(line, Segment.class));
        }
        return segments;
    }

    /** Keeps the whole transcript. */
    void write(Transcript transcript) throws IOException {
        Path next = folder.resolve("transcript.json.part");
        Files.writeString(next, json.writeValueAsString(transcript));
        Files.move(next, whole(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The transcript, or what is final of it so far. */
    Transcript read() throws IOException {
        if (Files.exists(whole())) {
            return json.readValue(Files.readString(whole()), Transcript.class);
        }
        List<Segment> segments = soFar();
        double end = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end();
        return new Transcript("transcribe", "", List.<LanguageProbability>of(), end, end, segments, List.of());
    }

    private Path lines() {
        return folder.resolve("segments.jsonl");
    }

    private Path whole() {
        return folder.resolve("transcript.json");
    }
}
