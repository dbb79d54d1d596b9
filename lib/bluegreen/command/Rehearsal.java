package bluegreen.command;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Trace;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Uses everything once in the run whose classes are archived for quick starts (JBang's {@code
 * //CDS}): the first run after an installation may have been nothing but {@code --help}.
 */
final class Rehearsal {
  private static final String ARCHIVING = "-XX:ArchiveClassesAtExit";

  private Rehearsal() {}

  /** Rehearses if this run's classes are archived. */
  static void ifArchiving() {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
      if (new String(line, StandardCharsets.UTF_8).contains(ARCHIVING)) {
        loadOwnClasses();
        new Http(Trace.SILENT).send(Http.Request.get("http://127.0.0.1:1/", Duration.ofSeconds(1)));
        new Templates()
            .fill(new Template("{{ a }}{% if b %}c{% endif %}"), Map.of("a", 1, "b", true));
        new Commands(Trace.SILENT).run(Command.of("true"));
      }
    } catch (Exception e) {
      // Without it the next start is slower, and that is all.
    }
  }

  private static void loadOwnClasses() throws IOException, URISyntaxException {
    File jar =
        new File(Rehearsal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarFile classes = new JarFile(jar)) {
      classes.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("bluegreen/") && name.endsWith(".class"))
          .forEach(name -> load(name.substring(0, name.length() - 6).replace('/', '.')));
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, Rehearsal.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // One class less in the archive.
    }
  }
}
