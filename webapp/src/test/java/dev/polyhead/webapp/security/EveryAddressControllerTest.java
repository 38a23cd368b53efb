package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The table of scopes against the mappings of the whole server. */
@ServerTest
class EveryAddressControllerTest {
    private final RequestMappingHandlerMapping mappings;
    private final AccessRules rules;

    EveryAddressControllerTest(
            @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            @Autowired AccessRules rules) {
        this.mappings = mappings;
        this.rules = rules;
    }

    @Test
    void everyMappingIsClassified() {
        List<String> without = new ArrayList<>();
        int[] seen = {0};
        each((address, handler) -> {
            seen[0]++;
            if (rules.rule(address.method(), address.path()).isEmpty()) {
                without.add(address + " of " + handler);
            }
        });
        assertThat(seen[0]).as("addresses seen").isGreaterThan(70);
        assertThat(without)
                .as("addresses without a scope; give each a line in AccessRules")
                .isEmpty();
    }

    @Test
    void nobodyChangesModelsOrKeysWithoutBeingAdmin() {
        Set<String> packages = Set.of("dev.polyhead.webapp.models", "dev.polyhead.webapp.security");
        Set<String> forEverybody = Set.of("/login", "/logout");
        List<String> low = new ArrayList<>();
        each((address, handler) -> {
            boolean changes = !Set.of("GET", "HEAD").contains(address.method());
            if (changes
                    && packages.contains(handler.getBeanType().getPackageName())
                    && !forEverybody.contains(address.path())
                    && !rules.scope(address.method(), address.path()).equals(Optional.of(Scope.ADMIN))) {
                low.add(address + " of " + handler);
            }
        });
        assertThat(low).isEmpty();
    }

    @Test
    void nothingIsDeletedByAReader() {
        List<String> low = new ArrayList<>();
        each((address, handler) -> {
            if (Set.of("DELETE", "PUT", "PATCH").contains(address.method())
                    && !rules.scope(address.method(), address.path())
                            .orElseThrow()
                            .includes(Scope.WRITE)) {
                low.add(address + " of " + handler);
            }
        });
        assertThat(low).isEmpty();
    }

    /** A method and a path with its variables filled in. */
    private record Address(String method, String path) {}

    private void each(BiConsumer<Address, HandlerMethod> look) {
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
            for (String pattern : mapping.getPatternValues()) {
                String path = pattern.replaceAll("\\{\\*[^}]*}", "some/thing").replaceAll("\\{[^}]*}", "thing");
                if (methods.isEmpty()) {
                    look.accept(new Address("POST", path), handler);
                }
                methods.forEach(method -> look.accept(new Address(method.name(), path), handler));
            }
        });
    }
}
