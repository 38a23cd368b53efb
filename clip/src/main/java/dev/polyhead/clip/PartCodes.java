package dev.polyhead.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/** The sign codes of one part of an index, in memory: a bit a dimension and a float a vector. */
final class PartCodes {
    private static final String FIELD = "code";

    final long[] codes;
    /** NaN where a document has no vector. */
    final float[] factors;

    private PartCodes(long[] codes, float[] factors) {
        this.codes = codes;
        this.factors = factors;
    }

    /** What is stored beside a vector, so that loading need not read the floats. */
    static BinaryDocValuesField field(SignCodes about, float[] vector) {
        long[] code = new long[about.words()];
        float factor = about.encode(vector, code, 0);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES + Long.BYTES * code.length);
        bytes.putFloat(factor);
        bytes.asLongBuffer().put(code);
        return new BinaryDocValuesField(FIELD, new BytesRef(bytes.array()));
    }

    /** Loads a part; vectors from before the code had its centre are coded now. */
    static PartCodes load(LeafReader reader, SignCodes about, int dimensions) throws IOException {
        int documents = reader.maxDoc();
        int words = about.words();
        long[] codes = new long[Math.multiplyExact(documents, words)];
        float[] factors = new float[documents];
        BinaryDocValues stored = DocValues.getBinary(reader, FIELD);
        StoredVectors vectors = new StoredVectors(reader, dimensions);
        for (int document = 0; document < documents; document++) {
            if (stored.advanceExact(document)) {
                BytesRef bytes = stored.binaryValue();
                ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
                factors[document] = in.getFloat();
                in.asLongBuffer().get(codes, document * words, words);
            } else {
                float[] vector = vectors.get(document);
                factors[document] = vector == null ? Float.NaN : about.encode(vector, codes, document * words);
            }
        }
        return new PartCodes(codes, factors);
    }
}
