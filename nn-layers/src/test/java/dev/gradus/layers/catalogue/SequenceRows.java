package dev.gradus.layers.catalogue;

import static dev.gradus.layers.catalogue.LayerCatalogue.with;

import dev.gradus.layers.Cbam;
import dev.gradus.layers.ChannelAttention;
import dev.gradus.layers.Embedding;
import dev.gradus.layers.Gru;
import dev.gradus.layers.GruCell;
import dev.gradus.layers.Lstm;
import dev.gradus.layers.LstmCell;
import dev.gradus.layers.MultiheadAttention;
import dev.gradus.layers.Rnn;
import dev.gradus.layers.RnnCell;
import dev.gradus.layers.SpatialAttention;
import dev.gradus.layers.SqueezeExcitation;
import dev.gradus.layers.catalogue.LayerCase.Input;
import java.util.List;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.EmbeddingOptions;
import org.bytedeco.pytorch.GRUCellImpl;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMCellImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.MultiheadAttentionImpl;
import org.bytedeco.pytorch.RNNCellImpl;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.T_TensorTensor_T;

/** Rows of the recurrent layers and of attention. */
final class SequenceRows {
    private SequenceRows() {}

    static List<LayerCase> rows() {
        Input sequence = Input.of(4, 2, 3);
        Input step = Input.of(2, 3);
        Input state = Input.of(2, 5);
        return List.of(
                LayerCase.of(rng -> new Embedding(7, 4, rng), Input.classes(7, 3, 5))
                        .prints("Embedding(7, 4): 28 parameters")
                        .gives(3, 5, 4)
                        .pytorch("torch.nn.Embedding", () -> new EmbeddingImpl(7, 4), EmbeddingImpl::forward),
                LayerCase.of(rng -> Embedding.of(7, 4).paddingIdx(2).build(rng), Input.classes(7, 9))
                        .prints("Embedding(7, 4, paddingIdx 2): 28 parameters")
                        .pytorch(
                                "torch.nn.Embedding",
                                () -> new EmbeddingImpl(with(
                                        new EmbeddingOptions(7, 4),
                                        o -> o.padding_idx().put(2))),
                                EmbeddingImpl::forward)
                        // The filler gets no gradient.
                        .withoutDifferences(),
                LayerCase.module(
                                rng -> new Rnn(3, 5, rng),
                                (rnn, x) -> rnn.forward(x[0]).output(),
                                sequence)
                        .pytorch(
                                "torch.nn.RNN",
                                () -> new RNNImpl(3, 5),
                                (rnn, x) -> rnn.forward(x).get0()),
                LayerCase.module(
                                rng -> Gru.of(3, 5)
                                        .numLayers(2)
                                        .bidirectional(true)
                                        .build(rng),
                                (gru, x) -> gru.forward(x[0]).output(),
                                sequence)
                        .pytorch(
                                "torch.nn.GRU",
                                () -> new GRUImpl(with(new GRUOptions(3, 5), o -> {
                                    o.num_layers().put(2);
                                    o.bidirectional().put(true);
                                })),
                                (gru, x) -> gru.forward(x).get0()),
                LayerCase.module(
                                rng -> Lstm.of(3, 5).numLayers(2).build(rng),
                                (lstm, x) -> lstm.forward(x[0]).output(),
                                sequence)
                        .pytorch(
                                "torch.nn.LSTM",
                                () -> new LSTMImpl(with(
                                        new LSTMOptions(3, 5),
                                        o -> o.num_layers().put(2))),
                                (lstm, x) -> lstm.forward(x).get0()),
                LayerCase.module(rng -> new RnnCell(3, 5, rng), (cell, x) -> cell.forward(x[0], x[1]), step, state)
                        .pytorchAll(
                                "torch.nn.RNNCell", () -> new RNNCellImpl(3, 5), (cell, x) -> cell.forward(x[0], x[1])),
                LayerCase.module(rng -> new GruCell(3, 5, rng), (cell, x) -> cell.forward(x[0], x[1]), step, state)
                        .pytorchAll(
                                "torch.nn.GRUCell", () -> new GRUCellImpl(3, 5), (cell, x) -> cell.forward(x[0], x[1])),
                LayerCase.module(
                                rng -> new LstmCell(3, 5, rng),
                                (cell, x) -> cell.forward(x[0], new LstmCell.State(x[1], x[1]))
                                        .hidden(),
                                step,
                                state)
                        .pytorchAll(
                                "torch.nn.LSTMCell",
                                () -> new LSTMCellImpl(3, 5),
                                (cell, x) -> cell.forward(x[0], new T_TensorTensor_T(x[1], x[1]))
                                        .get0()),
                LayerCase.module(
                                rng -> new MultiheadAttention(6, 2, rng),
                                (attention, x) -> attention.forward(x[0], x[1], x[1]),
                                Input.of(3, 2, 6),
                                Input.of(4, 2, 6))
                        .pytorchAll(
                                "torch.nn.MultiheadAttention",
                                () -> new MultiheadAttentionImpl(6, 2),
                                (attention, x) ->
                                        attention.forward(x[0], x[1], x[1]).get0()),
                LayerCase.of(rng -> new SqueezeExcitation(6, 2, rng), 2, 6, 3, 4)
                        .gives(2, 6, 3, 4)
                        .pytorch("torchvision.ops.SqueezeExcitation"),
                LayerCase.of(rng -> new ChannelAttention(6, 2, rng), 2, 6, 3, 4)
                        .gives(2, 6, 3, 4)
                        .notInPytorch("arXiv:1807.06521"),
                LayerCase.of(rng -> new SpatialAttention(3, rng), 2, 6, 3, 4)
                        .gives(2, 6, 3, 4)
                        .notInPytorch("arXiv:1807.06521"),
                LayerCase.of(rng -> new Cbam(6, 2, 3, rng), 2, 6, 3, 4)
                        .gives(2, 6, 3, 4)
                        .notInPytorch("arXiv:1807.06521"));
    }
}
