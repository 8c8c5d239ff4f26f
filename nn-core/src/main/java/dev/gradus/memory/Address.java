package dev.gradus.memory;

import org.bytedeco.javacpp.Pointer;

/** A pointer that can be aimed at an address, again and again; owns nothing. */
public final class Address extends Pointer {
    /**
     * Aims the pointer.
     *
     * @param value the memory address
     * @return this
     */
    public Address at(long value) {
        address = value;
        return this;
    }
}
