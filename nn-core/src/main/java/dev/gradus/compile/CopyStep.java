package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** A copy into memory of its own. */
final class CopyStep extends Step {
    private final Value.Use source;
    private final Value result;

    CopyStep(Value.Use source, Value result) {
        this.source = source;
        this.result = result;
    }

    @Override
    List<Value.Use> uses() {
        return List.of(source);
    }

    @Override
    List<Value> results() {
        return List.of(result);
    }

    @Override
    void run(Backend backend, Tensor[] tensors) {
        Tensor from = source.in(tensors);
        put(result, from.copy(), tensors);
        source.release(from, tensors);
    }

    @Override
    String text() {
        return "copy(" + source + ")";
    }
}
