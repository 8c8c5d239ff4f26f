package dev.gradus.catalogue;

import static dev.gradus.tensor.Tensor.zeros;

import dev.gradus.ops.Attention;
import dev.gradus.parity.Torch;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Rows of {@link Attention}. The weights are PyTorch's attention to a value that is the unit matrix. */
final class AttentionCases {
    /** Which of three queries may attend to which of four keys: the first to none. */
    private static final boolean[] SOME = {false, false, false, false, true, true, false, true, true, false, true, true
    };

    private AttentionCases() {}

    static List<OpCase> rows() {
        return List.of(plain(), full(), weights());
    }

    private static org.bytedeco.pytorch.Tensor twin(
            org.bytedeco.pytorch.Tensor q,
            org.bytedeco.pytorch.Tensor k,
            org.bytedeco.pytorch.Tensor v,
            TensorOptional mask,
            boolean causal) {
        return torch.scaled_dot_product_attention(q, k, v, mask, 0, causal, new DoubleOptional(), false);
    }

    private static org.bytedeco.pytorch.Tensor unit(org.bytedeco.pytorch.Tensor k) {
        return torch.eye(k.shape()[k.shape().length - 2]).to(k.scalar_type());
    }

    private static Tensor some() {
        return Tensor.of(SOME.clone(), Shape.of(3, 4));
    }

    private static Input someInput() {
        double[] values = new double[SOME.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = SOME[i] ? 1 : 0;
        }
        return Input.maskOf(values, 3, 4);
    }

    private static OpCase plain() {
        return OpCase.of("scaledDotProductAttention(Tensor, Tensor, Tensor)")
                .pytorch("torch.nn.functional.scaled_dot_product_attention")
                .sample(
                        "one",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2]),
                        t -> twin(t[0], t[1], t[2], Torch.none(), false),
                        Input.normal(1, 1),
                        Input.normal(1, 1),
                        Input.normal(1, 1))
                .sample(
                        "matrices",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2]),
                        t -> twin(t[0], t[1], t[2], Torch.none(), false),
                        Input.normal(3, 2),
                        Input.normal(4, 2),
                        Input.normal(4, 5))
                .sample(
                        "heads",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2]),
                        t -> twin(t[0], t[1], t[2], Torch.none(), false),
                        Input.normal(2, 3, 5, 16),
                        Input.normal(2, 3, 7, 16),
                        Input.normal(2, 3, 7, 17))
                .bad(
                        "expected query (…, L, E) and key (…, S, E), got (3, 2) and (4, 3)",
                        () -> Attention.scaledDotProductAttention(zeros(3, 2), zeros(4, 3), zeros(4, 3)))
                .bad(
                        "expected a value (…, 4, V), got (5, 3)",
                        () -> Attention.scaledDotProductAttention(zeros(3, 2), zeros(4, 2), zeros(5, 3)));
    }

    private static OpCase full() {
        return OpCase.of("scaledDotProductAttention(Tensor, Tensor, Tensor, Tensor, boolean, double, Rng)")
                .pytorch("torch.nn.functional.scaled_dot_product_attention")
                .sample(
                        "causal",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], null, true, 0, null),
                        t -> twin(t[0], t[1], t[2], Torch.none(), true),
                        Input.normal(2, 4, 3),
                        Input.normal(2, 4, 3),
                        Input.normal(2, 4, 2))
                .sample(
                        "masked, a query without keys",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], x[3], false, 0, null),
                        t -> twin(t[0], t[1], t[2], Torch.optional(t[3]), false),
                        Input.normal(2, 3, 2),
                        Input.normal(2, 4, 2),
                        Input.normal(2, 4, 3),
                        someInput())
                .sample(
                        "all dropped",
                        x -> Attention.scaledDotProductAttention(x[0], x[1], x[2], null, false, 1, Rng.seed(1)),
                        t -> twin(t[0], t[1], t[2], Torch.none(), false).mul(new Scalar(0.0)),
                        Input.normal(3, 2),
                        Input.normal(4, 2),
                        Input.normal(4, 3))
                .bad(
                        "expected p from 0.0 to 1.0, got 2.0",
                        () -> Attention.scaledDotProductAttention(
                                zeros(3, 2), zeros(4, 2), zeros(4, 3), null, false, 2, Rng.seed(1)))
                .bad(
                        "expected a mask of type BOOL or FLOAT32, got INT64",
                        () -> Attention.scaledDotProductAttention(
                                zeros(3, 2),
                                zeros(4, 2),
                                zeros(4, 3),
                                Tensor.of(new long[12], Shape.of(3, 4)),
                                false,
                                0,
                                null));
    }

    private static OpCase weights() {
        return OpCase.of("attentionWeights(Tensor, Tensor, Tensor, boolean)")
                .notInPytorch("torch.softmax of the scores")
                .sample(
                        "matrices",
                        x -> Attention.attentionWeights(x[0], x[1], null, false),
                        t -> twin(t[0], t[1], unit(t[1]), Torch.none(), false),
                        Input.normal(3, 2),
                        Input.normal(4, 2))
                .sample(
                        "causal, more keys than queries",
                        x -> Attention.attentionWeights(x[0], x[1], null, true),
                        t -> twin(t[0], t[1], unit(t[1]), Torch.none(), true),
                        Input.normal(3, 2),
                        Input.normal(5, 2))
                .sample(
                        "masked, a query without keys",
                        x -> Attention.attentionWeights(x[0], x[1], x[2], false),
                        t -> twin(t[0], t[1], unit(t[1]), Torch.optional(t[2]), false),
                        Input.normal(3, 2),
                        Input.normal(4, 2),
                        someInput())
                .sample(
                        "masked and causal",
                        x -> Attention.attentionWeights(x[0], x[1], x[2], true),
                        t -> twin(
                                t[0],
                                t[1],
                                unit(t[1]),
                                Torch.optional(t[2].logical_and(
                                        torch.ones(new long[] {3, 4}).tril().to(t[2].scalar_type()))),
                                false),
                        Input.normal(3, 2),
                        Input.normal(4, 2),
                        someInput())
                .sample(
                        "a floating mask",
                        x -> Attention.attentionWeights(x[0], x[1], x[2], false),
                        t -> t[0].matmul(t[1].transpose(0, 1))
                                .div(new Scalar(Math.sqrt(2)))
                                .add(t[2])
                                .softmax(-1),
                        Input.normal(3, 2),
                        Input.normal(4, 2),
                        Input.normal(3, 4))
                .bad(
                        "expected a mask that broadcasts to (3, 4), got (2, 3, 4)",
                        () -> Attention.attentionWeights(
                                zeros(3, 2), zeros(4, 2), Tensor.of(new boolean[24], Shape.of(2, 3, 4)), false))
                .bad(
                        "expected query (…, L, E) and key (…, S, E), got (2,) and (4, 2)",
                        () -> Attention.attentionWeights(zeros(2), zeros(4, 2), some(), false));
    }
}
