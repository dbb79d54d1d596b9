package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pattern for the jar")
class JarPatternTest {
  @TempDir Path folder;

  private Path jar(String name, boolean runs) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (runs) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
    return file;
  }

  private Optional<Path> only(String pattern) {
    return JarPattern.of(folder.resolve(pattern)).orElseThrow().only();
  }

  private String problem(String pattern) {
    JarPattern found = JarPattern.of(folder.resolve(pattern)).orElseThrow();
    assertEquals(Optional.empty(), found.only());
    return found.problem().replace(folder.toString(), "DIR");
  }

  @Test
  @DisplayName("stands for the one that can be run, whatever a build tool has put beside it")
  void one() throws IOException {
    Path app = jar("build/libs/shop-20261125.jar", true);
    jar("build/libs/shop-20261125-plain.jar", true);
    jar("build/libs/shop-20261125-sources.jar", false);
    jar("build/libs/.shop-20261124.jar", true);
    jar("build/libs/original-shop-20261125.jar", true);
    Files.writeString(folder.resolve("build/libs/notes.jar"), "no jar at all");
    Files.createDirectories(folder.resolve("build/libs/folder.jar"));
    assertEquals(Optional.of(app), only("build/libs/*.jar"));
    assertEquals(Optional.of(app), only("build/*/shop-[0-9]*.jar"));
    assertEquals(Optional.of(app), only("b?ild/libs/shop-2026112[!4].jar"));
  }

  @Test
  @DisplayName("stands for a war that can be run, and for where a link leads")
  void war() throws IOException {
    Path war = jar("target/shop-1.war", true);
    assertEquals(Optional.of(war), only("target/*.?ar"));
    Path link = Files.createSymbolicLink(folder.resolve("app-1.jar"), war);
    assertEquals(Optional.of(link), only("app-*.jar"));
  }

  @Test
  @DisplayName("is none where a file has that very name, or nothing in it is one")
  void literal() throws IOException {
    Path file = jar("app[1].jar", true);
    assertEquals(Optional.empty(), JarPattern.of(file));
    assertEquals(Optional.empty(), JarPattern.of(folder.resolve("app{1,2}.jar")));
    assertEquals(Optional.of(jar("x{1}[.jar", true)), only("x{1}[*.jar"));
  }

  @Test
  @DisplayName("that matches several names them all")
  void several() throws IOException {
    jar("libs/a-1.jar", true);
    jar("libs/a-2.jar", true);
    assertEquals(
        "DIR/libs/*.jar matches 2 jars that can be run: a-1.jar, a-2.jar; leave one of them there,"
            + " or name the one that is meant",
        problem("libs/*.jar"));
  }

  @Test
  @DisplayName("that matches none tells what there is instead")
  void none() throws IOException {
    assertEquals(
        "DIR/libs/*.jar matches no file; there is no folder DIR/libs", problem("libs/*.jar"));
    Files.createDirectories(folder.resolve("libs"));
    assertEquals("DIR/libs/*.jar matches no file; DIR/libs is empty", problem("libs/*.jar"));
    jar("libs/a.war", true);
    Files.createDirectories(folder.resolve("libs/b"));
    assertEquals(
        "DIR/libs/*.jar matches no file; what is in DIR/libs is a.war, b/", problem("libs/*.jar"));
    jar("libs/a-plain.jar", true);
    jar("libs/b.jar", false);
    assertEquals(
        "DIR/libs/*.jar matches no jar that can be run: a-plain.jar goes with a build, by its"
            + " name; b.jar cannot be run: its manifest names no Main-Class",
        problem("libs/*.jar"));
  }

  @Test
  @DisplayName("does not fall back to an older one while the new one is being copied")
  void beingCopied() throws IOException {
    byte[] whole = Files.readAllBytes(jar("libs/a-1.jar", true));
    Path next = folder.resolve("libs/a-2.jar");
    Files.write(next, Arrays.copyOf(whole, whole.length / 2));
    String problem = problem("libs/*.jar");
    assertTrue(problem.contains("matches a-2.jar, which is not a whole jar"), problem);
    Files.write(next, new byte[0]);
    problem("libs/*.jar");
  }
}
