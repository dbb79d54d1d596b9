package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Systemd;
import bluegreen.host.Trail;
import bluegreen.playbook.Playbook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What sudo has to allow a user who is not root, command by command, in the language of sudoers(5).
 */
public final class SudoRules {
  /** Where sudo looks for programs. */
  private static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private SudoRules() {}

  /** Whether a message is one of sudo's own, of what it does not allow. */
  public static boolean isRefusal(String message) {
    return message.startsWith("sudo: ");
  }

  /**
   * What the rules depend on beside the playbook.
   *
   * @param systemd whether systemd is who starts nginx
   * @param former the file that the site is in, where the playbook names another one
   * @param installing what installs nginx, where it is not there yet; the rest cannot be asked then
   */
  public record Situation(boolean systemd, Optional<Path> former, List<Command> installing) {
    /** Where nothing is known but this machine. */
    static Situation here(Playbook.Nginx nginx) {
      boolean systemd = nginx.prefix().isEmpty() && Systemd.runsThisMachine();
      return new Situation(systemd, Optional.empty(), List.of());
    }
  }

  /** What sudo does not allow of what a run may need, and what to do about it; mostly nothing. */
  public static Optional<String> lacking(
      Playbook.Nginx nginx, String app, Situation situation, Commands runner)
      throws HostFailure, InterruptedException {
    if (!nginx.behind().map(b -> b.front().sudo()).orElse(nginx.sudo())) {
      return Optional.empty();
    }
    List<Command> asking =
        situation.installing().isEmpty() ? commands(nginx, situation) : situation.installing();
    for (Command command : asking) {
      List<String> words = command.argv().subList(2, command.argv().size());
      Command asked = Command.of("sudo", "-n", "-l", "--").and(words.toArray(String[]::new));
      if (!runner.runUnheard(asked).ok()) {
        return Optional.of(
            "nginx.become: sudo does not let us run `"
                + Command.shown(words)
                + "`; "
                + advice(nginx, app, situation));
      }
    }
    return Optional.empty();
  }

  /** What to do about it. */
  static String advice(Playbook.Nginx nginx, String app) {
    return advice(nginx, app, Situation.here(nginx));
  }

  private static String advice(Playbook.Nginx nginx, String app, Situation situation) {
    return "what it has to allow; put this into a file with `visudo -f /etc/sudoers.d/bluegreen-"
        + app
        + "`:\n"
        + of(nginx, System.getProperty("user.name"), situation);
  }

  /** The rules for one playbook's nginx. */
  static String of(Playbook.Nginx nginx, String user, Situation situation) {
    return Stream.concat(situation.installing().stream(), commands(nginx, situation).stream())
        .map(command -> shown(command.argv().subList(2, command.argv().size())))
        .distinct()
        .collect(Collectors.joining(", \\\n    ", user + " ALL=(root) NOPASSWD: ", ""));
  }

  private static List<Command> commands(Playbook.Nginx nginx, Situation situation) {
    if (nginx.behind().isPresent()) {
      return commands(nginx.behind().get());
    }
    NginxCommands lines = new NginxCommands(nginx);
    List<Command> all =
        new ArrayList<>(
            List.of(lines.test(), lines.dump(), lines.reload(), lines.start(situation.systemd())));
    all.addAll(NginxLock.commands(nginx.server()));
    List<Path> files = new ArrayList<>(List.of(nginx.target().file()));
    if (nginx.prefix().isPresent()) {
      all.add(lines.quit());
      files.add(nginx.conf());
      for (String folder : List.of("logs", "temp")) {
        all.add(NginxCommands.removeTreeAsRoot(nginx.prefix().get().resolve(folder)));
      }
      for (String file : List.of("nginx.pid", "logs/error.log")) {
        all.add(NginxCommands.removeAsRoot(nginx.prefix().get().resolve(file)));
      }
    }
    for (Path name : files) {
      Path file = Trail.of(name).end(); // A link stays, and what it leads to is written.
      Path temporary = AtomicFiles.temporary(file);
      all.add(NginxCommands.writeAsRoot(temporary));
      all.add(NginxCommands.renameAsRoot(temporary, file));
      all.add(NginxCommands.removeAsRoot(temporary));
      all.add(NginxCommands.removeAsRoot(file));
    }
    Path site = Trail.of(nginx.target().file()).end();
    situation
        .former()
        .ifPresent(
            old -> {
              all.add(NginxCommands.renameAsRoot(old, site));
              all.add(NginxCommands.renameAsRoot(site, old)); // Where nginx refuses it there.
              all.add(NginxCommands.removeAsRoot(old));
            });
    return all;
  }

  /** Of an nginx that ours is behind no more is needed than to change one value. */
  private static List<Command> commands(Playbook.Behind behind) {
    NginxCommands lines = new NginxCommands(behind.front(), Optional.empty());
    List<Command> all = new ArrayList<>(List.of(lines.test(), lines.dump(), lines.reload()));
    all.addAll(NginxLock.commands(behind.front()));
    behind
        .include()
        .map(Playbook.Include::file)
        .map(SudoRules::real)
        .ifPresent(
            file -> {
              Path temporary = AtomicFiles.temporary(file);
              Path content =
                  AtomicFiles.temporary(
                      behind.file().getParent().resolveSibling("include.original"));
              all.addAll(NginxCommands.replaceAsRoot(content, temporary, file));
              all.add(NginxCommands.removeAsRoot(temporary));
            });
    return all;
  }

  /** A link stays, and what it leads to is written. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  private static String shown(List<String> argv) {
    String program = argv.get(0);
    String found =
        FOLDERS.stream()
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse(program);
    return Stream.concat(
            Stream.of(found),
            argv.stream().skip(1).map(word -> word.replaceAll("([,:=\\\\ *?\\[\\]!])", "\\\\$1")))
        .collect(Collectors.joining(" "));
  }
}
