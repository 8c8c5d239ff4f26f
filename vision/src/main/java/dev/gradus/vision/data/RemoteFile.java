package dev.gradus.vision.data;

/**
 * A file that can be downloaded.
 *
 * @param name its name, below each mirror's address and in the local folder
 * @param bytes its length
 * @param sha256 its SHA-256 checksum in lower-case hexadecimal digits
 */
public record RemoteFile(String name, long bytes, String sha256) {}
