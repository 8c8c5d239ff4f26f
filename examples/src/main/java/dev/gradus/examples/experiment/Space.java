package dev.gradus.examples.experiment;

import dev.gradus.random.Rng;
import java.util.List;
import java.util.Locale;

/** The values that a search tries for one option. */
sealed interface Space {
    /** A value drawn at random. */
    String draw(Rng rng);

    /**
     * Some values, each as likely as the next.
     *
     * @param values as they stand in the file
     */
    record Choices(List<String> values) implements Space {
        @Override
        public String draw(Rng rng) {
            return values.get(rng.nextInt(values.size()));
        }
    }

    /**
     * All numbers between two.
     *
     * @param low the least
     * @param high the largest
     * @param logarithmic whether each order of magnitude is as likely as the next
     * @param whole whether only whole numbers are meant
     */
    record Range(double low, double high, boolean logarithmic, boolean whole) implements Space {
        @Override
        public String draw(Rng rng) {
            double at = rng.nextDouble();
            double value = logarithmic
                    ? Math.exp(Math.log(low) + at * (Math.log(high) - Math.log(low)))
                    : low + at * (high - low);
            return whole ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.4g", value);
        }
    }
}
