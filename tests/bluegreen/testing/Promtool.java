package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.zeroturnaround.exec.ProcessExecutor;

/** Prometheus's own check of metrics, from Debian's package, of which nothing is installed. */
public final class Promtool {
  private static final long PATIENCE_SECONDS = 60;

  private Promtool() {}

  /** What {@code promtool check metrics} has to say of a file; nothing where that is well. */
  public static String check(Path metrics) {
    try {
      Process process =
          new ProcessBuilder(List.of(program().toString(), "check", "metrics"))
              .redirectInput(metrics.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("promtool does not end");
      }
      return (process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": ") + said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Path program() throws IOException {
    Path kept = DebianRoot.cache().resolve("promtool");
    Builds.once(kept, () -> fetch(kept));
    return kept;
  }

  private static void fetch(Path kept) throws IOException {
    System.out.println("  fetching Debian's promtool into " + kept + ", once");
    Path work = kept.resolveSibling("unfinished-promtool");
    Builds.delete(work);
    Files.createDirectories(work);
    Builds.tool(new ProcessExecutor("apt-get", "-q", "update"));
    Builds.tool(
        new ProcessExecutor("apt-get", "-q", "download", "prometheus").directory(work.toFile()));
    try (Stream<Path> packages = Files.list(work)) {
      Path archive = packages.filter(p -> p.toString().endsWith(".deb")).findFirst().orElseThrow();
      Builds.tool(
          new ProcessExecutor(
              "dpkg-deb", "--extract", archive.toString(), work.resolve("root").toString()));
    }
    Files.move(work.resolve("root/usr/bin/promtool"), kept, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(work);
  }
}
