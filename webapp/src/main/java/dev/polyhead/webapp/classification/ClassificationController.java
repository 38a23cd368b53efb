package dev.polyhead.webapp.classification;

import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** What pictures show. */
@RestController
class ClassificationController {
    private static final String FIELD = "file";
    private static final List<String> FIELDS = List.of(FIELD, "files", "image");
    private static final int MOST_PICTURES = 256;
    private static final int PREVIEW_EDGE = 1280;

    private final Classifications classifications;
    private final Pictures pictures;

    ClassificationController(Classifications classifications, Pictures pictures) {
        this.classifications = classifications;
        this.pictures = pictures;
    }

    /** One picture as {@code file} gives one answer; several as {@code files} give a list, in their order. */
    @Operation(summary = "Labels for a picture: the model's, or your own; with a heat map if explain=true.")
    @PostMapping(path = "/api/images/classify", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Object classify(MultipartHttpServletRequest request) throws IOException {
        long begun = System.nanoTime();
        ClassificationFields fields = ClassificationFields.read(FormFields.of(request.getParameterMap()));
        List<MultipartFile> parts = new ArrayList<>();
        FIELDS.forEach(name -> parts.addAll(request.getFiles(name)));
        if (parts.size() > MOST_PICTURES) {
            throw ApiException.tooLarge(
                    "files",
                    "%d pictures came; at most %d are classified at once.".formatted(parts.size(), MOST_PICTURES));
        }
        return parts.size() > 1 || !request.getFiles("files").isEmpty()
                ? many(fields, parts, begun)
                : one(fields, pictures.bytes(parts.isEmpty() ? null : parts.get(0), FIELD), begun);
    }

    /** The picture as the whole body; the fields stand in the address. */
    @Operation(summary = "The same for a picture that is the whole body.")
    @PostMapping(
            path = "/api/images/classify",
            consumes = {"image/*", MediaType.APPLICATION_OCTET_STREAM_VALUE})
    ClassifyAnswer classifyBody(HttpServletRequest request) throws IOException {
        long begun = System.nanoTime();
        ClassificationFields fields = ClassificationFields.read(FormFields.of(request.getParameterMap()));
        int most = (int) Math.min(Integer.MAX_VALUE - 8, pictures.limits().maxBytes() + 1);
        return one(fields, request.getInputStream().readNBytes(most), begun);
    }

    /** For browsers that cannot show the format. */
    @Operation(summary = "A picture of any format as a small upright JPEG.")
    @PostMapping(path = "/api/images/preview", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<byte[]> preview(@RequestParam(required = false) @Nullable MultipartFile file) throws IOException {
        byte[] jpeg = pictures.decode(pictures.bytes(file, FIELD), FIELD)
                .within(PREVIEW_EDGE)
                .toJpeg();
        return ResponseEntity.ok().contentType(MediaType.IMAGE_JPEG).body(jpeg);
    }

    private ClassifyAnswer one(ClassificationFields fields, byte[] bytes, long begun) {
        ImagePixels picture = pictures.decode(bytes, FIELD);
        Classifications.Said said =
                classifications.classify(fields, List.of(picture)).get(0);
        return new ClassifyAnswer(
                classifications.model(fields),
                said.labels(),
                said.heatMap(),
                picture.width(),
                picture.height(),
                millis(begun));
    }

    /** One after the other, so that many large pictures never lie in memory together. */
    private ClassifyAnswer.Batch many(ClassificationFields fields, List<MultipartFile> parts, long begun)
            throws IOException {
        List<ClassifyAnswer.Result> results = new ArrayList<>();
        for (MultipartFile part : parts) {
            results.add(result(fields, part));
        }
        return new ClassifyAnswer.Batch(classifications.model(fields), results, millis(begun));
    }

    private ClassifyAnswer.Result result(ClassificationFields fields, MultipartFile part) throws IOException {
        String name = Pictures.name(part);
        ImagePixels picture;
        try {
            picture = pictures.decode(pictures.bytes(part, "files"), "files");
        } catch (ApiException unreadable) {
            return new ClassifyAnswer.Result(
                    name, List.of(), null, unreadable.problem().detail());
        }
        Classifications.Said said =
                classifications.classify(fields, List.of(picture)).get(0);
        return new ClassifyAnswer.Result(name, said.labels(), said.heatMap(), null);
    }

    private static long millis(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
