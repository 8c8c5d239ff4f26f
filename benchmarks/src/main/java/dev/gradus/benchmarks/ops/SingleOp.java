package dev.gradus.benchmarks.ops;

import dev.gradus.benchmarks.raw.RawOneDnn;
import dev.gradus.examples.Arithmetic;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One line of the catalogue: an op, the sizes at which the networks of {@code gradus bench} use it, and what it is timed
 * beside.
 *
 * @param name of the op and the pass
 * @param sizes as texts, such as {@code 2x32x320x320}
 * @param work what it must do at the least, for a size
 * @param gradus prepares the op as a user of Gradus calls it
 * @param peer prepares oneDNN's own primitive
 */
record SingleOp(
        String name,
        List<String> sizes,
        Function<Shape, Work> work,
        BiFunction<Shape, Arithmetic, Supplier<Tensor>> gradus,
        BiFunction<Shape, Arithmetic, RawOneDnn> peer) {
    /** An op that moves memory, timed beside a copy of as many bytes. */
    static SingleOp moving(
            String name, List<String> sizes, Function<Shape, Double> floats, Function<Shape, Supplier<Tensor>> gradus) {
        Function<Shape, Work> work = size -> Work.floats(floats.apply(size));
        return new SingleOp(
                name,
                sizes,
                work,
                (size, any) -> gradus.apply(size),
                (size, any) -> RawOneDnn.copy((long) work.apply(size).amount()));
    }

    /** Whether it is a product, which BFLOAT16 is for. */
    boolean isProduct() {
        return work(sizes.get(0)).kind() == Work.Kind.ARITHMETIC;
    }

    Work work(String size) {
        return work.apply(shape(size));
    }

    /** Whether a text gives the lengths of dimensions, with an x between them. */
    static boolean isShape(String text) {
        return text.matches("[1-9]\\d{0,9}(x[1-9]\\d{0,9})*");
    }

    /** The shape that a text such as {@code 2x32x320x320} gives. */
    static Shape shape(String text) {
        return Shape.of(Stream.of(text.split("x")).mapToLong(Long::parseLong).toArray());
    }
}
