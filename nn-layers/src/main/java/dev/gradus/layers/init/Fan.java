package dev.gradus.layers.init;

import dev.gradus.tensor.Shape;

/**
 * How many values meet in one output, and how many outputs one value meets, of a weight (out, in, kernel …).
 *
 * @param in values that are summed into an output
 * @param out outputs that a value goes into
 */
record Fan(long in, long out) {
    static Fan of(String name, Shape weight) {
        Shape.require(weight.rank() >= 2, name, () -> "a weight (out, in, …)", () -> weight);
        long field = 1;
        for (int i = 2; i < weight.rank(); i++) {
            field *= weight.dim(i);
        }
        Fan fan = new Fan(weight.dim(1) * field, weight.dim(0) * field);
        Shape.require(fan.in > 0 && fan.out > 0, name, () -> "a weight with elements", () -> weight);
        return fan;
    }
}
