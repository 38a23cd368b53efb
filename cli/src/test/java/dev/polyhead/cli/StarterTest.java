package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that an installation starts with; in Java's place stands a script that dies as told. */
@DisabledOnOs(OS.WINDOWS)
class StarterTest {
    private static final int BUS = 135;

    @TempDir
    Path folder;

    private Path starter;
    private Path starts;

    @BeforeEach
    void install() throws Exception {
        starter = folder.resolve("bin/polyhead");
        starts = folder.resolve("starts");
        Installation.writeStarter(starter);
    }

    @Test
    void aServerThatNativeCodeEndedIsStartedAgainAndToldOf() throws Exception {
        java("if [ $(wc -l <%s) -lt 2 ]; then kill -BUS $$; fi; exit 3".formatted(starts));
        Ended ended = run("5", "serve", "--port", "1");
        assertEquals(3, ended.status());
        assertEquals(2, starts());
        assertTrue(ended.said().contains("SIGBUS"), ended.said());
        assertTrue(ended.said().contains("It starts again in 1 s (1 of 5)"), ended.said());
        assertTrue(Files.readAllLines(starts).get(1).endsWith("serve --port 1"));
    }

    @Test
    void itGivesUpWhenThatGoesOn() throws Exception {
        java("kill -BUS $$");
        Ended ended = run("1", "serve");
        assertEquals(BUS, ended.status());
        assertEquals(2, starts());
        assertTrue(ended.said().contains("not started again"), ended.said());
    }

    @Test
    void commandsAndServersUnderAnotherSupervisorAreStartedOnce() throws Exception {
        java("kill -BUS $$");
        assertEquals(BUS, run("5", "models", "list").status());
        assertEquals(BUS, run("0", "serve").status());
        assertEquals(2, starts());
    }

    @Test
    void whoeverAsksTheStarterToEndEndsTheServerInOrder() throws Exception {
        java("trap 'echo saved; exit 143' TERM; while :; do sleep 0.1; done");
        Process process = process("5", "serve");
        while (!Files.exists(starts)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        TimeUnit.MILLISECONDS.sleep(200); // until its trap is set
        process.toHandle().destroy(); // which leaves what it says to be read
        Ended ended = ended(process);
        assertEquals(143, ended.status());
        assertTrue(ended.said().contains("saved"), ended.said());
        assertEquals(1, starts());
    }

    private record Ended(int status, String said) {}

    private void java(String then) throws Exception {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\" >>%s\n%s\n".formatted(starts, then));
        assertTrue(java.toFile().setExecutable(true));
    }

    private long starts() throws Exception {
        return Files.readAllLines(starts).size();
    }

    private Ended run(String restarts, String... arguments) throws Exception {
        return ended(process(restarts, arguments));
    }

    private Process process(String restarts, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(starter.toString()), List.of(arguments).stream())
                        .toList());
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        builder.environment().put("POLYHEAD_RESTARTS", restarts);
        return builder.redirectErrorStream(true).start();
    }

    private static Ended ended(Process process) throws Exception {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Ended(
                process.exitValue(), new String(process.getInputStream().readAllBytes()));
    }
}
