package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @TempDir
    Path folder;

    @Test
    void onlyTheWholeJarIsInstalled() throws Exception {
        Path small = folder.resolve("small.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(small))) {
            out.putNextEntry(new JarEntry("dev/"));
        }
        assertRefused("Only the whole jar", () -> Installation.of(small));
        assertRefused("Only the whole jar", () -> Installation.of(folder));
    }

    @Test
    void nothingIsWrittenOverWhatIsThere() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "kept");
        Installation installation = new Installation(folder.resolve("polyhead.jar"));
        assertRefused("is not an empty folder", () -> installation.into(folder));
        assertRefused("is not an empty folder", () -> installation.into(there));
    }

    private static void assertRefused(String reason, Executable installing) {
        String message = assertThrows(Exception.class, installing).getMessage();
        assertTrue(message.contains(reason), message);
    }
}
