package dev.polyhead.webapp.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.core.hub.HubCache;
import dev.polyhead.core.hub.ModelFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFilesTest {
    @TempDir
    private Path disk;

    private SampleFiles beside(String... models) {
        List<Path> roots =
                List.of(models).stream().map(name -> disk.resolve(name)).toList();
        return new SampleFiles(new ModelFolders(roots, new HubCache(disk.resolve("hub"))));
    }

    @Test
    void theyLieBesideTheModelsWhereverTheServerWasStarted() throws IOException {
        Path folder = Files.createDirectories(disk.resolve("installed/samples/speech"));
        Path english = Files.createFile(folder.resolve("en.flac"));
        Path german = Files.createFile(folder.resolve("de.flac"));
        Files.createFile(folder.resolve("SOURCES.md"));
        SampleFiles samples = beside("own/models", "installed/models");
        assertThat(samples.of("speech", ".*\\.flac")).containsExactly(german, english);
        assertThat(samples.of("pictures", ".*")).isEmpty();
    }

    @Test
    void withoutThemNothingIsOffered() {
        assertThat(beside("own/models").of("speech", ".*")).isEmpty();
    }
}
