package dev.polyhead.webapp.classification;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.models.SampleFiles;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Pictures to try with one click. */
@RestController
public class PictureSamples {
    private static final String PICTURE = ".*\\.(jpg|png|webp)";

    private final SampleFiles files;

    PictureSamples(SampleFiles files) {
        this.files = files;
    }

    /** All samples, by name. */
    public List<Path> all() {
        return files.of("pictures", PICTURE);
    }

    /** Their names. */
    public List<String> names() {
        return all().stream().map(file -> file.getFileName().toString()).toList();
    }

    /**
     * The sample of this name.
     *
     * @throws ApiException 404 if there is none
     */
    public Path get(String name) {
        return all().stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("sample", null, "There is no sample of this name."));
    }

    @GetMapping("/api/samples/pictures/{name}")
    ResponseEntity<Resource> picture(@PathVariable String name) {
        return ResponseEntity.ok().body(new FileSystemResource(get(name)));
    }
}
