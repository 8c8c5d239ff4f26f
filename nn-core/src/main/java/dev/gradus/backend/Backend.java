package dev.gradus.backend;

import dev.gradus.memory.Storage;
import dev.gradus.tensor.DType;
import dev.gradus.tensor.Shape;
import dev.gradus.tensor.Tensor;
import java.util.List;

/**
 * A closed set of kernels and the memory they work on. Ops are compositions of these; only code behind this interface
 * touches memory. Kernels trust their arguments: the ops have checked shapes and types. Each returns fresh tensors,
 * owned by the current scope and untracked, and changes nothing, unless its name says {@code InPlace}, {@code Into} or
 * {@code Step}. Inputs may come in any {@link dev.gradus.tensor.Layout}.
 */
public interface Backend extends OptimizerKernels, PoolingKernels, SpatialKernels {
    /**
     * Its name, as the setting {@code gradus.backend} takes it.
     *
     * @return {@code onednn} or {@code nd4j}
     */
    String name();

    /**
     * The backend of new tensors on this thread.
     *
     * @return that of the innermost {@link Backends#use} block, else the default
     */
    static Backend current() {
        return Backends.current();
    }

    // ---- memory

    /**
     * Takes memory, its contents undefined.
     *
     * @param dtype the element type
     * @param length the number of elements
     * @return the storage
     */
    Storage allocate(DType dtype, long length);

    /**
     * A tensor of one value.
     *
     * @param shape its shape
     * @param dtype its type
     * @param value the value of each element
     * @return the tensor
     */
    Tensor full(Shape shape, DType dtype, double value);

    /**
     * Overwrites a tensor.
     *
     * @param target what is written
     * @param source a tensor of the same shape and type
     */
    void copyInto(Tensor target, Tensor source);

    /**
     * Adds to a tensor.
     *
     * @param target what is changed
     * @param source a tensor of the same shape and type
     */
    void addInPlace(Tensor target, Tensor source);

    /**
     * The row-major form of a tensor.
     *
     * @param x any tensor
     * @return a tensor in {@code Layout.PLAIN}: an alias of x if it is so already
     */
    Tensor plain(Tensor x);

    /**
     * Converts the elements; to whole numbers it truncates, to BOOL it gives x ≠ 0, to BFLOAT16 it rounds to even.
     *
     * @param x any tensor
     * @param dtype the new type
     * @return the converted tensor
     */
    Tensor cast(Tensor x, DType dtype);

    // ---- moving elements

    /**
     * Reorders dimensions.
     *
     * @param x any tensor
     * @param order for each output dimension the input dimension
     * @return the permuted copy
     */
    Tensor permute(Tensor x, int[] order);

    /**
     * Takes a regular part: output index i of a dimension reads input index {@code start + i·step}.
     *
     * @param x any tensor
     * @param start the first index in each dimension
     * @param step the step in each dimension; may be negative
     * @param shape the shape of the part
     * @return the copy
     */
    Tensor slice(Tensor x, long[] start, long[] step, Shape shape);

    /**
     * The inverse of {@link #slice}: a tensor of one value with x written into a regular part of it.
     *
     * @param x any tensor
     * @param start the first index in each dimension
     * @param step the step in each dimension; may be negative
     * @param shape the shape of the whole
     * @param value what fills the rest
     * @return the tensor
     */
    Tensor embed(Tensor x, long[] start, long[] step, Shape shape, double value);

    /**
     * Joins tensors along a dimension.
     *
     * @param parts at least one tensor; shapes equal but for {@code dim}
     * @param dim the dimension
     * @return the joined tensor
     */
    Tensor concat(List<Tensor> parts, int dim);

    /**
     * Repeats dimensions of extent 1.
     *
     * @param x any tensor
     * @param shape a shape that x's broadcasts to
     * @return the full tensor
     */
    Tensor expand(Tensor x, Shape shape);

    /**
     * Picks along a dimension: {@code out[…, j, …] = x[…, index[…, j, …], …]}.
     *
     * @param x any tensor
     * @param dim the dimension
     * @param index INT64, of x's rank, in range; its other dimensions at most x's
     * @return a tensor of the index's shape
     */
    Tensor gather(Tensor x, int dim, Tensor index);

    /**
     * The gradient of {@link #gather}: adds each element of {@code g} at its index to a tensor of zeros.
     *
     * @param g the values, of the index's shape
     * @param dim the dimension
     * @param index INT64
     * @param shape the shape of the result
     * @return the sums
     */
    Tensor scatterAdd(Tensor g, int dim, Tensor index, Shape shape);

    // ---- element by element

