package dev.polyhead.webapp.classification;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything under {@code polyhead.pictures.*}.
 *
 * @param roots folders below which pictures may be imported; the home and working folders where none is given
 * @param classifier the model that labels pictures where a request names none
 * @param encoder the model that compares pictures and words where a request names none
 * @param quiet how long nothing must change in a watched folder before it is imported
 */
@ConfigurationProperties("polyhead.pictures")
@Validated
public record PictureProperties(
        @DefaultValue List<Path> roots,
        @DefaultValue("vit-caltech101") @NotBlank String classifier,
        @DefaultValue("clip-tiny") @NotBlank String encoder,
        @DefaultValue("3s") Duration quiet) {

    /** The folders below which pictures may be imported. */
    public List<Path> allowedRoots() {
        return roots.isEmpty()
                ? Stream.of(System.getProperty("user.home"), System.getProperty("user.dir"))
                        .filter(Objects::nonNull)
                        .map(Path::of)
                        .filter(folder -> folder.getNameCount() > 0)
                        .toList()
                : roots;
    }
}
