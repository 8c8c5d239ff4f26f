package dev.gradus.optim;

import dev.gradus.layers.PathPattern;
import dev.gradus.tensor.Shape;
import java.util.Collection;
import java.util.List;

/**
 * Parameters with rates of their own, named by patterns as {@link PathPattern} has them:
 *
 * <pre>{@code
 * new Adam(model, Adam.lr(1e-3).decoupledWeightDecay(0.05),
 *         Group.of("*.bias", "*norm*").weightDecay(0),
 *         Group.of("encoder.*").lrScale(0.1));
 * }</pre>
 *
 * @param names what a parameter's path must match
 * @param lrScale by what the optimizer's learning rate is multiplied; 1 by default, 0 keeps the parameters as they are
 * @param weightDecay their weight decay; null, the default, for the optimizer's
 */
public record Group(PathPattern names, double lrScale, Double weightDecay) {
    private static final Group REST = of("*");

    /** Checks the numbers. */
    public Group {
        Shape.require(
                lrScale >= 0 && (weightDecay == null || weightDecay >= 0),
                "group",
                () -> "lrScale and weightDecay >= 0",
                () -> lrScale + ", " + weightDecay);
    }

    /**
     * Begins a group.
     *
     * @param patterns of the parameters' paths; one has to match
     * @return the group, with the optimizer's rates
     */
    public static Group of(String... patterns) {
        return new Group(PathPattern.of(patterns), 1, null);
    }

    /**
     * Another learning rate.
     *
     * @param newScale by what the optimizer's is multiplied
     * @return a changed copy
     */
    public Group lrScale(double newScale) {
        return new Group(names, newScale, weightDecay);
    }

    /**
     * Another weight decay.
     *
     * @param newWeightDecay the factor
     * @return a changed copy
     */
    public Group weightDecay(double newWeightDecay) {
        return new Group(names, lrScale, newWeightDecay);
    }

    /** The group of a parameter: the first that names it, else one with the optimizer's rates. */
    static Group of(String name, List<Group> groups) {
        return groups.stream()
                .filter(group -> group.names.matches(name))
                .findFirst()
                .orElse(REST);
    }

    /** The groups, if each names one of the parameters. */
    static List<Group> thatMatch(List<Group> groups, Collection<String> parameters) {
        for (Group group : groups) {
            Shape.require(
                    parameters.stream().anyMatch(name -> group.names.matches(name)),
                    "group",
                    () -> "a pattern that matches a parameter, of " + parameters,
                    () -> group.names);
        }
        return groups;
    }
}
