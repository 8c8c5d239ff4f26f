package dev.gradus.benchmarks.deeplearning4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.ElementWiseParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.BatchNorm;
import org.nd4j.linalg.api.ops.impl.layers.convolution.BatchNormDerivative;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Instance norm with weight and bias, which deeplearning4j lacks, and its activation: ND4J's batch norm of (1, N·C, H, W),
 * so that each channel of each sample has statistics of its own.
 */
final class InstanceNorm extends FeedForwardLayer {
    private static final long serialVersionUID = 1;

    private InstanceNorm(Builder builder) {
        super(builder);
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Runtime layer = new Runtime(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return ElementWiseParamInitializer.getInstance();
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return input;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        nIn = ((InputTypeConvolutional) input).getChannels();
        nOut = nIn;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        throw new UnsupportedOperationException("instance norm: no memory report");
    }

    @SuppressWarnings("unchecked") // the return type of build, which deeplearning4j leaves to the caller
    static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        public InstanceNorm build() {
            return new InstanceNorm(this);
        }
    }

    private static final class Runtime extends BaseLayer<InstanceNorm> {
        private static final long serialVersionUID = 1;
        private static final double EPS = 1e-5;

        private transient INDArray mean;
        private transient INDArray variance;
        private transient INDArray output;

        Runtime(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            // By rows first: a sum of 100,000 floats in one go costs three digits of the gradients.
            INDArray rows = input.reshape(input.size(0) * input.size(1) * input.size(2), input.size(3));
            INDArray means = rows.mean(1).reshape(input.size(0) * input.size(1), input.size(2));
            INDArray variances = rows.var(false, 1).reshape(means.shape());
            mean = workspaces.leverageTo(ArrayType.ACTIVATIONS, means.mean(1));
            variance = workspaces.leverageTo(
                    ArrayType.ACTIVATIONS, variances.mean(1).addi(means.var(false, 1)));
            INDArray y = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, input.shape(), 'c');
            BatchNorm norm = new BatchNorm(one(input), mean, variance, each("W"), each("b"), EPS, 1);
            norm.addOutputArgument(one(y));
            Nd4j.exec(norm);
            output = layerConf().getActivationFn().getActivation(y, training);
            return output;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            // Relu's gradient is had from its output as well as from its input.
            INDArray delta =
                    layerConf().getActivationFn().backprop(output, epsilon).getFirst();
            INDArray dx = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
            INDArray weightGradients = Nd4j.createUninitialized(dataType, mean.length());
            INDArray biasGradients = Nd4j.createUninitialized(dataType, mean.length());
            INDArray ignored = Nd4j.createUninitialized(dataType, mean.length());
            Nd4j.exec(BatchNormDerivative.derivativeBuilder()
                    .inputArrays(new INDArray[] {one(input), mean, variance, each("W"), each("b"), one(delta)})
                    .outputArrays(new INDArray[] {one(dx), ignored, ignored.dup(), weightGradients, biasGradients})
                    .applyGamma(true)
                    .applyBeta(true)
                    .epsilon(EPS)
                    .axis(new int[] {1})
                    .build());
            Gradient gradient = new DefaultGradient();
            store(gradient, "W", weightGradients);
            store(gradient, "b", biasGradients);
            return new Pair<>(gradient, dx);
        }

        private void store(Gradient gradient, String key, INDArray bySample) {
            INDArray view = gradientViews.get(key);
            view.assign(bySample.reshape(input.size(0), input.size(1)).sum(0).reshape(view.shape()));
            gradient.setGradientFor(key, view);
        }

        private static INDArray one(INDArray x) {
            return x.reshape('c', 1, x.size(0) * x.size(1), x.size(2), x.size(3));
        }

        /** A parameter, once for each sample. */
        private INDArray each(String key) {
            INDArray row = params.get(key).reshape(1, params.get(key).length());
            return Nd4j.tile(row, (int) input.size(0), 1).reshape(mean.length());
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }
    }
}
