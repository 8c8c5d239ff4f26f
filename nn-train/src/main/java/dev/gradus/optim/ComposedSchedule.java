package dev.gradus.optim;

import dev.gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/**
 * A schedule made of others, which observe and remember what they need.
 *
 * @param parts the others
 * @param rate the rate of a step, by asking them
 */
record ComposedSchedule(List<LrSchedule> parts, LongToDoubleFunction rate) implements LrSchedule {
    @Override
    public double lr(long step) {
        return rate.applyAsDouble(step);
    }

    @Override
    public void observe(double validationLoss) {
        parts.forEach(part -> part.observe(validationLoss));
    }

    @Override
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> dict = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String prefix = i + ".";
            parts.get(i).stateDict().forEach((name, tensor) -> dict.put(prefix + name, tensor));
        }
        return dict;
    }

    @Override
    public void loadStateDict(Map<String, Tensor> dict) {
        for (int i = 0; i < parts.size(); i++) {
            String prefix = i + ".";
            Map<String, Tensor> part = new LinkedHashMap<>();
            dict.forEach((name, tensor) -> {
                if (name.startsWith(prefix)) {
                    part.put(name.substring(prefix.length()), tensor);
                }
            });
            parts.get(i).loadStateDict(part);
        }
    }
}
