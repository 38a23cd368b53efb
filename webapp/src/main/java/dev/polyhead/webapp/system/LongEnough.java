package dev.polyhead.webapp.system;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A key that cannot be guessed by trying; an empty one counts as none. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = LongEnough.Check.class)
public @interface LongEnough {
    String message() default "has to be at least 16 characters long, or empty for none";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says whether a key is long enough. */
    class Check implements ConstraintValidator<LongEnough, String> {
        @Override
        public boolean isValid(@Nullable String key, ConstraintValidatorContext context) {
            return key == null || key.isEmpty() || key.length() >= 16;
        }
    }
}
