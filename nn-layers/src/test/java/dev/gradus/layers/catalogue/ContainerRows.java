package dev.gradus.layers.catalogue;

import dev.gradus.layers.BasicBlock;
import dev.gradus.layers.BottleneckBlock;
import dev.gradus.layers.Branches;
import dev.gradus.layers.Conv2d;
import dev.gradus.layers.Lambda;
import dev.gradus.layers.Linear;
import dev.gradus.layers.ModuleDict;
import dev.gradus.layers.ModuleList;
import dev.gradus.layers.Relu;
import dev.gradus.layers.Residual;
import dev.gradus.layers.Sequential;
import dev.gradus.layers.catalogue.LayerCase.Input;
import dev.gradus.random.Rng;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;

/** Rows of the layers that are made of others. */
final class ContainerRows {
    private ContainerRows() {}

    private static SequentialImpl twin() {
        SequentialImpl sequential = new SequentialImpl();
        sequential.push_back(new LinearImpl(6, 4));
        sequential.push_back(new ReLUImpl());
        sequential.push_back(new LinearImpl(4, 2));
        return sequential;
    }

    private static ModuleList<Linear> list(Rng rng) {
        return new ModuleList<>(List.of(new Linear(6, 4, rng), new Linear(4, 2, rng.split("second"))));
    }

    static List<LayerCase> rows() {
        return List.of(
                LayerCase.of(
                                rng -> new Sequential(
                                        new Linear(6, 4, rng), new Relu(), new Linear(4, 2, rng.split("second"))),
                                3,
                                6)
                        .pytorch("torch.nn.Sequential", ContainerRows::twin, SequentialImpl::forward),
                LayerCase.module(
                                ContainerRows::list,
                                (list, x) -> list.get(1).apply(list.get(0).apply(x[0])),
                                Input.of(3, 6))
                        .gives(3, 2)
                        .pytorch("torch.nn.ModuleList"),
                LayerCase.module(
                                rng -> new ModuleDict<>(Map.of("head", new Linear(6, 4, rng))),
                                (dict, x) -> dict.get("head").apply(x[0]),
                                Input.of(3, 6))
                        .gives(3, 4)
                        .pytorch("torch.nn.ModuleDict"),
                LayerCase.of(rng -> new Residual(new Linear(6, 4, rng), new Linear(6, 4, rng.split(1))), 2, 3, 8, 6)
                        .gives(2, 3, 8, 4)
                        .prints("Residual: 56 parameters\n  (body) Linear(6, 4): 28 parameters"
                                + "\n  (shortcut) Linear(6, 4): 28 parameters")
                        .notInPytorch("`body(x) + shortcut(x)`"),
                LayerCase.of(
                                rng -> new Branches(
                                        new Conv2d(3, 2, 1, rng),
                                        Conv2d.of(3, 4, 3).padding(1).build(rng.split(1))),
                                2,
                                3,
                                4,
                                3)
                        .gives(2, 6, 4, 3)
                        .notInPytorch("`torch.cat([f(x) for f in branches], 1)`"),
                LayerCase.of(rng -> new Lambda("square", x -> x.square()), 2, 3)
                        .gives(2, 3)
                        .prints("Lambda(square)")
                        .notInPytorch("a module with a forward of its own"),
                LayerCase.of(rng -> new BasicBlock(3, 4, 2, rng), 2, 3, 5, 4)
                        .gives(2, 4, 3, 2)
                        .pytorch("torchvision.models.resnet.BasicBlock"),
                LayerCase.of(rng -> new BottleneckBlock(3, 2, 1, rng), 2, 3, 4, 3)
                        .gives(2, 8, 4, 3)
                        .pytorch("torchvision.models.resnet.Bottleneck"));
    }
}
