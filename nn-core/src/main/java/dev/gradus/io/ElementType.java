package dev.gradus.io;

import dev.gradus.tensor.DType;

/** The element types that files hold: their names in safetensors and in npy, and the type they become. */
enum ElementType {
    F64(DType.FLOAT64, 8, "f8"),
    F32(DType.FLOAT32, 4, "f4"),
    BF16(DType.BFLOAT16, 2, null),
    /** Read only, as FLOAT32. */
    F16(DType.FLOAT32, 2, "f2"),
    I64(DType.INT64, 8, "i8"),
    I32(DType.INT32, 4, "i4"),
    U8(DType.UINT8, 1, "u1"),
    BOOL(DType.BOOL, 1, "b1");

    final DType dtype;
    final int bytes;
    /** NumPy's code without the byte order, null if it has none. */
    final String code;

    ElementType(DType dtype, int bytes, String code) {
        this.dtype = dtype;
        this.bytes = bytes;
        this.code = code;
    }

    static ElementType of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> F64;
            case FLOAT32 -> F32;
            case BFLOAT16 -> BF16;
            case INT64 -> I64;
            case INT32 -> I32;
            case UINT8 -> U8;
            case BOOL -> BOOL;
        };
    }
}
