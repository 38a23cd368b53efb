package dev.polyhead.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The float vectors of one part of an index, read in the order of the documents. */
final class StoredVectors {
    static final String FIELD = "vector";

    private final BinaryDocValues values;
    private final float[] vector;

    StoredVectors(LeafReader reader, int dimensions) throws IOException {
        values = DocValues.getBinary(reader, FIELD);
        vector = new float[dimensions];
    }

    static BinaryDocValuesField field(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return new BinaryDocValuesField(FIELD, new BytesRef(bytes.array()));
    }

    /** The vector of a document, valid until the next call; null if it has none. Documents must come in order. */
    float @Nullable [] get(int document) throws IOException {
        if (!values.advanceExact(document)) {
            return null;
        }
        BytesRef bytes = values.binaryValue();
        ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(vector);
        return vector;
    }

    /** The vector of one document of a whole index. */
    static float @Nullable [] get(IndexReader reader, int document, int dimensions) throws IOException {
        LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
        return new StoredVectors(leaf.reader(), dimensions).get(document - leaf.docBase);
    }
}
