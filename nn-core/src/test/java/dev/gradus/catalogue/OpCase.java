package dev.gradus.catalogue;

import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A row of the catalogue: one public op method with everything that the generic checks need to know about it.
 *
 * <pre>{@code
 * OpCase.of("square(Tensor)")
 *         .sample("matrix", x -> Elementwise.square(x[0]), t -> t[0].square(), Input.normal(2, 3))
 *         .bad("expected a numeric tensor", () -> Elementwise.square(mask));
 * }</pre>
 */
final class OpCase {
    /** A call that must be refused, and a part of what the error must say. */
    record Bad(String fragment, Supplier<Tensor> call) {}

    final String signature;
    final List<Sample> samples = new ArrayList<>();
    final List<Bad> bad = new ArrayList<>();
    private String pytorch;
    private String remark;
    private boolean differentiable = true;
    private double tolerance32 = 1e-5;
    private String whyTolerance32 = "";

    private OpCase(String signature) {
        this.signature = signature;
        this.pytorch = PytorchNames.of(name());
        this.remark = PytorchNames.remark(name());
    }

    /** A row for the method of this name with parameters of these simple types: {@code reshape(Tensor, long...)}. */
    static OpCase of(String signature) {
        return new OpCase(signature);
    }

    String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /** What PyTorch calls the op, as its users write it: {@code torch.nn.functional.relu}; for the table of names. */
    OpCase pytorch(String name) {
        pytorch = name;
        return this;
    }

    /** PyTorch has no such op; what its users write instead. */
    OpCase notInPytorch(String instead) {
        pytorch = "— " + instead;
        return this;
    }

    /** Where the op differs from PyTorch's of that name, for the same table. */
    OpCase remark(String newRemark) {
        remark = newRemark;
        return this;
    }

    String remark() {
        return remark;
    }

    /** PyTorch's name, or {@code —} and what its users write; null if nothing is stated. */
    String pytorch() {
        return pytorch;
    }

    OpCase sample(
            String label,
            Function<Tensor[], Tensor> function,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> twin,
            Input... inputs) {
        return sampleAll(
                label, x -> List.of(function.apply(x)), t -> new org.bytedeco.pytorch.Tensor[] {twin.apply(t)}, inputs);
    }

    OpCase sampleAll(
            String label,
            Function<Tensor[], List<Tensor>> function,
            Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor[]> twin,
            Input... inputs) {
        samples.add(new Sample(this, label, function, twin, inputs));
        return this;
    }

    /** The last sample lies where differences mislead: on a kink or a tie, at an extreme, or in a type that rounds. */
    OpCase withoutDifferences() {
        samples.get(samples.size() - 1).skipDifferences();
        return this;
    }

    OpCase bad(String fragment, Supplier<Tensor> call) {
        bad.add(new Bad(fragment, call));
        return this;
    }

    OpCase withoutGradient() {
        differentiable = false;
        return this;
    }

    /** Allows FLOAT32 another distance from PyTorch than 1e-5; {@code why} is for the reader of the parity table. */
    OpCase tolerance32(double relative, String why) {
        if (why.isBlank()) {
            throw new IllegalArgumentException(signature + ": a tolerance of its own wants a reason");
        }
        tolerance32 = relative;
        whyTolerance32 = why;
        return this;
    }

    boolean isDifferentiable() {
        return differentiable;
    }

    double tolerance32() {
        return tolerance32;
    }

    String whyTolerance32() {
        return whyTolerance32;
    }

    @Override
    public String toString() {
        return signature;
    }
}
