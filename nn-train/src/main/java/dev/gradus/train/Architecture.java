package dev.gradus.train;

import dev.gradus.layers.Module;
import java.util.function.Function;

/**
 * A kind of network that a model file can rebuild.
 *
 * @param <C> its configuration: a record of numbers, strings, lists and records
 * @param <M> its module
 * @param name its name in the file
 * @param config the configuration's class
 * @param build makes a network, whose parameters are then replaced
 */
public record Architecture<C extends Record, M extends Module>(String name, Class<C> config, Function<C, M> build) {}
