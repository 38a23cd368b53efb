package dev.polyhead.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/** The sign codes of one part of an index, in memory: a bit a dimension and two floats a vector. */
final class PartCodes {
    private static final String FIELD = "code";

    /** {@code [words, documents]}. */
    final long[][] codes;
    /** NaN where a document has no vector. */
    final float[] factors;
    /** How many bits of a code are set. */
    final float[] ones;

    private PartCodes(int documents, int words) {
        codes = new long[words][documents];
        factors = new float[documents];
        ones = new float[documents];
    }

    private void set(int document, float factor, long[] code) {
        factors[document] = factor;
        int set = 0;
        for (int w = 0; w < code.length; w++) {
            codes[w][document] = code[w];
            set += Long.bitCount(code[w]);
        }
        ones[document] = set;
    }

    /** Bytes of memory. */
    long bytes() {
        return (long) factors.length * (Long.BYTES * codes.length + 2 * Float.BYTES);
    }

    /** What is stored beside a vector, so that loading need not read the floats. */
    static BinaryDocValuesField field(SignCodes about, float[] vector) {
        long[] code = new long[about.words()];
        float factor = about.encode(vector, code);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES + Long.BYTES * code.length);
        bytes.putFloat(factor);
        bytes.asLongBuffer().put(code);
        return new BinaryDocValuesField(FIELD, new BytesRef(bytes.array()));
    }

    /** Loads a part; vectors from before the code had its centre are coded now. */
    static PartCodes load(LeafReader reader, SignCodes about, int dimensions) throws IOException {
        int documents = reader.maxDoc();
        PartCodes part = new PartCodes(documents, about.words());
        long[] code = new long[about.words()];
        BinaryDocValues stored = DocValues.getBinary(reader, FIELD);
        StoredVectors vectors = new StoredVectors(reader, dimensions);
        for (int document = 0; document < documents; document++) {
            if (stored.advanceExact(document)) {
                BytesRef bytes = stored.binaryValue();
                ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
                float factor = in.getFloat();
                in.asLongBuffer().get(code);
                part.set(document, factor, code);
            } else {
                float[] vector = vectors.get(document);
                if (vector == null) {
                    part.factors[document] = Float.NaN;
                } else {
                    part.set(document, about.encode(vector, code), code);
                }
            }
        }
        return part;
    }
}
