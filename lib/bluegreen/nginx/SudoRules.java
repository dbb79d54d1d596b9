package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
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

  /** What sudo does not allow of what a run may need, and what to do about it; mostly nothing. */
  public static Optional<String> lacking(Playbook.Nginx nginx, String app, Commands runner)
      throws HostFailure, InterruptedException {
    if (!nginx.sudo()) {
      return Optional.empty();
    }
    for (Command command : commands(nginx)) {
      List<String> words = command.argv().subList(2, command.argv().size());
      Command asked = Command.of("sudo", "-n", "-l", "--").and(words.toArray(String[]::new));
      if (!runner.runUnheard(asked).ok()) {
        return Optional.of(
            "nginx.become: sudo does not let us run `"
                + Command.shown(words)
                + "`; "
                + advice(nginx, app));
      }
    }
    return Optional.empty();
  }

  /** What to do about it. */
  static String advice(Playbook.Nginx nginx, String app) {
    return "what it has to allow; put this into a file with `visudo -f /etc/sudoers.d/bluegreen-"
        + app
        + "`:\n"
        + of(nginx, System.getProperty("user.name"));
  }

  /** The rules for one playbook's nginx. */
  static String of(Playbook.Nginx nginx, String user) {
    return commands(nginx).stream()
        .map(command -> shown(command.argv().subList(2, command.argv().size())))
        .distinct()
        .collect(Collectors.joining(", \\\n    ", user + " ALL=(root) NOPASSWD: ", ""));
  }

  private static List<Command> commands(Playbook.Nginx nginx) {
    if (nginx.behind().isPresent()) {
      return commands(nginx.behind().get());
    }
    NginxCommands lines = new NginxCommands(nginx);
    List<Command> all =
        new ArrayList<>(
            List.of(
                lines.test(), lines.dump(), lines.reload(), lines.start(nginx.prefix().isEmpty())));
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
    for (Path file : files) {
      Path temporary = AtomicFiles.temporary(file);
      all.add(NginxCommands.writeAsRoot(temporary));
      all.add(NginxCommands.renameAsRoot(temporary, file));
      all.add(NginxCommands.removeAsRoot(temporary));
      all.add(NginxCommands.removeAsRoot(file));
    }
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
