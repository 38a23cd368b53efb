package dev.polyhead.webapp.system;

import dev.polyhead.webapp.errors.DatabaseAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets methods run by the clock; one that fails runs again the next time. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    @Bean
    ThreadPoolTaskSchedulerCustomizer failuresInTheLog() {
        return scheduler -> scheduler.setErrorHandler(Background::failed);
    }

    private static void failed(Throwable failure) {
        if (DatabaseAway.isBehind(failure)) {
            LOG.warn("The database does not answer: {}", failure.getMessage());
        } else {
            LOG.error("Work by the clock failed.", failure);
        }
    }
}
