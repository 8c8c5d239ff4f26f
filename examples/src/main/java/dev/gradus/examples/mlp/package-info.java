/** {@code gradus mlp}: several linear layers with something between them that is not linear. */
package dev.gradus.examples.mlp;
