package bluegreen.state;

import bluegreen.host.Account;
import bluegreen.host.JavaBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A release's classes as a JVM has loaded them, in a file that the next one maps instead of reading
 * and verifying each: class data sharing (JDK 13 and later, JEP 350), or an ahead-of-time cache
 * (JDK 25 and later, JEP 514). It takes a jar that is unpacked, and is good for one build of Java
 * only; any other ignores it.
 *
 * @param folder all that belongs to it
 * @param jar the jar that is run with it, its libraries in a folder beside it
 * @param file what the JVM maps
 * @param ahead whether that is an ahead-of-time cache
 * @param ready whether it is there
 */
public record ClassArchive(Path folder, Path jar, Path file, boolean ahead, boolean ready) {
  /** Its folder's name in a release. */
  static final String FOLDER = "archive";

  private static final int FIRST_AHEAD = 25;

  /**
   * That of a release for one Java. Each user that an app may run as has one of its own: it is that
   * user's own code that makes it, and nobody else is to run what came of that.
   *
   * @param java the program
   * @param account the user that the app runs as; empty for our own
   */
  public static ClassArchive of(Release release, Path java, Optional<Account> account) {
    Optional<JavaBuild> build = JavaBuild.of(java);
    boolean ahead = build.filter(b -> b.version() >= FIRST_AHEAD).isPresent();
    String user = account.map(a -> String.valueOf(a.uid())).orElse("own");
    Path folder = release.folder().resolve(FOLDER).resolve(user);
    Path jar = folder.resolve(release.content());
    String name = build.map(JavaBuild::name).orElse("java").replaceAll("[^A-Za-z0-9.+-]", "_");
    Path file = folder.resolve(name + (ahead ? ".aot" : ".jsa"));
    boolean ready = Files.isRegularFile(jar) && Files.isRegularFile(file);
    return new ClassArchive(folder, jar, file, ahead, ready);
  }

  /** A command line that runs a jar, as it is with the archive. */
  public List<String> in(List<String> argv, Path original) {
    return with(
        argv, original, List.of((ahead ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file));
  }

  /**
   * A command line that makes it: a Spring Boot app is to end when it has loaded what it needs,
   * before it listens and before its jobs begin.
   */
  public List<String> making(List<String> argv, Path original) {
    String option = ahead ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
    return with(argv, original, List.of(option + file, "-Dspring.context.exit=onRefresh"));
  }

  /** A command line that unpacks the jar, by Spring Boot's own tool in it (3.3 and later). */
  public List<String> unpacking(List<String> argv, Path original) {
    return List.of(
        argv.get(0),
        "-Djarmode=tools",
        "-jar",
        original.toString(),
        "extract",
        "--force",
        "--destination",
        folder.toString());
  }

  private List<String> with(List<String> argv, Path original, List<String> options) {
    List<String> with = new ArrayList<>(argv);
    for (int i = 1; i + 1 < argv.size(); i++) {
      if (argv.get(i).equals("-jar") && argv.get(i + 1).equals(original.toString())) {
        with.set(i + 1, jar.toString());
        with.addAll(i, options);
        break;
      }
    }
    return with;
  }
}
