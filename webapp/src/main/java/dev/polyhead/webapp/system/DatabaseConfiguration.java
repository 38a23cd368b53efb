package dev.polyhead.webapp.system;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database: one H2 file in the data folder, unless {@code spring.datasource.url} names another. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.datasource.url", havingValue = "false", matchIfMissing = true)
class DatabaseConfiguration {
    static final String USER = "polyhead";

    /** H2 locks the file, so a second server on the same folder is refused; WRITE_DELAY=0 makes a commit last. */
    static String url(DataFolder data) {
        return "jdbc:h2:file:" + data.folder("database").resolve("polyhead") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Bean
    JdbcConnectionDetails database(DataFolder data) {
        String url = url(data);
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return USER;
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }
}
