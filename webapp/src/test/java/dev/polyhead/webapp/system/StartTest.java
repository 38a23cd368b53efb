package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polyhead.webapp.PolyheadApplication;
import dev.polyhead.webapp.security.KeyRing;
import dev.polyhead.webapp.security.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** When the server does not start, and what it says then. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {
    @TempDir
    private Path data;

    @TempDir
    private Path elsewhere;

    @Test
    void everyMistakeInTheSettingsIsOneLine(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                        "--polyhead.models.device=gpu",
                        "--polyhead.limits.waiting=0",
                        "--polyhead.jobs.keep=0s",
                        "--polyhead.security.admin-key=short"))
                .isInstanceOf(Exception.class);
        assertThat(output.getOut().lines())
                .contains("polyhead.models.device is 'gpu', but has to be one of [auto, cpu, cuda].")
                .contains("polyhead.limits.waiting is '0', but must be greater than or equal to 1.")
                .anyMatch(line -> line.startsWith("polyhead.jobs.keep is 'PT0S', but has to be more than nothing"))
                .contains(
                        "polyhead.security.admin-key is '***', but has to be at least 16 characters long, or empty for none.");
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    @Test
    void aSettingThatCannotBeReadIsOneLine(CapturedOutput output) {
        assertThatThrownBy(() -> start("--polyhead.limits.audio=much")).isInstanceOf(Exception.class);
        assertThat(output.getOut()).contains("polyhead.limits.audio is 'much', which is not a DataSize");
    }

    @Test
    void aPublicAddressNeedsAKey(CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.address=0.0.0.0")).isInstanceOf(Exception.class);
        assertThat(output.getOut())
                .contains("server.address is 0.0.0.0, which other machines can reach")
                .contains("POLYHEAD_ADMIN_KEY")
                .doesNotContain("\tat ");
    }

    @Test
    void theFolderOfANewerProgramIsNotTouched(CapturedOutput output) throws Exception {
        Files.writeString(data.resolve("version"), "99\n");
        assertThatThrownBy(() -> start()).isInstanceOf(Exception.class);
        assertThat(output.getOut()).contains("has version 99, and this program knows up to 1");
        assertThat(data.resolve("database")).doesNotExist();
    }

    @Test
    void aDatabaseIsCopiedBeforeItIsBroughtUpToDateAndRefusedByAnOlderProgram(CapturedOutput output) throws Exception {
        start("--server.port=0").close();
        assertThat(data.resolve("backups")).doesNotExist();
        Path later = Files.createDirectories(data.resolve("later"));
        Files.writeString(later.resolve("V9000__later.sql"), "create table later (id int);");
        start("--server.port=0", "--spring.flyway.locations=classpath:db/migration,filesystem:" + later)
                .close();
        assertThat(data.resolve("backups")).isDirectoryContaining("glob:**/database-*.zip");
        assertThatThrownBy(() -> start("--server.port=0")).isInstanceOf(Exception.class);
        assertThat(output.getOut()).contains("was changed by a newer program (version 9000, 'later')");
    }

    @Test
    void leftOversOfUploadsAreDeletedAtTheStart() throws Exception {
        Files.createDirectories(data.resolve("temporary"));
        Files.writeString(data.resolve("temporary/left"), "over");
        start("--server.port=0").close();
        assertThat(data.resolve("temporary")).isEmptyDirectory();
        assertThat(Files.readString(data.resolve("version"))).isEqualTo("1\n");
    }

    @Test
    void aKeyIsMadeOnRequestAndKeptAsAHash(CapturedOutput output) throws Exception {
        start("--server.port=0", "--polyhead.security.create-admin-key=true").close();
        String key = output.getOut().replaceAll("(?s).*The admin key of this server is (\\S+).*", "$1");
        assertThat(key).hasSizeGreaterThan(40);
        assertThat(KeyRing.of(data).all())
                .singleElement()
                .satisfies(made -> assertThat(made.scope()).isEqualTo(Scope.ADMIN));
    }

    @Test
    void theKeyThatAnEarlierVersionKeptInAFileStillProtects() throws Exception {
        Files.writeString(data.resolve("admin-key.sha256"), "ab".repeat(32) + "\n");
        start("--server.port=0").close();
        assertThat(data.resolve("admin-key.sha256")).doesNotExist();
        assertThat(KeyRing.of(data).all()).hasSize(1);
    }

    @Test
    void aBackupIsRestoredAsItWas() throws Exception {
        Path zip = elsewhere.resolve("backup.zip");
        Path restored = elsewhere.resolve("restored");
        ConfigurableApplicationContext server = start("--server.port=0");
        assertThatThrownBy(() -> DataBackup.write(data, zip)).hasMessageContaining("Stop it first");
        server.close();
        Files.createDirectories(data.resolve("jobs/one"));
        Files.writeString(data.resolve("jobs/one/result"), "kept");
        DataBackup.write(data, zip);
        DataBackup.restore(zip, restored);
        assertThat(restored.resolve("jobs/one/result")).hasContent("kept");
        assertThat(restored.resolve("database/polyhead.mv.db"))
                .hasSameBinaryContentAs(data.resolve("database/polyhead.mv.db"));
        assertThat(restored.resolve("temporary")).doesNotExist();
        assertThatThrownBy(() -> DataBackup.restore(zip, restored)).hasMessageContaining("is not empty");
        assertThatThrownBy(() -> DataBackup.write(data, data.resolve("own.zip")))
                .hasMessageContaining("inside the data folder");
    }

    @Test
    void aBackupThatLeadsOutOrIsNewerIsRefused() throws Exception {
        Path evil = zip("version", "1", "../evil", "x");
        assertThatThrownBy(() -> DataBackup.restore(evil, elsewhere.resolve("in/folder")))
                .hasMessageContaining("no file inside its folder");
        assertThat(elsewhere.resolve("in/evil")).doesNotExist();
        assertThat(elsewhere.resolve("in/folder")).doesNotExist();
        assertThatThrownBy(() -> DataBackup.restore(zip("version", "99"), elsewhere.resolve("folder")))
                .hasMessageContaining("is of version '99'");
        assertThatThrownBy(() -> DataBackup.restore(zip("a", "b"), elsewhere.resolve("folder")))
                .hasMessageContaining("is no backup");
        assertThatThrownBy(() -> DataBackup.write(elsewhere, data.resolve("b.zip")))
                .hasMessageContaining("no data folder");
    }

    private Path zip(String... namesAndTexts) throws Exception {
        Path zip = elsewhere.resolve("made.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    private ConfigurableApplicationContext start(String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "--polyhead.data-dir=" + data;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return SpringApplication.run(PolyheadApplication.class, arguments);
    }
}
