package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PlainJbang;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@DisplayName("The wrapper ./jbang")
class WrapperTest {

  @Test
  @DisplayName("runs deploy.java with no JBang on the PATH and no HOME")
  void runsWithNextToNothing(@TempDir Path cache) throws IOException, InterruptedException {
    assertEquals("deploy.java 0.1.0\n", run(project(), cache, "deploy.java", "--version"));
  }

  @Test
  @DisplayName("says so where Java is too old")
  void oldJava(@TempDir Path folder) throws IOException, InterruptedException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho must not be run\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.22\"\n");
    String said = refused(folder, Map.of("JAVA_HOME", folder.resolve("jdk").toString()));
    assertTrue(said.contains("bin/java is Java 11.0.22; install a JDK, version 17"), said);
  }

  @Test
  @DisplayName("tells deploy.java how it was called, in words that a shell reads as they are")
  void call(@TempDir Path folder) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path other = bin.resolve("jbang");
    Files.writeString(other, "#!/bin/sh\necho \"[${BLUEGREEN_CALL-none}] $*\"\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> env = Map.of("PATH", bin + ":" + PlainJbang.pathWithout());
    String wrapper = project().resolve("jbang").toString();
    assertEquals(
        "[" + wrapper + " deploy.java] deploy.java -n\n",
        run(project(), folder, env, "deploy.java", "-n"));
    assertEquals("[none] $x/deploy.java\n", run(project(), folder, env, "$x/deploy.java"));
    assertEquals("[none] other.java\n", run(project(), folder, env, "other.java"));
  }

  @Test
  @DisplayName("runs nothing from a folder that others may write to")
  void openCache(@TempDir Path folder) throws IOException, InterruptedException {
    Path cache = Files.createDirectories(folder.resolve("open/cache"));
    Files.setPosixFilePermissions(cache.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    for (String name : List.of("XDG_CACHE_HOME", "HOME")) {
      String said = refused(folder, Map.of(name, cache.toString()));
      assertTrue(said.contains("jbang: " + cache.getParent() + " belongs to somebody"), said);
      assertTrue(said.contains("set XDG_CACHE_HOME to a folder that only"), said);
    }
    try (Stream<Path> left = Files.list(cache)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** What the wrapper says where it does not go on. */
  private static String refused(Path folder, Map<String, String> env)
      throws IOException, InterruptedException {
    Path out = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(project().resolve("jbang").toString(), "deploy.java", "--version")
            .directory(project().toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PlainJbang.pathWithout());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(env);
    assertEquals(1, builder.start().waitFor(), () -> read(out));
    return read(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("remembers how deploy.java is started, until one of its sources changes")
  void remembers(@TempDir Path folder) throws IOException, InterruptedException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.copy(project().resolve("jbang"), project.resolve("jbang"));
    Files.createDirectories(project.resolve("nginx"));
    Path word = Files.createDirectories(project.resolve("lib")).resolve("Word.java");
    Files.writeString(project.resolve("deploy.java"), MAIN);
    Files.writeString(word, WORD.formatted("one"));
    for (int i = 0; i < 3; i++) {
      assertEquals("one [a b, , $c]\n", run(project, folder, "deploy.java", "a b", "", "$c"));
    }
    // Without its cache JBang could start nothing: what runs now is what was remembered.
    Path jars = folder.resolve("cache/jars");
    Path built = folder.resolve("cache/dependency_cache.json");
    Files.deleteIfExists(built);
    assertEquals("one []\n", run(project, folder, "deploy.java"));
    assertTrue(Files.notExists(built), "JBang was asked although nothing had changed");
    assertTrue(Files.isDirectory(jars), "JBang keeps its jars elsewhere by now");

    Files.writeString(word, WORD.formatted("two"));
    assertEquals("two [x]\n", run(project, folder, "deploy.java", "x"));
    assertEquals("two [x]\n", run(project, folder, "deploy.java", "x"));

    for (long length : new long[] {0, 900}) {
      cut(jars, length);
      for (int i = 0; i < 3; i++) {
        assertEquals("two [x]\n", run(project, folder, "deploy.java", "x"), "built anew");
      }
    }
  }

  /** As a build does that is killed while it writes. */
  private static void cut(Path jars, long length) throws IOException {
    try (Stream<Path> all = Files.walk(jars)) {
      for (Path jar : all.filter(path -> path.endsWith("deploy.jar")).toList()) {
        try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.WRITE)) {
          channel.truncate(length);
        }
      }
    }
  }

  @Test
  @DisplayName("remembers it with a JBang on the PATH, too, and is not slower than that one then")
  void remembersForThePath(@TempDir Path folder) throws IOException, InterruptedException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.copy(project().resolve("jbang"), project.resolve("jbang"));
    Files.createDirectories(project.resolve("nginx"));
    Path word = Files.createDirectories(project.resolve("lib")).resolve("Word.java");
    Files.writeString(project.resolve("deploy.java"), MAIN);
    Files.writeString(word, WORD.formatted("one"));
    Path bin = PlainJbang.into(folder.resolve("installed"), project().resolve("jbang"));
    Path asked = folder.resolve("asked");
    Map<String, String> env =
        Map.of(
            "PATH",
            bin + ":" + PlainJbang.pathWithout(),
            "ASKED",
            asked.toString(),
            "XDG_CACHE_HOME",
            folder.resolve("remembered").toString());
    for (int i = 0; i < 3; i++) {
      assertEquals("one [a b, , $c]\n", run(project, folder, env, "deploy.java", "a b", "", "$c"));
    }
    Files.delete(folder.resolve("cache/dependency_cache.json"));
    assertEquals("one []\n", run(project, folder, env, "deploy.java"));
    assertTrue(
        Files.notExists(folder.resolve("cache/dependency_cache.json")), "JBang was asked again");
    Files.writeString(word, WORD.formatted("two"));
    assertEquals("two [x]\n", run(project, folder, env, "deploy.java", "x"));
    assertEquals("two [x]\n", run(project, folder, env, "deploy.java", "x"));
    assertTrue(Files.notExists(asked), "started by the launcher on the PATH");

    // Whatever else is asked is up to the JBang on the PATH.
    run(project, folder, env, "--version");
    assertEquals("--version\n", Files.readString(asked));
    // As is all of it where its jar is not where JBang's own installation has it.
    Files.move(bin.resolve("jbang.jar"), bin.resolve("jbang-0.jar"));
    assertEquals("two [x]\n", run(project, folder, env, "deploy.java", "x"));
    assertEquals("--version\ndeploy.java x\n", Files.readString(asked));
  }

  private static final String MAIN =
      """
      //JAVA 17+
      //DEPS org.slf4j:slf4j-nop:2.0.20
      //SOURCES lib/Word.java
      //CDS
      package bluegreen;

      public class deploy {
        public static void main(String[] args) {
          System.out.println(Word.WORD + " " + java.util.Arrays.asList(args));
        }
      }
      """;

  private static final String WORD =
      """
      package bluegreen;

      class Word {
        static final String WORD = String.valueOf("%s");
      }
      """;

  private static String run(Path project, Path cache, String... arguments)
      throws IOException, InterruptedException {
    return run(project, cache, Map.of(), arguments);
  }

  private static String run(Path project, Path cache, Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    Path out = cache.resolve("out");
    Path err = cache.resolve("err");
    List<String> argv = new ArrayList<>(List.of(project.resolve("jbang").toString()));
    argv.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(project.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PlainJbang.pathWithout());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What JBang keeps of other runs is not touched, nor does it help.
    builder.environment().put("JBANG_CACHE_DIR", cache.resolve("cache").toString());
    builder.environment().putAll(env);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(4, TimeUnit.MINUTES);
      String said = Files.readString(out) + Files.readString(err);
      assertEquals(true, ended, said);
      assertEquals(0, process.exitValue(), said);
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Path project() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("deploy.java")))
        .findFirst()
        .orElseThrow();
  }
}
