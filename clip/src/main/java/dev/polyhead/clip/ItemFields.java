package dev.polyhead.clip;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;

/** What an index keeps of an item so that filters and orders find it. */
final class ItemFields {
    static final String KIND = "kind";
    static final String ITEM = "item";
    static final String FAILURE = "failure";
    static final String ROOT = "root";
    static final String FOLDER = "folder";
    static final String CAMERA = "camera";
    static final String TAG = "tag";
    static final String TAKEN = "taken";
    static final String WIDTH = "width";
    static final String HEIGHT = "height";
    static final String BYTES = "bytes";

    private ItemFields() {}

    static List<IndexableField> of(ImageItem item) {
        List<IndexableField> fields = new ArrayList<>();
        fields.add(new StringField(KIND, ITEM, Field.Store.NO));
        Set<String> roots = new LinkedHashSet<>();
        Set<String> folders = new LinkedHashSet<>();
        for (ItemFile file : item.files()) {
            roots.add(file.root());
            if (!file.uploaded()) {
                addFolders(file, folders);
            }
        }
        roots.forEach(root -> fields.add(new StringField(ROOT, root, Field.Store.NO)));
        folders.forEach(folder -> fields.add(new StringField(FOLDER, folder, Field.Store.NO)));
        item.tags().forEach(tag -> fields.add(new StringField(TAG, tag.toLowerCase(Locale.ROOT), Field.Store.NO)));
        if (item.camera() != null) {
            fields.add(new StringField(CAMERA, item.camera().toLowerCase(Locale.ROOT), Field.Store.NO));
        }
        long taken = takenSeconds(item);
        fields.add(new LongPoint(TAKEN, taken));
        fields.add(new NumericDocValuesField(TAKEN, taken));
        fields.add(new LongPoint(WIDTH, item.width()));
        fields.add(new LongPoint(HEIGHT, item.height()));
        fields.add(new LongPoint(BYTES, item.bytes()));
        return fields;
    }

    static List<IndexableField> of(FailedFile failed) {
        return List.of(
                new StringField(KIND, FAILURE, Field.Store.NO),
                new StringField(ROOT, failed.file().root(), Field.Store.NO));
    }

    /** Seconds since 1970 on the camera's clock; where it says nothing, on the file's. */
    private static long takenSeconds(ImageItem item) {
        return item.takenAt() == null
                ? item.files().get(0).modified() / 1000
                : item.takenAt().toEpochSecond(ZoneOffset.UTC);
    }

    /** Every folder above a file, absolute and as it is called below the root. */
    private static void addFolders(ItemFile file, Set<String> folders) {
        folders.add(file.root());
        String path = file.path();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            folders.add(path.substring(0, slash));
            folders.add(file.root() + "/" + path.substring(0, slash));
        }
    }
}
