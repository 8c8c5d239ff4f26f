package dev.gradus.backend;

import org.bytedeco.javacpp.Pointer;

/** A pointer that can be aimed at an address, again and again; owns nothing. */
final class Address extends Pointer {
    /**
     * Aims the pointer.
     *
     * @param value the memory address
     * @return this
     */
    Address at(long value) {
        address = value;
        return this;
    }
}
