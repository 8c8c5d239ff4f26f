package dev.gradus.benchmarks.deeplearning4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A computation graph as it is put together: each method adds a layer behind another and returns its name, which for a
 * layer with parameters is their prefix in PyTorch's state dict. Workspaces are on, as is deeplearning4j's default.
 */
final class Network {
    private static final double LEARNING_RATE = 0.01;
    /** From deeplearning4j's parameters to PyTorch's; what it also calls parameters, running statistics, is left out. */
    private static final Map<String, String> NAMES =
            Map.of("W", "weight", "b", "bias", "gamma", "weight", "beta", "bias");

    private final GraphBuilder graph = new NeuralNetConfiguration.Builder()
            .updater(new Sgd(LEARNING_RATE))
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs("input");
    private int unnamed;

    static ComputationGraph of(Workload workload) {
        Network network = workload.layers.apply(new Network());
        network.graph.setInputTypes(workload.input);
        ComputationGraph made = new ComputationGraph(network.graph.build());
        made.init();
        return made;
    }

    /** A square convolution with bias; an odd kernel at stride 1 keeps the image's size. */
    String conv(String name, String input, int out, int kernel, int stride) {
        return add(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .nOut(out)
                        .stride(stride, stride)
                        .padding(kernel / 2, kernel / 2)
                        .build(),
                input);
    }

    String batchNorm(String name, String input) {
        return add(name, new BatchNormalization(), input);
    }

    String instanceNorm(String name, String input, Activation activation) {
        return add(name, new InstanceNorm.Builder().activation(activation).build(), input);
    }

    String relu(String input) {
        return add(fresh("relu"), new ActivationLayer(Activation.RELU), input);
    }

    String sum(String a, String b) {
        String name = fresh("sum");
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), a, b);
        return name;
    }

    String concat(String a, String b) {
        String name = fresh("concat");
        graph.addVertex(name, new MergeVertex(), a, b);
        return name;
    }

    String maxPool(String input) {
        return add(
                fresh("pool"),
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                input);
    }

    String globalAverage(String input) {
        return add(fresh("average"), new GlobalPoolingLayer(PoolingType.AVG), input);
    }

    String upsample(String input) {
        return add(fresh("upsample"), new BilinearUpsampling(), input);
    }

    String linear(String name, String input, int out) {
        return add(
                name,
                new DenseLayer.Builder().nOut(out).activation(Activation.RELU).build(),
                input);
    }

    /** A linear layer and cross entropy of its softmax, the mean over samples. */
    Network classify(String name, String input) {
        add(
                name,
                new OutputLayer.Builder(new LossMCXENT())
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build(),
                input);
        graph.setOutputs(name);
        return this;
    }

    /**
     * Binary cross entropy, the mean over samples and pixels: deeplearning4j's is the mean over samples alone, so that
     * each pixel gets its share as a weight.
     */
    Network segment(String input, int pixels) {
        LossBinaryXENT loss = new LossBinaryXENT(1e-7, Nd4j.createFromArray(new float[][] {{1f / pixels}}));
        add(
                "loss",
                new CnnLossLayer.Builder(loss).activation(Activation.SIGMOID).build(),
                input);
        graph.setOutputs("loss");
        return this;
    }

    /** Copies every parameter from the array of its name; other arrays are left out. */
    static void load(ComputationGraph network, Map<String, INDArray> weights) {
        for (Layer layer : network.getLayers()) {
            layer.paramTable().forEach((key, parameter) -> {
                if (NAMES.containsKey(key)) {
                    String name = name(layer, key);
                    INDArray weight = weights.get(name);
                    INDArray turned = weight == null ? null : turned(layer, key, weight);
                    if (turned == null || turned.length() != parameter.length()) {
                        throw new IllegalArgumentException("weights: expected %s of %d values, got %s"
                                .formatted(
                                        name,
                                        parameter.length(),
                                        weight == null ? weights.keySet() : Arrays.toString(weight.shape())));
                    }
                    parameter.assign(turned.reshape(parameter.shape()));
                }
            });
        }
    }

    /** Gradients of the mean loss, before the update, by PyTorch's names and in its shapes. */
    static Map<String, INDArray> gradients(ComputationGraph network, Gradient summed) {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        for (Layer layer : network.getLayers()) {
            for (String key : layer.paramTable().keySet()) {
                if (NAMES.containsKey(key)) {
                    String vertex = layer.conf().getLayer().getLayerName();
                    INDArray gradient = summed.getGradientFor(vertex + "_" + key);
                    INDArray plain = turned(layer, key, gradient);
                    INDArray shaped = key.equals("W") && plain.rank() > 1 && plain.size(0) > 1
                            ? plain
                            : plain.reshape(plain.length());
                    gradients.put(name(layer, key), shaped.div(network.batchSize()));
                }
            }
        }
        return gradients;
    }

    private static String name(Layer layer, String key) {
        return layer.conf().getLayer().getLayerName() + "." + NAMES.get(key);
    }

    /** A linear layer's weight is (in, out) here and (out, in) there. */
    private static INDArray turned(Layer layer, String key, INDArray values) {
        boolean linear =
                layer.conf().getLayer() instanceof DenseLayer || layer.conf().getLayer() instanceof OutputLayer;
        return linear && key.equals("W") ? values.transpose() : values;
    }

    private String add(String name, org.deeplearning4j.nn.conf.layers.Layer layer, String input) {
        graph.addLayer(name, layer, input);
        return name;
    }

    private String fresh(String kind) {
        return kind + "-" + unnamed++;
    }
}
