package bluegreen.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * JBang as its documentation has it, on the PATH and without our wrapper: its jar, run by what its
 * own launcher comes down to. Made of the jars that the wrapper fetches, so of the same version.
 */
public final class PlainJbang {
  private static final String VERSION = "version=";

  private static final String LAUNCHER =
      """
      #!/bin/bash
      # Whoever wants to know that he was asked says where that is written down.
      [ -z "$ASKED" ] || echo "$@" >>"$ASKED"
      export JBANG_RUNTIME_SHELL=bash JBANG_STDIN_NOTTY=true
      output=$(CLICOLOR_FORCE=1 "${JAVA_HOME:+$JAVA_HOME/bin/}java" $JBANG_JAVA_OPTIONS \\
        -classpath "${0%/*}"/jbang*.jar dev.jbang.Main "$@")
      err=$?
      if [ $err -eq 255 ]; then eval "exec $output"; fi
      [ -z "$output" ] || echo "$output"
      exit $err
      """;

  private PlainJbang() {}

  /**
   * Puts it into a folder, as {@code jbang} and {@code jbang.jar}.
   *
   * @param wrapper ours, which fetches it where it is not there yet
   */
  public static Path into(Path folder, Path wrapper) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Stream<Path> all = Files.list(fetched(wrapper))) {
      String classPath =
          all.filter(jar -> jar.toString().endsWith(".jar"))
              .map(jar -> jar.toUri().toString())
              .sorted()
              .collect(Collectors.joining(" "));
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
      new JarOutputStream(Files.newOutputStream(folder.resolve("jbang.jar")), manifest).close();
    }
    Path launcher = Files.writeString(folder.resolve("jbang"), LAUNCHER);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private static Path fetched(Path wrapper) throws IOException, InterruptedException {
    ProcessBuilder fetch =
        new ProcessBuilder(wrapper.toAbsolutePath().toString(), "--version").inheritIO();
    fetch.environment().put("PATH", pathWithout());
    if (fetch.start().waitFor() != 0) {
      throw new IllegalStateException(wrapper + " cannot be run");
    }
    String version =
        Files.readAllLines(wrapper).stream()
            .filter(line -> line.startsWith(VERSION))
            .findFirst()
            .orElseThrow()
            .substring(VERSION.length());
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(cache -> cache.startsWith("/"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("bluegreen/jbang-" + version);
  }

  /** The PATH as it would be if no JBang were installed. */
  public static String pathWithout() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .filter(folder -> Files.notExists(Path.of(folder, "jbang")))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
