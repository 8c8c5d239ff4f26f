package dev.gradus.layers;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How the names of a state dict are matched with a module's.
 *
 * @param prefix only entries whose names begin with it are read, and it is cut off; empty by default
 * @param renaming from the rest of a name in the dict to the module's name; the identity by default
 * @param missingAllowed which of the module's entries may be absent and then stay as they are; none by default
 */
public record LoadOptions(String prefix, UnaryOperator<String> renaming, Predicate<String> missingAllowed) {
    /**
     * Every entry must have its counterpart.
     *
     * @return the defaults
     */
    public static LoadOptions strict() {
        return new LoadOptions("", UnaryOperator.identity(), name -> false);
    }

    /**
     * Changes the prefix.
     *
     * @param newPrefix such as {@code encoder.}
     * @return a changed copy
     */
    public LoadOptions prefix(String newPrefix) {
        return new LoadOptions(newPrefix, renaming, missingAllowed);
    }

    /**
     * Changes the renaming.
     *
     * @param newRenaming from a name in the dict, without the prefix, to the module's
     * @return a changed copy
     */
    public LoadOptions renaming(UnaryOperator<String> newRenaming) {
        return new LoadOptions(prefix, newRenaming, missingAllowed);
    }

    /**
     * Changes what may be missing.
     *
     * @param newMissingAllowed true for names of the module that may be absent from the dict
     * @return a changed copy
     */
    public LoadOptions missingAllowed(Predicate<String> newMissingAllowed) {
        return new LoadOptions(prefix, renaming, newMissingAllowed);
    }
}
