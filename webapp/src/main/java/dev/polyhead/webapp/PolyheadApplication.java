package dev.polyhead.webapp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** The suite: {@code mvn spring-boot:run}, or {@code serve} on the command line, starts this class. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class) // would invent a password of its own
@ConfigurationPropertiesScan
public class PolyheadApplication {
    /**
     * Starts the server and returns; the process lives as long as the server does.
     *
     * @param args Spring Boot's, such as {@code --server.port=9000} or {@code --polyhead.data-dir=/srv/polyhead}
     */
    public static void main(String[] args) {
        start(args);
    }

    /**
     * Starts the server and returns it.
     *
     * @param args as for {@link #main}
     */
    public static ConfigurableApplicationContext start(String... args) {
        quietThirdParties();
        return SpringApplication.run(PolyheadApplication.class, args);
    }

    /** Switches off what libraries would report to their makers; has to come before their classes are first used. */
    private static void quietThirdParties() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("java.awt.headless", "true");
    }
}
