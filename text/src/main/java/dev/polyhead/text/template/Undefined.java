package dev.polyhead.text.template;

/**
 * A variable or entry that does not exist: prints as nothing, is false and empty; using it otherwise is an error.
 *
 * @param name what was asked for
 */
record Undefined(String name) {
    TemplateException used() {
        return new TemplateException(
                "The chat template uses '%s', which is not defined. Give it, or fix the template.".formatted(name));
    }
}