    /**
     * Applies a function to each element.
     *
     * @param f the function
     * @param x any numeric tensor
     * @param a the function's first parameter
     * @param b its second
     * @return the values
     */
    Tensor map(Unary f, Tensor x, double a, double b);

    /**
     * g · f′, the gradient of {@link #map}.
     *
     * @param f the function
     * @param g the output's gradient
     * @param v f's output if {@link Unary#derivativeFromOutput}, else its input
     * @param a the function's first parameter
     * @param b its second
     * @return the input's gradient
     */
    Tensor mapGrad(Unary f, Tensor g, Tensor v, double a, double b);

    /**
     * Applies a function to pairs of elements, with broadcasting.
     *
     * @param f the function
     * @param x one tensor
     * @param y another of the same type
     * @return the values; BOOL for comparisons
     */
    Tensor zip(Binary f, Tensor x, Tensor y);

    /**
     * Chooses element by element, with broadcasting.
     *
     * @param condition BOOL
     * @param x taken where true
     * @param y taken where false, of x's type
     * @return the chosen elements
     */
    Tensor where(Tensor condition, Tensor x, Tensor y);

    // ---- along a dimension

    /**
     * The places of the elements in their order along a dimension; equal ones keep theirs, NaN is above all numbers.
     *
     * @param x any tensor
     * @param dim the dimension
     * @param descending whether the largest come first
     * @return INT64, of x's shape
     */
    default Tensor argsort(Tensor x, int dim, boolean descending) {
        return HostOrder.argsort(this, x, dim, descending);
    }

    /**
     * A linear recurrence along a dimension: {@code y[i] = factor[i] · y[i − 1] + term[i]}.
     *
     * @param factor any numeric tensor, or null for 1
     * @param term another of its shape and type, or null for 0; one of the two is there
     * @param initial what stands before the first
     * @param dim the dimension
     * @param reverse whether it goes from the last element to the first
     * @return the values
     */
    default Tensor scan(Tensor factor, Tensor term, double initial, int dim, boolean reverse) {
        return HostScan.scan(this, factor, term, initial, dim, reverse);
    }

    /**
     * Non-maximum suppression: from the highest score down, drops each box whose intersection over union with one that
     * is kept, of its class, is above a threshold.
     *
     * @param boxes (N, 4): x1, y1, x2, y2
     * @param scores (N,)
     * @param classes INT64 (N,), or null for one class
     * @param threshold the largest overlap that is allowed
     * @return INT64, the numbers of the boxes that are kept, by falling score
     */
    default Tensor suppress(Tensor boxes, Tensor scores, Tensor classes, double threshold) {
        return HostSuppression.suppress(this, boxes, scores, classes, threshold);
    }

    // ---- reductions and products

    /**
     * Reduces dimensions to extent 1.
     *
     * @param f what is computed
     * @param x any numeric tensor
     * @param dims one flag a dimension
     * @return the reduced tensor, of x's rank and type
     */
    Tensor reduce(Reduction f, Tensor x, boolean[] dims);

    /**
     * The index of the first largest element along a dimension.
     *
     * @param x any numeric tensor
     * @param dim the dimension
     * @return INT64, of x's shape with {@code dim} reduced to 1
     */
    Tensor argmax(Tensor x, int dim);

