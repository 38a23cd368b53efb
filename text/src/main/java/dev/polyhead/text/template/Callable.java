package dev.polyhead.text.template;

import org.jspecify.annotations.Nullable;

/** Something a template can call. */
interface Callable {
    @Nullable
    Object call(Given given);
}
