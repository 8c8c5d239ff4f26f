package dev.gradus.benchmarks.deeplearning4j;

import java.util.Collection;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bilinear enlargement to twice the height and width, {@code align_corners=false}: deeplearning4j's own repeats pixels,
 * and ND4J's bilinear resize has no gradient. Two products with matrices of weights, {@code U x Vᵀ} for each channel,
 * with {@code Uᵀ g V} for a gradient.
 */
final class BilinearUpsampling extends NoParamLayer {
    private static final long serialVersionUID = 1;

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
        return layer;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        InputTypeConvolutional image = (InputTypeConvolutional) input;
        return InputType.convolutional(2 * image.getHeight(), 2 * image.getWidth(), image.getChannels());
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        throw new UnsupportedOperationException("bilinear upsampling: no memory report");
    }

    private static final class Runtime extends AbstractLayer<BilinearUpsampling> {
        private static final long serialVersionUID = 1;

        private transient INDArray rows;
        private transient INDArray columns;

        Runtime(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            if (rows == null) {
                rows = weights((int) input.size(2)).detach();
                columns = weights((int) input.size(3)).detach();
            }
            return workspaces.leverageTo(ArrayType.ACTIVATIONS, product(rows, input, columns));
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            INDArray dx = product(rows.transpose(), epsilon, columns.transpose());
            return new Pair<>(new DefaultGradient(), workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, dx));
        }

        /** {@code a x bᵀ} for each channel. */
        private static INDArray product(INDArray a, INDArray x, INDArray b) {
            long planes = x.size(0) * x.size(1);
            // Along the width: one product of all rows. Along the height: the same of all columns.
            INDArray wide = x.reshape('c', planes * x.size(2), x.size(3)).mmul(b.transpose());
            INDArray turned = wide.reshape('c', planes, x.size(2), b.size(0)).permute(0, 2, 1);
            INDArray tall =
                    turned.dup('c').reshape('c', planes * b.size(0), x.size(2)).mmul(a.transpose());
            return tall.reshape('c', planes, b.size(0), a.size(0))
                    .permute(0, 2, 1)
                    .dup('c')
                    .reshape('c', x.size(0), x.size(1), a.size(0), b.size(0));
        }

        /** (2n, n): row i holds what each of n pixels adds to the i-th of 2n. */
        private static INDArray weights(int n) {
            float[][] weights = new float[2 * n][n];
            for (int i = 0; i < 2 * n; i++) {
                int near = i / 2;
                int far = Math.min(Math.max(i % 2 == 0 ? near - 1 : near + 1, 0), n - 1);
                weights[i][near] += 0.75f;
                weights[i][far] += 0.25f;
            }
            return Nd4j.createFromArray(weights);
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {}

        @Override
        public Type type() {
            return Type.UPSAMPLING;
        }
    }
}