    /**
     * The matrix product of the last two dimensions, the others broadcast: op(a) · op(b) + bias.
     *
     * @param a (…, M, K), or (…, K, M) if transposed
     * @param transposeA whether a's last two dimensions are swapped
     * @param b (…, K, N), or (…, N, K) if transposed
     * @param transposeB whether b's last two dimensions are swapped
     * @param bias (N,), or null
     * @return (…, M, N)
     */
    Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor bias);

    /**
     * exp(x) / Σ exp(x) along a dimension, or its logarithm; no overflow for any finite x.
     *
     * @param x a floating tensor
     * @param dim the dimension
     * @param log whether the logarithm is wanted
     * @return the probabilities or log-probabilities
     */
    Tensor softmax(Tensor x, int dim, boolean log);

    /**
     * The gradient of {@link #softmax}: y · (g − Σ g·y), or for the logarithm g − exp(y) · Σ g.
     *
     * @param g the output's gradient
     * @param y the output
     * @param dim the dimension
     * @param log whether y is the logarithm
     * @return the input's gradient
     */
    Tensor softmaxGrad(Tensor g, Tensor y, int dim, boolean log);

    // ---- images

    /**
     * Two-dimensional cross-correlation with zero padding, in C / D groups, D being the channels of the weight: the
     * first outputs see the first D channels, and so on.
     *
     * @param x (N, C, H, W)
     * @param weight (O, D, kernelH, kernelW)
     * @param bias (O,), or null
     * @param window the geometry
     * @return (N, O, outH, outW)
     */
    Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window);

    /**
     * Makes a convolution ready for many calls with the same weights.
     *
     * @param weight (O, D, kernelH, kernelW); must not change afterwards
     * @param bias (O,), or null; likewise
     * @param window the geometry
     * @param input the shape of all inputs, (N, C, H, W)
     * @param sum whether each call adds its result to a tensor
     * @param relu whether max(·, 0) is applied at last
     * @return the convolution
     */
    default PreparedConv2d prepareConv2d(
            Tensor weight, Tensor bias, Window window, Shape input, boolean sum, boolean relu) {
        return new ComposedConv2d(this, weight, bias, window, relu);
    }

    /**
     * The gradient of {@link #conv2d} for its input.
     *
     * @param g (N, O, outH, outW)
     * @param weight (O, D, kernelH, kernelW)
     * @param input (N, C, H, W)
     * @param window the geometry
     * @return a tensor of the input's shape
     */
    Tensor conv2dInputGrad(Tensor g, Tensor weight, Shape input, Window window);

    /**
     * The gradients of {@link #conv2d} for weight and bias.
     *
     * @param g (N, O, outH, outW)
     * @param x (N, C, H, W)
     * @param weight (O, D, kernelH, kernelW)
     * @param withBias whether the bias's gradient is wanted
     * @param window the geometry
     * @return the weight's gradient and, if wanted, the bias's
     */
    List<Tensor> conv2dWeightGrad(Tensor g, Tensor x, Shape weight, boolean withBias, Window window);

    /**
     * An output and what its gradient needs besides.
     *
     * @param output what was computed
     * @param saved in a form that only the same backend reads
     */
    record Pooled(Tensor output, Tensor saved) {}

    /**
     * The largest element under a window; padding counts as −∞, the first of equals wins.
     *
     * @param x (N, C, H, W)
     * @param window the geometry
     * @param forGrad whether the gradient will be wanted
     * @return (N, C, outH, outW), and where each came from (null unless {@code forGrad})
     */
    Pooled maxPool2d(Tensor x, Window window, boolean forGrad);

    /**
     * The gradient of {@link #maxPool2d}.
     *
     * @param g (N, C, outH, outW)
     * @param saved what the forward kernel saved
     * @param input (N, C, H, W)
     * @param window the geometry
     * @return a tensor of the input's shape
     */
    Tensor maxPool2dGrad(Tensor g, Tensor saved, Shape input, Window window);

    /**
     * The mean under a window.
     *
     * @param x (N, C, H, W)
     * @param window the geometry, dilation 1
     * @param countIncludePad whether padding counts as zeros; else the mean is over the pixels that exist
     * @return (N, C, outH, outW)
     */
    Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad);

    /**
     * The gradient of {@link #avgPool2d}.
     *
     * @param g (N, C, outH, outW)
     * @param input (N, C, H, W)
     * @param window the geometry
     * @param countIncludePad as in the forward kernel
     * @return a tensor of the input's shape
     */
    Tensor avgPool2dGrad(Tensor g, Shape input, Window window, boolean countIncludePad);

    /**
     * A normalised tensor and the statistics used.
     *
     * @param output what was computed
     * @param mean (C,) for a whole batch, (N, C) for each sample
     * @param variance likewise, biased: divided by the number of elements
     * @param saved what else the gradient needs, in a form that only the same backend reads; may be null
     */
    record Normalized(Tensor output, Tensor mean, Tensor variance, Tensor saved) {}

    /**
     * (x − mean) / √(variance + eps) · weight + bias for each channel, with the statistics of x itself: over (N, H, W),
     * or over (H, W) of each sample.
     *
     * @param x (N, C, H, W)
     * @param weight (C,), or null for 1
     * @param bias (C,), or null for 0
     * @param eps added to the variance
     * @param perSample whether each sample has its own statistics (instance norm)
     * @param relu whether max(·, 0) is applied to the result
     * @return output and statistics
     */
    Normalized normalize(Tensor x, Tensor weight, Tensor bias, double eps, boolean perSample, boolean relu);

    /**
     * The gradients of {@link #normalize}.
     *
     * @param g the output's gradient
     * @param x the input
     * @param forward what the forward kernel returned
     * @param weight (C,), or null for 1
     * @param eps as in the forward kernel
     * @param perSample as in the forward kernel
     * @param relu as in the forward kernel
     * @return the gradients of x, of the weight (C,) and of the bias (C,), the last two even where they were null
     */
    List<Tensor> normalizeGrad(
            Tensor g, Tensor x, Normalized forward, Tensor weight, double eps, boolean perSample, boolean relu);

    /**
     * (x − mean) / √(variance + eps) · weight + bias for each row, with mean and biased variance of the row itself.
     *
     * @param x (M, D) with D above 0
     * @param weight (D,), or null for 1
     * @param bias (D,), or null for 0; null if the weight is
     * @param eps added to the variance
     * @return output, and statistics (M,)
     */
    Normalized normalizeRows(Tensor x, Tensor weight, Tensor bias, double eps);

    /**
     * The gradients of {@link #normalizeRows}.
     *
     * @param g the output's gradient
     * @param x the input
     * @param forward what the forward kernel returned
     * @param weight (D,), or null for 1
     * @param eps as in the forward kernel
     * @return the gradient of x and, if there is a weight, those of weight and bias (D,), the last even if that was null
     */
    List<Tensor> normalizeRowsGrad(Tensor g, Tensor x, Normalized forward, Tensor weight, double eps);

    /**
     * Resizes images.
     *
     * @param x (N, C, H, W)
     * @param outH the new height
     * @param outW the new width
     * @param mode how pixels are filled in: nearest or bilinear
     * @param alignCorners whether the centres of the corner pixels stay in place (bilinear only)
     * @return (N, C, outH, outW)
     */
    Tensor resample(Tensor x, long outH, long outW, Interpolation mode, boolean alignCorners);

    /**
     * The gradient of {@link #resample}.
     *
     * @param g (N, C, outH, outW)
     * @param input (N, C, H, W)
     * @param mode as in the forward kernel
     * @param alignCorners as in the forward kernel
     * @return a tensor of the input's shape
     */
    Tensor resampleGrad(Tensor g, Shape input, Interpolation mode, boolean alignCorners);

    // ---- sequences

    /**
     * One direction of a recurrent layer over a whole sequence, from what its inputs contribute to the gates. Beyond a
     * sample's length its output is 0 and its state stays.
     *
     * @param cell what a step computes
     * @param gates W·x + b of all steps, (T, N, gates · H)
     * @param weight U, (gates · H, H)
     * @param bias c, (gates · H,), or null
     * @param initial the hidden states before the first step and, where there are any, the cell states: (states, N, H)
     * @param lengths INT64 (N,), how many steps each sample has, or null for T
     * @param reverse whether the steps are taken from the last to the first
     * @param forGrad whether the gradient will be wanted
     * @return the hidden states after each step and, behind them, the final states, (T + states, N, H); if
     *     {@code forGrad}, two more tensors in a form that only the same backend reads
     */
    List<Tensor> recurrent(
            RecurrentCell cell,
            Tensor gates,
            Tensor weight,
            Tensor bias,
            Tensor initial,
            Tensor lengths,
            boolean reverse,
            boolean forGrad);

    /**
     * The gradients of {@link #recurrent}.
     *
     * @param cell as in the forward kernel
     * @param g (T + states, N, H)
     * @param weight (gates · H, H)
     * @param forward what the forward kernel returned
     * @param lengths as in the forward kernel
     * @param reverse as in the forward kernel
     * @return the gradients of the gates, the weight, the bias (even where it was null) and the initial states
     */
    List<Tensor> recurrentGrad(
            RecurrentCell cell, Tensor g, Tensor weight, List<Tensor> forward, Tensor lengths, boolean reverse);

    /**
     * Connectionist temporal classification: of each sample minus the logarithm of the probability of all paths that
     * give its target once repetitions and blanks are left out, and its gradient.
     *
     * @param logProbabilities (T, N, C)
     * @param targets INT64 (N, S): labels, none of them the blank
     * @param times INT64 (N,): how many steps of each sample count, at most T
     * @param lengths INT64 (N,): how many labels of each target count, at most S
     * @param blank the label of no label
     * @return the losses (N,), ∞ where no path fits; and the gradient (T, N, C) of each by its own log probabilities, 0
     *     where no path fits
     */
    default List<Tensor> ctc(Tensor logProbabilities, Tensor targets, Tensor times, Tensor lengths, int blank) {
        return new HostCtc(this, logProbabilities, targets, times, lengths, blank).run();
    }

    // ---- sampling

    @Override
    default Tensor weigh(Tensor x, int dim, Taps taps) {
        return HostTaps.weigh(this, x, dim, taps);
    }

    @Override
    default Tensor gridSample(Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners) {
        long[] out = grid.shape().without(-1).insert(1, x.dim(1)).dims();
        return new HostGrid(x, grid, mode, padding, alignCorners).forward(this, x, Shape.of(out));
    }

    @Override
    default List<Tensor> gridSampleGrad(
            Tensor g, Tensor x, Tensor grid, Interpolation mode, GridPadding padding, boolean alignCorners) {
        return new HostGrid(x, grid, mode, padding, alignCorners).backward(this, g, x, grid);
    }
}
