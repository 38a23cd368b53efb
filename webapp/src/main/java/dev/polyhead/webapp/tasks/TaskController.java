package dev.polyhead.webapp.tasks;

import dev.polyhead.core.checkpoint.Nearest;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.PolyheadProperties;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hugging Face's task API: {@code {"inputs", "parameters"}} or raw bytes to a model's address. */
@RestController
class TaskController {
    private static final String PREFIX = "/models/";
    private static final String CHAT = "/v1/chat/completions";

    private final List<TaskHandler> handlers;
    private final PolyheadProperties properties;

    TaskController(ObjectProvider<TaskHandler> handlers, PolyheadProperties properties) {
        this.handlers = handlers.orderedStream().toList();
        this.properties = properties;
    }

    @Operation(summary = "Does a model's task, in the shape of Hugging Face's API.")
    @PostMapping("/models/{*id}")
    @Nullable
    ResponseEntity<Object> answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = URLDecoder.decode(request.getRequestURI().replace("+", "%2B"), StandardCharsets.UTF_8);
        String id = path.substring(path.indexOf(PREFIX) + PREFIX.length());
        boolean chat = id.endsWith(CHAT);
        String model = chat ? id.substring(0, id.length() - CHAT.length()) : id;
        TaskHandler handler =
                handlers.stream().filter(each -> each.takes(model)).findFirst().orElseThrow(() -> unknown(model));
        TaskRequest task =
                new TaskRequest(model, chat ? CHAT.substring(1) : "", request.getContentType(), body(request));
        Object answer = handler.answer(task, response);
        return answer == null ? null : ResponseEntity.ok(answer);
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        long most = properties.limits().audio().toBytes();
        byte[] body = request.getInputStream().readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most + 1));
        if (body.length > most) {
            throw ApiException.tooLarge(
                    null, "The body is larger than %s. Send less, or raise polyhead.limits.".formatted(most));
        }
        if (body.length == 0) {
            throw ApiException.badRequest("inputs", "The body is empty. Send JSON with 'inputs', or a file's bytes.");
        }
        return body;
    }

    private ApiException unknown(String id) {
        TreeSet<String> known = new TreeSet<>();
        handlers.forEach(handler -> known.addAll(handler.ids()));
        return ApiException.notFound(
                null, "model_not_found", "There is no model '%s'.%s".formatted(id, Nearest.sentence(id, known)));
    }
}
