package dev.gradus.examples;

import java.util.concurrent.Callable;

/**
 * A word of the {@code gradus} command that a module downstream of this one adds, such as {@code bench}: a class with
 * picocli's {@code @Command}, found with {@link java.util.ServiceLoader}. {@code call} returns an {@link ExitCode}.
 */
public interface Subcommand extends Callable<Integer> {}
