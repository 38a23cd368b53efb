package dev.polyhead.webapp.uploads;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.PolyheadProperties;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.MultipartFile;

/** Takes files out of requests: streamed to disk, under names of ours. */
@Component
public class Uploads {
    private static final String NAMELESS = "file";

    private final Path folder;

    Uploads(DataFolder data) {
        folder = data.temporary();
    }

    /**
     * Keeps one part of a multipart request beyond the end of the request.
     *
     * @throws ApiException 400 if the part is missing or empty, 413 if it is larger than {@code most}
     */
    public Upload keep(@Nullable MultipartFile part, String param, DataSize most) throws IOException {
        if (part == null || (part.isEmpty() && nameOf(part).equals(NAMELESS))) {
            throw ApiException.badRequest(
                    param, "No file came with the request. Send it as the form field '" + param + "'.");
        }
        if (part.isEmpty()) {
            throw ApiException.badRequest(
                    param,
                    "The file '%s' is empty (0 bytes). Choose it again; it may not have been copied to its end."
                            .formatted(nameOf(part)));
        }
        refuseLarge(part.getSize(), most, param);
        Path file = folder.resolve(UUID.randomUUID().toString());
        part.transferTo(file.toFile());
        return new Upload(file, nameOf(part), part.getSize());
    }

    /**
     * Keeps the bytes of a whole request body.
     *
     * @param name what to call it
     * @throws ApiException 400 if there are none, 413 if there are more than {@code most}
     */
    public Upload keep(InputStream body, String name, DataSize most) throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int read = body.read(block); read >= 0; read = body.read(block)) {
                bytes += read;
                refuseLarge(bytes, most, null);
                out.write(block, 0, read);
            }
            if (bytes == 0) {
                throw ApiException.badRequest(null, "The request has no body. Send the bytes of a file.");
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Upload(file, FileNames.plain(name, NAMELESS), bytes);
    }

    private static String nameOf(MultipartFile part) {
        return FileNames.plain(part.getOriginalFilename(), NAMELESS);
    }

    private static void refuseLarge(long bytes, DataSize most, @Nullable String param) {
        if (bytes > most.toBytes()) {
            throw ApiException.tooLarge(
                    param, "The file is larger than the %d MB this server takes.".formatted(most.toMegabytes()));
        }
    }

    /** Where and how large the parts of multipart requests may be; the same for every path. */
    @Configuration(proxyBeanMethods = false)
    static class Multipart {
        private static final long FORM_FIELDS = 4L << 20;

        @Bean
        MultipartConfigElement multipartConfig(DataFolder data, PolyheadProperties properties) {
            long file = Math.max(
                    properties.limits().audio().toBytes(),
                    properties.limits().picture().toBytes());
            return new MultipartConfigElement(data.temporary().toString(), file, file + FORM_FIELDS, 0);
        }
    }
}
