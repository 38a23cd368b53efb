package dev.polyhead.clip;

import dev.polyhead.media.image.ImageLimits;
import java.nio.file.Path;

/** A program of its own that imports a folder, to be killed. */
final class ImportChild {
    private ImportChild() {}

    public static void main(String[] arguments) {
        ImportListener listener = progress -> {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                return ImportListener.Wish.STOP;
            }
            return ImportListener.Wish.GO_ON;
        };
        try (ImageCollection collection = ImageCollection.open(Path.of(arguments[0]))) {
            new FolderImport(collection, ClipTiny.encoder(), Path.of(arguments[1]), ImageLimits.defaults(), listener)
                    .run();
        }
    }
}
