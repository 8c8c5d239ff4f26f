package dev.gradus.compile;

import dev.gradus.backend.Backend;
import dev.gradus.tensor.Tensor;
import java.util.List;

/** A sum that takes the memory of one of its operands, which nobody reads afterwards. */
final class AddStep extends Step {
    private final Value.Use target;
    private final Value.Use other;
    private final Value result;

    AddStep(Value.Use target, Value.Use other, Value result) {
        this.target = target;
        this.other = other;
        this.result = result;
    }

    @Override
    List<Value.Use> uses() {
        return List.of(target, other);
    }

    @Override
    List<Value> results() {
        return List.of(result);
    }

    @Override
    void run(Backend backend, Tensor[] tensors) {
        Tensor added = other.in(tensors);
        Tensor sum = tensors[target.value().slot()];
        backend.addInPlace(sum, added);
        other.release(added, tensors);
        tensors[target.value().slot()] = null;
        put(result, sum, tensors);
    }

    @Override
    String text() {
        return "add(" + other + ", into " + target + ")";
    }
}
