package dev.gradus.examples.exercises.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A number by which answers are often wrong.
 *
 * @param value the number
 * @param name how it is written
 * @param reason what makes for it; may be empty
 */
record Factor(double value, String name, String reason) {
    /** −1, then each size and its inverse, then 2 and ½, each with both signs. */
    static List<Factor> all(Map<String, Integer> sizes) {
        List<Factor> factors = new ArrayList<>();
        factors.add(new Factor(-1, "−1", "the sign is turned"));
        sizes.forEach((name, size) -> {
            factors.add(new Factor(size, name, "1/" + name + " is missing"));
            factors.add(new Factor(1.0 / size, "1/" + name, "it is divided by " + name + " once too often"));
        });
        factors.add(new Factor(2, "2", "a factor of 2 too many"));
        factors.add(new Factor(0.5, "½", "a factor of 2 is missing"));
        for (Factor factor : List.copyOf(factors.subList(1, factors.size()))) {
            factors.add(new Factor(-factor.value, "−" + factor.name, "the sign is turned, and " + factor.reason));
        }
        return List.copyOf(factors);
    }

    /** A hint where everything has this factor. */
    String ofAll(String truth) {
        return reason + ": yours is " + name + " times " + truth;
    }

    /** A hint where one term has it. */
    String of(String term) {
        return term + " is " + name + " times what it should be: " + reason;
    }
}
