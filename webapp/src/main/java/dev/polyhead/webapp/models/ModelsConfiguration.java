package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.HubClient;
import dev.polyhead.core.hub.HubSettings;
import dev.polyhead.core.hub.ModelFolders;
import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.hub.PoolSettings;
import dev.polyhead.core.model.Families;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.PolyheadProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Folders, hub, store and pool, as configured. */
@Configuration(proxyBeanMethods = false)
class ModelsConfiguration {
    @Bean
    HubSettings hubSettings() {
        return HubSettings.standard();
    }

    /** Imported models lie in this server's own data folder, whatever the environment says of another. */
    @Bean
    ModelFolders modelFolders(PolyheadProperties properties, DataFolder data, HubSettings hub) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("POLYHEAD_DATA_DIR", data.root().toString());
        return new ModelFolders(
                ModelFolders.standard(properties.models().folders(), environment)
                        .roots(),
                hub.cache());
    }

    @Bean
    ModelStore modelStore(ModelFolders folders, HubSettings hub, DataFolder data) {
        return new ModelStore(folders, new HubClient(hub), data.root(), Families::modelTypes);
    }

    @Bean
    CheckpointLoader checkpointLoader(ModelStore store, PolyheadProperties properties, MeterRegistry metrics) {
        PolyheadProperties.Models wanted = properties.models();
        return new CheckpointLoader(
                store,
                new ModelOptions(
                        Device.valueOf(wanted.device().toUpperCase(Locale.ROOT)),
                        Precision.valueOf(wanted.precision().toUpperCase(Locale.ROOT)),
                        wanted.threads()),
                metrics);
    }

    @Bean(destroyMethod = "close")
    ModelPool<Model> modelPool(CheckpointLoader loader, PolyheadProperties properties, MeterRegistry metrics) {
        PoolSettings settings =
                PoolSettings.defaults().withIdle(properties.models().idle());
        return new ModelPool<>(
                properties.models().memory() == null
                        ? settings
                        : settings.withBudget(properties.models().memory().toBytes()),
                new TimedLoader<>(loader, metrics));
    }
}
