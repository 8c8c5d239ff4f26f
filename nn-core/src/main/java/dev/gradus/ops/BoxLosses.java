package dev.gradus.ops;

import dev.gradus.autograd.Precision;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;

/**
 * Losses of boxes (N, 4) given by their corners x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2: pair by pair, averaged. Targets
 * are not differentiated.
 */
public final class BoxLosses {
    private static final double EPS = 1e-7;

    private BoxLosses() {}

    /** Boxes by their sides, (N, 1) each. */
    private record Boxes(Tensor x1, Tensor y1, Tensor x2, Tensor y2, Tensor w, Tensor h) {
        static Boxes of(Tensor corners) {
            Tensor x1 = Shaping.slice(corners, 1, 0, 1);
            Tensor y1 = Shaping.slice(corners, 1, 1, 2);
            Tensor x2 = Shaping.slice(corners, 1, 2, 3);
            Tensor y2 = Shaping.slice(corners, 1, 3, 4);
            return new Boxes(x1, y1, x2, y2, x2.sub(x1), y2.sub(y1));
        }
    }

    /** Two boxes and what they share. */
    private record Pair(Boxes a, Boxes b, Tensor iou, Tensor union) {
        /** The width of the box around both. */
        Tensor hullW() {
            return a.x2.maximum(b.x2).sub(a.x1.minimum(b.x1));
        }

        Tensor hullH() {
            return a.y2.maximum(b.y2).sub(a.y1.minimum(b.y1));
        }
    }

    private static Pair pair(String op, Tensor input, Tensor target) {
        Tensor prediction = Precision.exact(input);
        Targets.sameShape(op, prediction, target);
        Shape.require(prediction.rank() == 2 && prediction.dim(1) == 4, op, () -> "boxes (N, 4)", prediction::shape);
        Boxes a = Boxes.of(prediction);
        Boxes b = Boxes.of(target.detach());
        Tensor w = a.x2.minimum(b.x2).sub(a.x1.maximum(b.x1)).relu();
        Tensor h = a.y2.minimum(b.y2).sub(a.y1.maximum(b.y1)).relu();
        Tensor shared = w.mul(h);
        Tensor union = a.w.mul(a.h).add(b.w.mul(b.h)).sub(shared);
        return new Pair(a, b, shared.div(union.add(EPS)), union);
    }

    /**
     * {@code 1 − IoU}, intersection over union. Without an overlap it has no gradient.
     *
     * @param input (N, 4)
     * @param target (N, 4)
     * @return the scalar loss
     */
    public static Tensor boxIou(Tensor input, Tensor target) {
        return pair("boxIou", input, target).iou.neg().add(1).mean();
    }

    /**
     * {@code 1 − IoU + (hull − union) / hull}, the hull being the smallest box around both, so that boxes apart pull each
     * other. Rezatofighi et al., "Generalized intersection over union", 2019, arXiv:1902.09630.
     *
     * @param input (N, 4)
     * @param target (N, 4)
     * @return the scalar loss
     */
    public static Tensor generalisedBoxIou(Tensor input, Tensor target) {
        Pair pair = pair("generalisedBoxIou", input, target);
        Tensor hull = pair.hullW().mul(pair.hullH());
        return pair.iou
                .neg()
                .add(1)
                .add(hull.sub(pair.union).div(hull.add(EPS)))
                .mean();
    }

    /**
     * {@code 1 − IoU + d² / c²} with d the distance of the centres and c the diagonal of the box around both. Zheng et
     * al., "Distance-IoU loss", 2019, arXiv:1911.08287.
     *
     * @param input (N, 4)
     * @param target (N, 4)
     * @return the scalar loss
     */
    public static Tensor distanceBoxIou(Tensor input, Tensor target) {
        return distance(pair("distanceBoxIou", input, target)).mean();
    }

    private static Tensor distance(Pair pair) {
        Tensor diagonal = pair.hullW().square().add(pair.hullH().square()).add(EPS);
        Tensor dx = pair.a.x1.add(pair.a.x2).sub(pair.b.x1.add(pair.b.x2)).mul(0.5);
        Tensor dy = pair.a.y1.add(pair.a.y2).sub(pair.b.y1.add(pair.b.y2)).mul(0.5);
        return pair.iou.neg().add(1).add(dx.square().add(dy.square()).div(diagonal));
    }

    /**
     * {@code 1 − IoU + d² / c² + α·v} with {@code v = 4/π² · (atan(w'/h') − atan(w/h))²} of the target's and the
     * prediction's sides, and {@code α = v / (1 − IoU + v)} taken as a constant. Zheng et al., 2019, arXiv:1911.08287.
     *
     * @param input (N, 4), sides above 0
     * @param target (N, 4), sides above 0
     * @return the scalar loss
     */
    public static Tensor completeBoxIou(Tensor input, Tensor target) {
        Pair pair = pair("completeBoxIou", input, target);
        Tensor turn = Functions.atan(pair.b.w.div(pair.b.h)).sub(Functions.atan(pair.a.w.div(pair.a.h)));
        Tensor v = turn.square().mul(4 / (Math.PI * Math.PI));
        Tensor alpha = v.detach().div(v.detach().sub(pair.iou.detach()).add(1 + EPS));
        return distance(pair).add(alpha.mul(v)).mean();
    }
}
