package dev.polyhead.cli;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.ModelFolders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Lays the executable jar out in a folder: libraries beside a small jar, so that nothing is searched in a jar of jars,
 * and an archive of the classes that a start loads (class data sharing, JEP 350), so that they are not parsed and
 * verified again.
 *
 * @param jar the executable jar
 */
record Installation(Path jar) {
    static final Path STARTER = Path.of("bin", "polyhead");

    /** In it {@code %ARCHIVE%} and {@code %EXPORTS%} stand for what {@link ClassArchive} says. */
    private static final String STARTER_SOURCE = "starter.sh";

    /**
     * The jar of this process.
     *
     * @param classPath of this process
     * @throws IllegalArgumentException if it was not started by {@code java -jar polyhead.jar}
     */
    static Installation of(Path classPath) throws IOException {
        if (Files.isRegularFile(classPath)) {
            try (JarFile file = new JarFile(classPath.toFile())) {
                if (file.getEntry("BOOT-INF/lib/") != null) {
                    return new Installation(classPath.toAbsolutePath());
                }
            }
        }
        throw new IllegalArgumentException(
                "Only the whole jar can be installed: java -jar cli/target/polyhead.jar install FOLDER.");
    }

    /**
     * Writes everything.
     *
     * @param folder absent or empty
     * @throws IOException if it is not, or a step fails; what was written by then is left to be looked at
     */
    void into(Path folder) throws IOException, InterruptedException {
        Path home = folder.toAbsolutePath().normalize();
        Path shipped = shippedModels();
        if (home.startsWith(shipped)) {
            throw new IOException("%s lies inside %s, which would be copied into it.".formatted(home, shipped));
        }
        if (Files.exists(home) && !isEmpty(home)) {
            throw new IOException("%s is not an empty folder.".formatted(home));
        }
        Path app = home.resolve("app");
        extract(app);
        for (String part : List.of("models", "samples", "LICENSE", "NOTICE")) {
            Path source = shipped.resolveSibling(part);
            if (Files.exists(source)) {
                copy(source, home.resolve(part));
            }
        }
        new ClassArchive(app, home.resolve("samples")).write();
        Path starter = home.resolve(STARTER);
        writeStarter(starter);
    }

    /** The script that starts the server, and starts it again when native code ended it. */
    static void writeStarter(Path starter) throws IOException {
        Files.createDirectories(starter.getParent());
        try (InputStream source = Installation.class.getResourceAsStream(STARTER_SOURCE)) {
            String text = new String(Objects.requireNonNull(source).readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    starter, text.replace("%ARCHIVE%", ClassArchive.FILE).replace("%EXPORTS%", ClassArchive.EXPORTS));
        }
        if (!starter.toFile().setExecutable(true, false)) {
            throw new IOException("%s cannot be made executable.".formatted(starter));
        }
    }

    private void extract(Path app) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        OwnProcess.JAVA,
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        app.toString(),
                        "--application-filename",
                        "polyhead.jar")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("The jar cannot be taken apart: " + said);
        }
    }

    private static Path shippedModels() throws IOException {
        Optional<Path> catalogue = ModelFolders.standard(List.of()).catalogue();
        return catalogue
                .map(file -> file.toAbsolutePath().getParent())
                .orElseThrow(() -> new IOException(
                        "The models that ship are not here: start beside the folder 'models' with its %s."
                                .formatted(Catalogue.FILE)));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
