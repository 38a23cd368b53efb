package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.ModelFolders;
import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.hub.PoolSettings;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.webapp.system.DataFolder;
import dev.polyhead.webapp.system.PolyheadProperties;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Folders, catalogue and pool, as configured. */
@Configuration(proxyBeanMethods = false)
class ModelsConfiguration {
    @Bean
    ModelFolders modelFolders(PolyheadProperties properties) {
        return ModelFolders.standard(properties.models().folders());
    }

    @Bean
    Catalogue catalogue(ModelFolders folders, DataFolder data) {
        return Catalogue.load(folders, data.root().resolve(Catalogue.FILE));
    }

    @Bean
    CheckpointLoader checkpointLoader(Catalogue catalogue, ModelFolders folders, PolyheadProperties properties) {
        PolyheadProperties.Models wanted = properties.models();
        return new CheckpointLoader(
                catalogue,
                folders,
                new ModelOptions(
                        Device.valueOf(wanted.device().toUpperCase(Locale.ROOT)),
                        Precision.valueOf(wanted.precision().toUpperCase(Locale.ROOT)),
                        wanted.threads()));
    }

    @Bean(destroyMethod = "close")
    ModelPool<Model> modelPool(CheckpointLoader loader, PolyheadProperties properties) {
        PoolSettings settings =
                PoolSettings.defaults().withIdle(properties.models().idle());
        return new ModelPool<>(
                properties.models().memory() == null
                        ? settings
                        : settings.withBudget(properties.models().memory().toBytes()),
                loader);
    }
}
