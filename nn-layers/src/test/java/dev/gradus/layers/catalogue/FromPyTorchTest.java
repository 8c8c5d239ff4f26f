package dev.gradus.layers.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradus.catalogue.Ops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of names for users of PyTorch is that of the catalogues. */
class FromPyTorchTest {
    private static final Path PAGE = Path.of("../docs/from-pytorch.md");
    private static final String NONE = "—";

    private static final String HEAD = """
            # From PyTorch to Gradus

            Names are PyTorch's in Java case, and so are arguments: `dim`, `keepDim`, `eps`, `kernelSize`, `stride`,
            `padding`, `dilation`, `groups`. State dicts have PyTorch's names, shapes and gate orders, so that its weights
            load. Functions are static methods of the classes in `dev.gradus.ops`; everyday ones are methods of `Tensor` too.

            Written by the tests from their catalogues, which compare each row with PyTorch; after a change there, do it
            again:

            ```
            ./mvnw -q -pl nn-layers -am test -Dtest=FromPyTorchTest -Dsurefire.failIfNoSpecifiedTests=false -Dgradus.write=true
            ```

            ## Where the two differ

            | | PyTorch | Gradus |
            |---|---|---|
            | types | are promoted | are never mixed: `x.to(DType.FLOAT64)` |
            | random numbers | a global generator | an `Rng` that each layer and function is given |
            | in-place functions | `relu_`, `add_` … | none: a tensor never changes; only parameters are set |
            | memory | counted references | `TensorScope`, or the collector |
            | gradients | recorded unless `torch.no_grad()` | recorded for tensors that are `tracked()`, unless `GradMode.noGrad()` |
            | second backward | an error unless `retain_graph` | the same: `backward(true)` keeps the graph |
            | gradients of gradients | yes | no |
            | multi-class hinge loss | mean over the classes | sum over the classes, as in cs231n |
            | Dice | — | per sample and channel, plain sums, empty against empty is 1 |
            | layers with many arguments | keyword arguments | `Conv2d.of(3, 16, 3).padding(1).build(rng)` |

            ## Modules and training

            | PyTorch | Gradus |
            |---|---|
            | `module(x)` | `layer.forward(x)`, or `layer.apply(x)` with its hooks |
            | `module.train()`, `.eval()` | the same |
            | `state_dict()`, `load_state_dict(d)` | `stateDict()`, `loadStateDict(d)` |
            | `named_parameters()`, `named_buffers()`, `named_modules()` | `namedParameters()`, `namedBuffers()`, `namedModules()` |
            | `p.requires_grad_(False)` | `module.freeze("encoder.*")`, `parameter.freeze()` |
            | `register_forward_pre_hook`, `register_forward_hook` | `layer.onInput(f)`, `layer.onForward(f)` |
            | `tensor.register_hook(f)` | `tensor.onGrad(f)`, `parameter.onGrad(f)` |
            | `create_feature_extractor(m, nodes)` | `FeatureMaps.of(module, paths)` |
            | `torchinfo.summary(m, shape)` | `Summary.of(layer, shape)` |
            | `copy.deepcopy(m)` | `Module.deepCopy(module)` |
            | `a.weight = b.weight` | `parameter("weight", b.weight())` in the constructor |
            | `torch.nn.utils.weight_norm(m)`, `spectral_norm(m)` | `WeightNorm.of(module)`, `SpectralNorm.of(module, rng)` |
            | `torch.compile(m)` for inference | `layer.compile(shape)` |
            """;

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n## Functions\n");
        ops().forEach((theme, names) -> {
            page.append("\n### `dev.gradus.ops.").append(theme).append("`\n\n");
            table(page);
            merged(names).forEach((name, signatures) -> {
                String pytorch = name.pytorch().startsWith(NONE) ? name.pytorch() : "`" + name.pytorch() + "`";
                String own = signatures.stream().map(s -> "`" + s + "`").collect(Collectors.joining(", "));
                row(page, pytorch, own, name.remark());
            });
        });
        page.append("\n## Layers\n\n");
        table(page);
        layers().forEach(row -> {
            boolean none = row.pytorch() == null;
            row(
                    page,
                    none ? NONE + " " + row.remark() : "`" + row.pytorch() + "`",
                    "`" + row.type().getSimpleName() + "`",
                    none ? "" : row.remark());
        });
        page.append("\n## Losses\n\n");
        table(page);
        Map<String, String> losses = new TreeMap<>();
        LossCatalogue.rows()
                .forEach(row -> losses.putIfAbsent(row.loss().getClass().getSimpleName(), row.pytorch()));
        losses.forEach((own, pytorch) ->
                row(page, pytorch.startsWith(NONE) ? pytorch : "`" + pytorch + "`", "`" + own + "`", ""));
        return page.toString();
    }

    private static void table(StringBuilder page) {
        page.append("| PyTorch | Gradus | remark |\n|---|---|---|\n");
    }

    private static void row(StringBuilder page, String pytorch, String own, String remark) {
        page.append("| ")
                .append(pytorch)
                .append(" | ")
                .append(own)
                .append(" | ")
                .append(remark);
        page.append(remark.isEmpty() ? "|\n" : " |\n");
    }

    private static Map<String, List<Ops.Name>> ops() {
        return Ops.all().stream().collect(Collectors.groupingBy(Ops.Name::theme, TreeMap::new, Collectors.toList()));
    }

    /** Overloads of one op in one row. */
    private static Map<Ops.Name, List<String>> merged(List<Ops.Name> names) {
        Map<String, Ops.Name> first = new LinkedHashMap<>();
        Map<Ops.Name, List<String>> merged = new LinkedHashMap<>();
        for (Ops.Name name : names) {
            String op = name.signature().substring(0, name.signature().indexOf('('));
            Ops.Name head = first.computeIfAbsent(op + " " + name.pytorch(), key -> name);
            merged.computeIfAbsent(head, key -> new ArrayList<>()).add(name.signature());
        }
        return merged;
    }

    /** By Gradus's name, and under it by PyTorch's, of which a layer of any rank has several. */
    private static Collection<LayerCase> layers() {
        Map<String, LayerCase> layers = new TreeMap<>();
        LayerCatalogue.rows().forEach(row -> layers.putIfAbsent(row.type().getSimpleName() + " " + row.pytorch(), row));
        return layers.values();
    }

    @Test
    void thePageIsThatOfTheCatalogues() throws IOException {
        String page = page();
        if (Boolean.getBoolean("gradus.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
