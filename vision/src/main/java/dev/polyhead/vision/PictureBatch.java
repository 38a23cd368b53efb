package dev.polyhead.vision;

import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.ImagePreprocessor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures as a model's {@code pixel_values}. */
public final class PictureBatch {
    private PictureBatch() {}

    /**
     * Resizes and normalises pictures, several at a time.
     *
     * @return F32 {@code [pictures, 3, height, width]}
     */
    public static Tensor of(ImagePreprocessor preprocessor, List<ImagePixels> images) {
        int each = preprocessor.floats();
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(images.size(), each * Float.BYTES))
                .order(ByteOrder.nativeOrder());
        FloatBuffer floats = bytes.asFloatBuffer();
        IntStream pictures = IntStream.range(0, images.size());
        (images.size() > 1 ? pictures.parallel() : pictures)
                .forEach(i -> preprocessor.write(images.get(i), floats.slice(i * each, each)));
        return Tensor.wrap(ElementType.F32, bytes, images.size(), 3, preprocessor.height(), preprocessor.width());
    }
}
