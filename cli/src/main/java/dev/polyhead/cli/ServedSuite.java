package dev.polyhead.cli;

import dev.polyhead.webapp.PolyheadApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** The suite inside this process; apart from the command, so that no other command loads Spring. */
final class ServedSuite {
    /** Would tell at length of a failure that is told in a line. */
    private static final List<String> TOLD_ELSEWHERE = List.of(
            "--logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter=off",
            "--logging.level.org.springframework.boot.web.server.servlet.context=error");

    private ServedSuite() {}

    /**
     * Starts the suite and waits until it is stopped.
     *
     * @throws IllegalStateException if it does not start; the message says why and what to do
     */
    static void runUntilStopped(String[] settings) {
        List<String> arguments = new ArrayList<>(TOLD_ELSEWHERE);
        arguments.addAll(List.of(settings)); // a setting of the user's own comes last and counts
        CountDownLatch stopped = new CountDownLatch(1);
        ConfigurableApplicationContext suite = start(arguments.toArray(String[]::new));
        suite.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent) {
                stopped.countDown();
            }
        });
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        suite.close();
    }

    private static ConfigurableApplicationContext start(String[] arguments) {
        try {
            return PolyheadApplication.start(arguments);
        } catch (RuntimeException e) {
            throw new IllegalStateException("The server did not start. " + reason(e), e);
        }
    }

    /** What Spring Boot's and the suite's own analyzers say of a failure, in one line. */
    private static String reason(Throwable failure) {
        ArgumentResolver environment = ArgumentResolver.of(Environment.class, new StandardEnvironment());
        FailureHandler needsMore = (type, name, why) -> {}; // an analyzer that wants the failed context
        for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation(
                        ServedSuite.class.getClassLoader())
                .load(FailureAnalyzer.class, environment, needsMore)) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                String action = analysis.getAction() == null ? "" : " " + analysis.getAction();
                return (analysis.getDescription() + action)
                        .replaceAll("\\s+", " ")
                        .strip();
            }
        }
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.toString();
    }
}
