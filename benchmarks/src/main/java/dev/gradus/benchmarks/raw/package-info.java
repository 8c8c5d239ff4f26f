/** oneDNN called directly: what Gradus's ops are timed beside. */
package dev.gradus.benchmarks.raw;
