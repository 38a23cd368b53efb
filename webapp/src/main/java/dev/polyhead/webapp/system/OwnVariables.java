package dev.polyhead.webapp.system;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Keeps {@code POLYHEAD_MODELS}, a list of folders that the core reads, from Spring, which would take it for the whole group
 * {@code polyhead.models} and stop.
 */
class OwnVariables implements EnvironmentPostProcessor {
    static final String FOLDERS = "POLYHEAD_MODELS";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        PropertySource<?> variables = environment.getPropertySources().get(name);
        if (variables != null && variables.getSource() instanceof Map<?, ?> all && all.containsKey(FOLDERS)) {
            Map<String, Object> others = new LinkedHashMap<>();
            all.forEach((key, value) -> others.put(String.valueOf(key), value));
            others.remove(FOLDERS);
            environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, others));
        }
    }
}
