package dev.polyhead.webapp.system;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says of each wrong setting in one line what it is, what was given and what would do. */
class WrongSetting implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        BindException bind = cause(failure, BindException.class);
        if (bind == null || !bind.getName().toString().startsWith("polyhead")) {
            return null;
        }
        BindValidationException invalid = cause(bind, BindValidationException.class);
        String lines = invalid == null ? unreadable(bind) : String.join("\n", invalidLines(invalid));
        return new FailureAnalysis(
                lines, "Correct it in application.yaml, in the environment or on the command line.", failure);
    }

    private static List<String> invalidLines(BindValidationException invalid) {
        List<String> lines = new ArrayList<>();
        for (ObjectError error : invalid.getValidationErrors()) {
            String message = String.valueOf(error.getDefaultMessage());
            lines.add(
                    error instanceof FieldError field
                            ? "polyhead.%s is '%s', but %s."
                                    .formatted(
                                            ConfigurationPropertyName.adapt(dashed(field.getField()), '.'),
                                            shown(field),
                                            message)
                            : message);
        }
        return lines;
    }

    private static String dashed(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable Object shown(FieldError field) {
        return field.getField().toLowerCase(java.util.Locale.ROOT).contains("key") ? "***" : field.getRejectedValue();
    }

    private static String unreadable(BindException bind) {
        String value = bind.getProperty() == null
                ? ""
                : String.valueOf(bind.getProperty().getValue());
        Throwable deepest = bind;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return "%s is '%s', which is not a %s: %s"
                .formatted(
                        bind.getName(),
                        value,
                        bind.getTarget().getType().resolve(Object.class).getSimpleName(),
                        deepest.getMessage());
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
