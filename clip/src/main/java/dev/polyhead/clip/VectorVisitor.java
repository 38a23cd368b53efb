package dev.polyhead.clip;

import java.io.IOException;

/** Looks at one entry of an index. */
@FunctionalInterface
interface VectorVisitor {
    /**
     * @param document the entry's number in this searcher
     * @param vector its vector, only valid during the call
     */
    void visit(int document, float[] vector) throws IOException;
}
