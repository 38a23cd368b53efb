package dev.polyhead.webapp.system;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A size or a duration that is more than nothing. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {Positive.Size.class, Positive.Time.class})
public @interface Positive {
    String message() default "has to be more than nothing, such as 64MB or 15m";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says whether a size is more than nothing. */
    class Size implements ConstraintValidator<Positive, DataSize> {
        @Override
        public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
            return size == null || size.toBytes() > 0;
        }
    }

    /** Says whether a duration is more than nothing. */
    class Time implements ConstraintValidator<Positive, Duration> {
        @Override
        public boolean isValid(@Nullable Duration time, ConstraintValidatorContext context) {
            return time == null || (!time.isNegative() && !time.isZero());
        }
    }
}
