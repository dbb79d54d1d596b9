package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** nginx's command lines as data. */
public final class NginxCommands {
  private final Server nginx;
  private final Optional<NginxUser> user;

  /** The commands for the nginx that a playbook describes. */
  public NginxCommands(Playbook.Nginx nginx) {
    this(nginx.server(), Optional.empty());
  }

  /** The commands for any nginx, run as that user. */
  public NginxCommands(Server nginx, Optional<NginxUser> user) {
    this.nginx = nginx;
    this.user = user;
  }

  /** Prints the version and how it was built. */
  public Command version() {
    return Command.of(nginx.bin(), "-V");
  }

  /** Tests the configuration. */
  public Command test() {
    return nginx("-t", "-q");
  }

  /** Tests the configuration and prints all of it, each file under a heading with its path. */
  public Command dump() {
    return nginx("-T", "-q");
  }

  /** Makes the running nginx read its configuration anew. */
  public Command reload() {
    return nginx("-s", "reload");
  }

  /** Starts nginx, through systemd where that is who starts it. */
  public Command start(boolean systemd) {
    if (!systemd) {
      return nginx();
    }
    return nginx.sudo()
        ? Command.of("sudo", "-n", "systemctl", "start", "nginx")
        : Command.of("systemctl", "start", "nginx");
  }

  /** Has nginx finish its requests and end. */
  public Command quit() {
    return nginx("-s", "quit");
  }

  /** Puts standard input into a new file that everybody may read, as root. */
  public static Command writeAsRoot(Path file) {
    return Command.of("sudo", "-n", "install", "-D", "-m", "0644", "/dev/stdin", file.toString());
  }

  /** Gives a file another name, in place of what has that name, as root. */
  public static Command renameAsRoot(Path file, Path to) {
    return Command.of("sudo", "-n", "mv", "-f", file.toString(), to.toString());
  }

  /** Removes a file as root. */
  public static Command removeAsRoot(Path file) {
    return Command.of("sudo", "-n", "rm", "-f", file.toString());
  }

  /** Removes a folder with all that is in it as root. */
  public static Command removeTreeAsRoot(Path folder) {
    return Command.of("sudo", "-n", "rm", "-rf", folder.toString());
  }

  /** Gives a file the mode, owner, group and further attributes of another one. */
  static Command likeness(Path of, Path to) {
    return Command.of(
        "cp", "--attributes-only", "--preserve=all", "--", of.toString(), to.toString());
  }

  /** Puts the content of a file in place of another one's, which keeps all its attributes. */
  static List<Command> replaceAsRoot(Path content, Path temporary, Path file) {
    List<String> likeness = new ArrayList<>(List.of("sudo", "-n"));
    likeness.addAll(likeness(file, temporary).argv());
    return List.of(
        Command.of("sudo", "-n", "install", "-m", "0600", content.toString(), temporary.toString()),
        Command.of(likeness),
        renameAsRoot(temporary, file));
  }

  private Command nginx(String... options) {
    List<String> argv = new ArrayList<>();
    user.map(NginxUser::become).ifPresent(argv::addAll);
    if (nginx.sudo()) {
      argv.addAll(List.of("sudo", "-n"));
    }
    argv.add(nginx.bin());
    nginx.prefix().ifPresent(p -> argv.addAll(List.of("-p", p.toString())));
    argv.addAll(List.of("-c", nginx.conf().toString()));
    argv.addAll(List.of(options));
    return Command.of(argv);
  }
}
