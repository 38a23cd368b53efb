package dev.polyhead.clip;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;

/** The shipped model, opened once for all tests. */
final class ClipTiny {
    private static final class Holder {
        static final ClipEncoder ENCODER =
                new ClipEncoder(Model.open(Shared.model("clip-tiny"), new ModelOptions(Device.CPU, Precision.FP32, 1)));
    }

    private ClipTiny() {}

    static ClipEncoder encoder() {
        Shared.model("clip-tiny");
        return Holder.ENCODER;
    }
}
