package dev.polyhead.webapp.composition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.music.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PieceFilesTest {
    @Test
    void aPieceThatWasKeptBeforeThereWereTracksIsReadAsOnePiano(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("piece-0.json"),
                "{\"seed\":7,\"given\":0,\"tempo\":120.0,\"ids\":[375,60,305,188],\"warnings\":[]}");
        StoredPiece piece = new PieceFiles(folder, JsonMapper.builder().build()).read(0);
        assertEquals(7, piece.seed());
        assertEquals(List.of(Track.PIANO), piece.score().tracks());
        assertEquals(1, piece.score().notes().size());
        assertEquals(60, piece.score().notes().get(0).pitch());
    }
}
