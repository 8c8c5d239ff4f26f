package dev.gradus.layers;

import dev.gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matches a state dict with a module's entries, finds every mismatch, and copies only if there is none. */
final class StateDictLoader {
    private final Map<String, State> entries;
    private final LoadOptions options;
    private final List<String> mismatches = new ArrayList<>();

    StateDictLoader(Map<String, State> entries, LoadOptions options) {
        this.entries = entries;
        this.options = options;
    }

    void load(Map<String, Tensor> dict) {
        Map<String, Tensor> given = renamed(dict);
        entries.forEach((name, entry) -> compare(name, entry, given.get(name)));
        given.forEach((name, tensor) -> {
            if (!entries.containsKey(name)) {
                mismatches.add("unexpected " + name + " " + tensor.shape());
            }
        });
        if (!mismatches.isEmpty()) {
            throw new IllegalArgumentException(message());
        }
        given.forEach((name, tensor) -> entries.get(name).set(tensor));
    }

    private Map<String, Tensor> renamed(Map<String, Tensor> dict) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        dict.forEach((name, tensor) -> {
            if (name.startsWith(options.prefix())) {
                String own =
                        options.renaming().apply(name.substring(options.prefix().length()));
                if (renamed.put(own, tensor) != null) {
                    mismatches.add("two entries for " + own);
                }
            }
        });
        return renamed;
    }

    private void compare(String name, State entry, Tensor tensor) {
        Tensor own = entry.memory();
        if (tensor == null) {
            if (!options.missingAllowed().test(name)) {
                mismatches.add("missing " + name + " " + own.shape());
            }
        } else if (!tensor.shape().equals(own.shape())) {
            mismatches.add(name + ": expected shape " + own.shape() + ", got " + tensor.shape());
        } else if (tensor.dtype() != own.dtype()) {
            mismatches.add(name + ": expected type " + own.dtype() + ", got " + tensor.dtype());
        }
    }

    private String message() {
        return "state dict: expected the names, shapes and types of the module, got " + mismatches.size()
                + (mismatches.size() == 1 ? " mismatch: " : " mismatches: ") + String.join("; ", mismatches);
    }
}
