package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The archive of a release's classes")
class ClassArchiveTest {
  @TempDir Path folder;
  private Release release;
  private Path java;

  @BeforeEach
  void install() throws Exception {
    release = new Release("1", "ab".repeat(32), folder.resolve("1"), "shop.jar", Instant.EPOCH);
    Files.createDirectories(folder.resolve("jdk/bin"));
    java = Files.createFile(folder.resolve("jdk/bin/java"));
  }

  private ClassArchive archive(String said) throws Exception {
    Files.writeString(folder.resolve("jdk/release"), said);
    return ClassArchive.of(release, java, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_VERSION=\"17.0.15\"%nJAVA_RUNTIME_VERSION=\"17.0.15+6-Debian\", 17.0.15+6-Debian.jsa",
    "JAVA_RUNTIME_VERSION=\"25.0.3+9-LTS\"%nJAVA_VERSION=\"25.0.3\", 25.0.3+9-LTS.aot",
    "JAVA_VERSION=\"21.0.2\", 21.0.2.jsa",
    "JAVA_VERSION=\"17\"%nJAVA_RUNTIME_VERSION=\"17/../../x\", 17_.._.._x.jsa",
    "JAVA_VERSION=\"1.8.0_402\", 1.8.0_402.jsa",
    "IMPLEMENTOR=\"nobody\", java.jsa"
  })
  @DisplayName("is for one build of Java, by the name that this has for itself")
  void named(String said, String file) throws Exception {
    ClassArchive archive = archive(said.formatted());
    assertEquals(folder.resolve("1/archive/own/" + file), archive.file());
    assertEquals(file.endsWith(".aot"), archive.ahead());
  }

  @Test
  @DisplayName("is another one for each user that the app runs as, whose own code has made it")
  void others() {
    Account shop = new Account("shop", 998, 998, "/nonexistent");
    assertEquals(
        folder.resolve("1/archive/998"),
        ClassArchive.of(release, java, Optional.of(shop)).folder());
  }

  @Test
  @DisplayName("is that of the Java that a link leads to")
  void linked() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("java"), java);
    archive("JAVA_VERSION=\"25\"");
    assertTrue(ClassArchive.of(release, link, Optional.empty()).ahead());
    assertFalse(ClassArchive.of(release, folder.resolve("none"), Optional.empty()).ahead());
  }

  @Test
  @DisplayName("is ready where its file and its jar are there")
  void ready() throws Exception {
    ClassArchive archive = archive("JAVA_VERSION=\"17\"");
    Files.createDirectories(archive.folder());
    assertFalse(archive.ready());
    Files.createFile(archive.file());
    assertFalse(archive("JAVA_VERSION=\"17\"").ready());
    Files.createFile(archive.jar());
    assertTrue(archive("JAVA_VERSION=\"17\"").ready());
    assertFalse(archive("JAVA_VERSION=\"17.0.1\"").ready(), "another Java's");
  }

  @Test
  @DisplayName("comes into a command line before the jar, which is the unpacked one then")
  void lines() throws Exception {
    String jar = release.artifact().toString();
    List<String> plain = List.of("java", "-Xmx1g", "-jar", jar, "-jar", jar);
    String at = folder + "/1/archive/own/";
    assertEquals(
        List.of(
            "java",
            "-Xmx1g",
            "-XX:SharedArchiveFile=" + at + "17.jsa",
            "-jar",
            at + "shop.jar",
            "-jar",
            jar),
        archive("JAVA_VERSION=\"17\"").in(plain, release.artifact()));
    assertEquals(
        List.of(
            "java",
            "-Xmx1g",
            "-XX:AOTCache=" + at + "25.aot",
            "-jar",
            at + "shop.jar",
            "-jar",
            jar),
        archive("JAVA_VERSION=\"25\"").in(plain, release.artifact()));
    assertEquals(
        List.of(
            "java",
            "-Xmx1g",
            "-XX:AOTCacheOutput=" + at + "25.aot",
            "-Dspring.context.exit=onRefresh",
            "-jar",
            at + "shop.jar",
            "-jar",
            jar),
        archive("JAVA_VERSION=\"25\"").making(plain, release.artifact()));
    assertTrue(
        archive("JAVA_VERSION=\"17\"")
            .making(plain, release.artifact())
            .contains("-XX:ArchiveClassesAtExit=" + at + "17.jsa"));
  }
}
