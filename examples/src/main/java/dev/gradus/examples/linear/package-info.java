/** {@code gradus linear}: scores, losses and gradients by hand and by automatic differentiation. */
package dev.gradus.examples.linear;
