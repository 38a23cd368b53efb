package dev.polyhead.clip;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;

/** The sign codes of the parts of an index that are open; a part's go when it is closed. */
final class CodeCache {
    private final int dimensions;
    private final SignCodes codes;
    private final Map<IndexReader.CacheKey, PartCodes> parts = new ConcurrentHashMap<>();

    CodeCache(SignCodes codes, int dimensions) {
        this.codes = codes;
        this.dimensions = dimensions;
    }

    SignCodes codes() {
        return codes;
    }

    PartCodes of(LeafReader reader) throws IOException {
        IndexReader.CacheHelper helper = reader.getCoreCacheHelper();
        if (helper == null) {
            return PartCodes.load(reader, codes, dimensions);
        }
        PartCodes known = parts.get(helper.getKey());
        if (known == null) {
            known = PartCodes.load(reader, codes, dimensions);
            if (parts.putIfAbsent(helper.getKey(), known) == null) {
                helper.addClosedListener(parts::remove);
            }
        }
        return known;
    }

    /** Bytes held. */
    long bytes() {
        return parts.values().stream().mapToLong(PartCodes::bytes).sum();
    }
}
