/**
 * Tensors in files: {@link dev.gradus.io.Safetensors} for models, {@link dev.gradus.io.Npy} and
 * {@link dev.gradus.io.Npz} for exchange with NumPy. A file that breaks its format's rules is refused as a whole, with
 * a {@link dev.gradus.io.ModelFormatException} that names the byte.
 */
package dev.gradus.io;
