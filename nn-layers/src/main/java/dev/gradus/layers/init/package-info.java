/** How the parameters of a new network are drawn. */
package dev.gradus.layers.init;
