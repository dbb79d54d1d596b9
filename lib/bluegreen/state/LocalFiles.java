package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A jar, or a folder of files, on this machine.
 *
 * @param key what the playbook calls it
 */
public record LocalFiles(Path path, String key, AppDir dir) implements Source {
  @Override
  public Artifact describe(Trace trace) throws HostFailure {
    if (!Files.exists(path)) {
      throw new HostFailure(
          key
              + ": "
              + JarPattern.of(path)
                  .map(JarPattern::problem)
                  .orElseGet(() -> path + " does not exist"));
    }
    try {
      Artifact.check(path);
    } catch (HostFailure e) {
      throw new HostFailure(key + ": " + e.getMessage());
    }
    if (key.equals("app.jar")) {
      Artifact.checkJar(path);
    }
    Optional<Artifact> known = new KnownDigest(dir, path).find();
    return known.isPresent() ? known.get() : Artifact.read(path, trace);
  }

  @Override
  public Optional<Path> place() {
    return Optional.of(path);
  }

  @Override
  public String content() {
    return Files.isDirectory(path) ? "" : path.getFileName().toString();
  }

  @Override
  public String named() {
    return path.toString();
  }

  @Override
  public String deed(long bytes, Function<Path, String> shown) {
    return "stored " + shown.apply(path) + " (" + Texts.size(bytes) + ")";
  }

  @Override
  public Artifact store(String digest, Path app, OptionalInt readers, AtomicFiles files)
      throws IOException, HostFailure {
    Path copy = app.resolve(content());
    KnownDigest known = new KnownDigest(dir, path);
    Optional<String> before = known.stamp();
    new Copy(readers, files.durability()).of(path.toRealPath(), copy);
    Artifact read = Artifact.read(copy);
    known.remember(before, read, files);
    return read;
  }
}
