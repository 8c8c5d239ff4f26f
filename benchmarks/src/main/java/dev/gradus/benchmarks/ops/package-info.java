/** Single ops, timed by JMH: {@code gradus bench ops}. */
package dev.gradus.benchmarks.ops;
