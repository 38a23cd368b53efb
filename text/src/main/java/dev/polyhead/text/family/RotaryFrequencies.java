package dev.polyhead.text.family;

import dev.polyhead.core.attention.Rotary;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Angles per position of rotary embeddings, with the ways to stretch them to longer contexts that configs name: linear
 * (Chen et al. 2023), llama3 (Dubey et al. 2024) and yarn (Peng et al. 2023).
 */
final class RotaryFrequencies {
    private RotaryFrequencies() {}

    static Rotary read(ConfigJson config, int headSize) {
        Optional<ConfigJson> scaling = config.object("rope_parameters").or(() -> config.object("rope_scaling"));
        double theta = scaling.filter(s -> s.has("rope_theta"))
                .map(s -> s.number("rope_theta"))
                .orElseGet(() -> config.number("rope_theta", 10_000));
        if (config.number("partial_rotary_factor", 1) != 1
                || scaling.map(s -> s.number("partial_rotary_factor", 1)).orElse(1.0) != 1) {
            throw config.unsupported("partial_rotary_factor");
        }
        List<Double> plain = plain(theta, headSize);
        if (scaling.isEmpty()) {
            return new Rotary(plain, 1);
        }
        ConfigJson s = scaling.get();
        if (s.json().properties().stream().anyMatch(entry -> entry.getValue().isObject())) {
            throw config.unsupported(config.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        }
        return switch (s.text("rope_type", s.text("type", "default"))) {
            case "default" -> new Rotary(plain, 1);
            case "linear" ->
                new Rotary(plain.stream().map(f -> f / s.number("factor")).toList(), 1);
            case "llama3" -> llama3(plain, s, config);
            case "yarn" -> yarn(theta, headSize, s, config);
            default -> throw s.unsupported(s.has("rope_type") ? "rope_type" : "type");
        };
    }

    private static List<Double> plain(double theta, int headSize) {
        if (headSize % 2 != 0) {
            throw new CheckpointException("Rotary positions need heads of even size, not " + headSize + ".");
        }
        List<Double> frequencies = new ArrayList<>();
        for (int pair = 0; pair < headSize / 2; pair++) {
            frequencies.add(1 / Math.pow(theta, 2.0 * pair / headSize));
        }
        return frequencies;
    }

    /** Long waves are stretched, short ones stay, and those between are blended. */
    private static Rotary llama3(List<Double> plain, ConfigJson s, ConfigJson config) {
        double factor = s.number("factor");
        double low = s.number("low_freq_factor");
        double high = s.number("high_freq_factor");
        double trained = trained(s, config);
        List<Double> stretched = new ArrayList<>();
        for (double frequency : plain) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < trained / high) {
                stretched.add(frequency);
            } else if (wavelength > trained / low) {
                stretched.add(frequency / factor);
            } else {
                double smooth = (trained / wavelength - low) / (high - low);
                stretched.add((1 - smooth) * frequency / factor + smooth * frequency);
            }
        }
        return new Rotary(stretched, 1);
    }

    private static Rotary yarn(double theta, int headSize, ConfigJson s, ConfigJson config) {
        double trained = trained(s, config);
        double factor = s.has("factor") ? s.number("factor") : config.number("max_position_embeddings") / trained;
        double fast = turningPair(s.number("beta_fast", 32), theta, headSize, trained);
        double slow = turningPair(s.number("beta_slow", 1), theta, headSize, trained);
        boolean truncate = s.flag("truncate", true);
        double from = Math.max(truncate ? Math.floor(fast) : fast, 0);
        double to = Math.min(truncate ? Math.ceil(slow) : slow, headSize - 1.0);
        List<Double> plain = plain(theta, headSize);
        List<Double> stretched = new ArrayList<>();
        for (int pair = 0; pair < plain.size(); pair++) {
            double ramp = Math.min(1, Math.max(0, (pair - from) / Math.max(to - from, 0.001)));
            stretched.add(plain.get(pair) * (1 - ramp) + plain.get(pair) / factor * ramp);
        }
        return new Rotary(stretched, s.number("attention_factor", yarnScale(factor, s)));
    }

    /** Tokens that the model was trained for; what stands beside the options goes before what stands among them. */
    private static double trained(ConfigJson s, ConfigJson config) {
        String key = "original_max_position_embeddings";
        if (config.has(key)) {
            return config.number(key);
        }
        return s.has(key) ? s.number(key) : config.number("max_position_embeddings");
    }

    private static double yarnScale(double factor, ConfigJson s) {
        if (s.number("mscale", 0) != 0 && s.number("mscale_all_dim", 0) != 0) {
            return logScale(factor, s.number("mscale")) / logScale(factor, s.number("mscale_all_dim"));
        }
        return logScale(factor, 1);
    }

    private static double logScale(double factor, double weight) {
        return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
    }

    /** The pair that turns so often within the trained length. */
    private static double turningPair(double turns, double theta, int headSize, double trained) {
        return headSize * Math.log(trained / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
