package bluegreen.command.starter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars with nothing in them but what a test looks at. */
final class Jars {
  private Jars() {}

  /**
   * Writes one.
   *
   * @param entries names, each perhaps with {@code =} and a text
   */
  static Path write(Path file, boolean runs, String... entries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (runs) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    }
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String entry : entries) {
        String[] parts = entry.split("=", 2);
        jar.putNextEntry(new JarEntry(parts[0]));
        jar.write((parts.length > 1 ? parts[1] : "").getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }
}
