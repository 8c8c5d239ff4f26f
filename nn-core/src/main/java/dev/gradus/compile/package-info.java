/**
 * Networks compiled for inference: {@link dev.gradus.compile.Tracer} watches one forward pass call its kernels,
 * {@link dev.gradus.compile.Program} is that pass as a straight line of calls, folded and fused, to be run again and
 * again. Layers know nothing of it.
 */
package dev.gradus.compile;
