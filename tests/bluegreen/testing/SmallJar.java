package bluegreen.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * Jars of an app that is one source under {@code tests/apps}.
 *
 * @param folder its folder there
 * @param main its class, and the name of its source
 */
record SmallJar(String folder, String main) {
  /**
   * The jar of that version, compiled where it is not there yet.
   *
   * @param version letters, digits, dots and hyphens
   */
  Path version(String version) {
    Path app = Builds.project().resolve("tests/apps").resolve(folder);
    Path source = app.resolve(main + ".java");
    try {
      String digest = Builds.digest(List.of(source));
      Path jar = app.resolve("target/" + folder + "-" + version + "-" + digest + ".jar");
      Builds.once(jar, () -> build(source, version, jar));
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + app, e);
    }
  }

  private void build(Path source, String version, Path jar) throws IOException {
    Path work = jar.resolveSibling("build");
    Builds.delete(work);
    Path classes = Files.createDirectories(work.resolve("classes"));
    Path javac = Path.of(System.getProperty("java.home"), "bin/javac");
    Builds.tool(
        new ProcessExecutor(
            javac.toString(),
            "-Xlint:all",
            "-Werror",
            "--release",
            "17",
            "-d",
            classes.toString(),
            source.toString()));
    Files.writeString(classes.resolve("version.txt"), version);
    Path packed = work.resolve("packed.jar");
    pack(classes, packed);
    Files.move(packed, jar, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(work);
  }

  private void pack(Path classes, Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (Path file : Builds.files(classes)) {
      entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }
}
