/** Small colour pictures of ten classes. */
package dev.gradus.examples.cifar10;
