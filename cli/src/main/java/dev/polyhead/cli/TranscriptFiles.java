package dev.polyhead.cli;

import dev.polyhead.speech.SubtitleOptions;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes transcripts into a folder, each format a file named after its recording.
 *
 * @param folder made if it is not there
 * @param formats one file for each
 * @param subtitles how subtitles are laid out
 * @param written files of this run, so that {@code a.wav} and {@code a.mp3} do not take each other's
 */
record TranscriptFiles(Path folder, List<TranscriptFormat> formats, SubtitleOptions subtitles, Set<Path> written) {
    TranscriptFiles(Path folder, List<TranscriptFormat> formats, SubtitleOptions subtitles) {
        this(folder, formats, subtitles, new HashSet<>());
    }

    /**
     * Writes one transcript.
     *
     * @return the files
     */
    List<Path> write(Path recording, Transcript transcript) throws IOException {
        Files.createDirectories(folder);
        String full = String.valueOf(recording.getFileName());
        int dot = full.lastIndexOf('.');
        String stem = dot > 0 ? full.substring(0, dot) : full;
        String free = anyWritten(stem) ? full : stem;
        for (int copy = 2; anyWritten(free); copy++) {
            free = full + "-" + copy;
        }
        String name = free;
        for (TranscriptFormat format : formats) {
            Files.writeString(place(name, format), format.write(transcript, subtitles));
        }
        List<Path> files = formats.stream().map(format -> place(name, format)).toList();
        written.addAll(files);
        return files;
    }

    private boolean anyWritten(String stem) {
        return formats.stream().anyMatch(format -> written.contains(place(stem, format)));
    }

    private Path place(String stem, TranscriptFormat format) {
        boolean bothJson = formats.contains(TranscriptFormat.JSON) && formats.contains(TranscriptFormat.VERBOSE_JSON);
        String middle = bothJson && format == TranscriptFormat.VERBOSE_JSON ? ".verbose" : "";
        return folder.resolve(stem + middle + "." + format.extension());
    }
}
