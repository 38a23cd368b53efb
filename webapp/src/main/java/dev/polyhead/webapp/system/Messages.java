package dev.polyhead.webapp.system;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The texts of the pages: one pair of files a feature, {@code messages/FEATURE_en} and {@code _de.properties}. */
@Configuration(proxyBeanMethods = false)
class Messages {
    @Bean
    MessageSource messageSource() throws IOException {
        String[] features = Arrays.stream(
                        new PathMatchingResourcePatternResolver().getResources("classpath*:messages/*_en.properties"))
                .map(file -> "messages/" + String.valueOf(file.getFilename()).replace("_en.properties", ""))
                .sorted()
                .toArray(String[]::new);
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames(features);
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        messages.setDefaultLocale(Locale.ENGLISH);
        return messages;
    }
}
