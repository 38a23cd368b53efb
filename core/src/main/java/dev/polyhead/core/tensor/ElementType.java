package dev.polyhead.core.tensor;

/** What one number of a tensor is, under the names of the safetensors format. */
public enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one number in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is a floating point type. */
    public boolean isFloat() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }
}
