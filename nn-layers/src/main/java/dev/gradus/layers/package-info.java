/** Modules, their parameters, and the layers of networks. */
package dev.gradus.layers;
