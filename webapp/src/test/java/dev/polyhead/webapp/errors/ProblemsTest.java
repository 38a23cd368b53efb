package dev.polyhead.webapp.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.web.multipart.MultipartException;

class ProblemsTest {
    private final Problems problems =
            new Problems(new StaticListableBeanFactory().getBeanProvider(ProblemSource.class));

    @Test
    void aFullDiskIsSaidWhateverStumbledOverIt() {
        IOException full = new IOException("No space left on device");
        for (Exception exception :
                new Exception[] {full, new MultipartException("a form", full), new IllegalStateException("H2", full)}) {
            Problem problem = problems.of(exception);
            assertThat(problem.status().value()).isEqualTo(507);
            assertThat(problem.detail()).contains("disk is full");
        }
    }

    @Test
    void whatNobodyKnowsGivesNothingAway() {
        Problem problem = problems.of(new IllegalStateException("secret", new EOFException()));
        assertThat(problem.status().value()).isEqualTo(500);
        assertThat(problem.detail()).doesNotContain("secret");
    }
}
