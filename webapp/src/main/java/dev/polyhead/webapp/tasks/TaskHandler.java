package dev.polyhead.webapp.tasks;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Answers the task API for the models of one feature; a bean. */
public interface TaskHandler {
    /** Whether a model is one of this feature's. */
    boolean takes(String id);

    /** Ids of the models it answers for, for messages. */
    Collection<String> ids();

    /**
     * Does the model's task.
     *
     * @param request what was asked
     * @param response for answers that are streamed
     * @return what is sent as JSON; null if the answer is already written
     * @throws dev.polyhead.webapp.errors.ApiException if the request does not suit the task
     */
    @Nullable
    Object answer(TaskRequest request, HttpServletResponse response) throws IOException;
}
