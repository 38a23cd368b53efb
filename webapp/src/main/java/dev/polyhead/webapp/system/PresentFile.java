package dev.polyhead.webapp.system;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is there and can be read, if any is named. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PresentFile.Check.class)
public @interface PresentFile {
    String message() default "has to be a file that is there and can be read";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says whether a file can be read. */
    class Check implements ConstraintValidator<PresentFile, Path> {
        @Override
        public boolean isValid(@Nullable Path file, ConstraintValidatorContext context) {
            return file == null || Files.isRegularFile(file) && Files.isReadable(file);
        }
    }
}
