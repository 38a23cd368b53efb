package dev.polyhead.webapp.system;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything under {@code polyhead.*}: in {@code application.yaml}, in the environment or on the command line.
 *
 * @param dataDir where the database, jobs and results are kept; {@code POLYHEAD_DATA_DIR}, else {@code ~/.polyhead}
 * @param models which models answer, and how
 * @param limits how much one request may ask for
 * @param security who may ask
 * @param jobs how long work is done
 * @param music how pieces sound
 */
@ConfigurationProperties("polyhead")
@Validated
public record PolyheadProperties(
        @NotNull Path dataDir,
        @DefaultValue @Valid Models models,
        @DefaultValue @Valid Limits limits,
        @DefaultValue @Valid Security security,
        @DefaultValue @Valid Jobs jobs,
        @DefaultValue @Valid Music music) {

    /**
     * Which models answer, and how.
     *
     * @param folders folders to search besides the shipped {@code models/} and the Hugging Face cache
     * @param device {@code auto}, {@code cpu} or {@code cuda}
     * @param precision {@code auto}, {@code fp32}, {@code int8} or {@code fp16}
     * @param threads threads of one run; 0 for all cores
     * @param memory how much loaded models may take together; half of the machine's memory where absent
     * @param idle after how long without a request a model is unloaded
     * @param preload ids to load at the start
     */
    public record Models(
            @DefaultValue List<Path> folders,

            @DefaultValue("auto") @OneOf({"auto", "cpu", "cuda"})
            String device,

            @DefaultValue("auto") @OneOf({"auto", "fp32", "int8", "fp16"})
            String precision,

            @DefaultValue("0") @Min(0) @Max(1024) int threads,
            @Nullable @Positive DataSize memory,
            @DefaultValue("15m") @Positive Duration idle,
            @DefaultValue List<String> preload) {}

    /**
     * How much one request may ask for.
     *
     * @param audio largest recording
     * @param picture largest picture file
     * @param megapixels largest picture, once decoded
     * @param duration longest recording
     * @param text longest text of a request
     * @param waiting requests that may wait for one model before the answer is 429; at most three quarters of them from one client
     */
    public record Limits(
            @DefaultValue("1GB") @Positive DataSize audio,
            @DefaultValue("64MB") @Positive DataSize picture,
            @DefaultValue("100") @Min(1) @Max(10_000) int megapixels,
            @DefaultValue("4h") @Positive Duration duration,
            @DefaultValue("1MB") @Positive DataSize text,
            @DefaultValue("64") @Min(1) @Max(100_000) int waiting) {}

    /**
     * Who may ask.
     *
     * @param adminKey the key that opens everything; better given as {@code POLYHEAD_ADMIN_KEY}
     * @param createAdminKey make a key at this start, print it once and keep its hash
     * @param open let everybody in who reaches the port, also on a public address
     * @param hosts names, besides localhost, under which browsers reach this server; {@code *.example.org} is allowed
     */
    public record Security(
            @Nullable @LongEnough String adminKey,
            @DefaultValue("false") boolean createAdminKey,
            @DefaultValue("false") boolean open,
            @DefaultValue List<String> hosts) {
        @Override
        public String toString() {
            return "Security[adminKey=%s, open=%s, hosts=%s]".formatted(adminKey == null ? "none" : "***", open, hosts);
        }
    }

    /**
     * How long work is done.
     *
     * @param workers jobs that run at the same time on this node
     * @param keep how long finished jobs and their results are kept
     * @param silence after how long without a sign of life a node is taken for dead where several share a database:
     *     another goes on with its jobs and may write to its collections
     */
    public record Jobs(
            @DefaultValue("2") @Min(1) @Max(256) int workers,
            @DefaultValue("30d") @Positive Duration keep,
            @DefaultValue("45s") @DurationMin(seconds = 2) Duration silence) {}

    /**
     * How pieces sound.
     *
     * @param soundfont instruments for WAV files, .sf2 or .dls; the JDK's own synthetic ones where absent
     */
    public record Music(@Nullable @PresentFile Path soundfont) {}
}
