package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Regularization;
import dev.gradus.random.Rng;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import java.util.List;
import org.bytedeco.pytorch.AbstractTensor;

/** Rows of {@link Regularization}. PyTorch draws other numbers: its twin multiplies with the mask that ours must be. */
final class RegularizationCases {
    private RegularizationCases() {}

    static List<OpCase> rows() {
        OpCase row = OpCase.of("dropout(Tensor, double, Rng)");
        for (double p : new double[] {0, 0.3, 0.8, 1}) {
            for (long[] dims : new long[][] {{2, 3, 5}, {2, 17, 3, 2}, {}}) {
                row.sample(
                        "p = " + p + " on " + Shape.of(dims),
                        x -> Regularization.dropout(x[0], p, Rng.seed(5)),
                        t -> t[0].mul(mask(p, dims).to(t[0].scalar_type())),
                        Input.normal(dims));
            }
        }
        return List.of(row.bad(
                        "expected p from 0.0 to 1.0, got 1.5", () -> Regularization.dropout(zeros(2), 1.5, Rng.seed(5)))
                .bad(
                        "expected p from 0.0 to 1.0, got NaN",
                        () -> Regularization.dropout(zeros(2), Double.NaN, Rng.seed(5)))
                .bad(
                        "expected a floating tensor, got INT64",
                        () -> Regularization.dropout(zeros(2).to(DType.INT64), 0.5, Rng.seed(5))));
    }

    private static org.bytedeco.pytorch.Tensor mask(double p, long... dims) {
        float[] uniform = new float[Math.toIntExact(Shape.of(dims).size())];
        Rng.seed(5).fillUniform(uniform, 0, uniform.length, 0, 1);
        double[] mask = new double[uniform.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = uniform[i] < p ? 0 : 1 / (1 - p);
        }
        return AbstractTensor.create(mask, dims);
    }
}
