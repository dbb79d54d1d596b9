package bluegreen.command.starter;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Programs;
import bluegreen.host.Trace;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The nginx that visitors of this machine reach.
 *
 * @param server its program and files
 * @param installed whether there is such a program
 * @param configuration what it loads; empty where there is none, or we may not read it
 */
record FrontDoor(Server server, boolean installed, Optional<Configuration> configuration) {
  /** Where every distribution's package has it. */
  static final Path USUAL = Path.of("/etc/nginx/nginx.conf");

  private static final Pattern BUILT = Pattern.compile("--conf-path=(\\S+)");

  /** Looks for it: on the ports of the web, in the usual place, and where it was built for. */
  static FrontDoor find(Processes processes) throws InterruptedException {
    Commands commands = new Commands(Trace.SILENT);
    Optional<String> master =
        Stream.of(80, 443).flatMap(p -> master(p, processes).stream()).findFirst();
    String bin = master.flatMap(FrontDoor::program).orElse("nginx");
    Optional<String> build = build(bin, commands);
    Optional<Path> prefix = master.flatMap(m -> option("p", m)).map(Path::of);
    Path built =
        build
            .map(BUILT::matcher)
            .filter(Matcher::find)
            .map(m -> Path.of(m.group(1)))
            .filter(c -> !bin.equals("nginx") || !Files.exists(USUAL))
            .orElse(USUAL);
    Path conf =
        prefix
            .orElse(Path.of("/"))
            .resolve(master.flatMap(m -> option("c", m)).map(Path::of).orElse(built));
    Server server = new Server(bin, conf, prefix, false);
    return new FrontDoor(server, build.isPresent(), read(server, commands, master.isPresent()));
  }

  /** The program of a running master, where it is not the one on the PATH. */
  private static Optional<String> program(String master) {
    Matcher named = Pattern.compile("nginx: master process (/\\S+)").matcher(master);
    if (!named.find()) {
      return Optional.empty();
    }
    String path = System.getenv().getOrDefault("PATH", "") + ":" + Programs.USUAL_PATH;
    Optional<Path> usual = Programs.find("nginx", path);
    Path own = Path.of(named.group(1));
    return Optional.of(own.toString())
        .filter(p -> Programs.isProgram(own) && usual.filter(u -> isSame(u, own)).isEmpty());
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> build(String bin, Commands commands) throws InterruptedException {
    try {
      return Optional.of(commands.run(Command.of(bin, "-V")).output());
    } catch (HostFailure e) {
      return Optional.empty();
    }
  }

  /** The command line of the nginx that listens on a port. */
  private static Optional<String> master(int port, Processes processes) {
    return processes.listeners(port, Optional.empty()).stream()
        .flatMap(l -> l.process().stream())
        .filter(p -> p.command().startsWith("nginx: "))
        .flatMap(
            p ->
                p.command().startsWith("nginx: master")
                    ? Stream.of(p)
                    : processes.find(p.parent()).stream())
        .map(Processes.Info::command)
        .filter(c -> c.startsWith("nginx: master"))
        .findFirst();
  }

  private static Optional<String> option(String name, String command) {
    Matcher option = Pattern.compile("\\s-" + name + "\\s*(\\S+)").matcher(command);
    return option.find() ? Optional.of(option.group(1)) : Optional.empty();
  }

  /** By the files, as a question to nginx itself may create some; or else from a running one. */
  private static Optional<Configuration> read(Server server, Commands commands, boolean runs)
      throws InterruptedException {
    Optional<Configuration> files = Configuration.ofFiles(server.conf());
    if (!runs || files.filter(c -> c.missing().isEmpty()).isPresent()) {
      return files;
    }
    try {
      Commands.Result dump =
          commands.runUnheard(new NginxCommands(server, Optional.empty()).dump());
      byte[] bytes = dump.stdout().getBytes(StandardCharsets.UTF_8);
      return Configuration.ofDump(new String(bytes, StandardCharsets.ISO_8859_1)).or(() -> files);
    } catch (HostFailure e) {
      return files;
    }
  }
}
