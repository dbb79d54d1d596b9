package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.host.Reach;
import bluegreen.host.Systemd;
import bluegreen.host.Texts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Server;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx of our own between the visitors' one and the slots, for a stream that is switched live:
 * it listens on a socket for each slot, and a link says on which of them visitors' connections come
 * in. Theirs never has a socket file of its own to listen on, which a kill would leave behind and
 * which would keep it from starting; ours takes such away before it starts.
 */
public record Relay(Playbook playbook, AppDir dir) {
  /** Bytes of a Unix socket's path, see unix(7), without the zero at its end. */
  private static final int LONGEST_PATH = 107;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Pattern CONFIGURATION =
      Pattern.compile("(?m)^# bluegreen: relay configuration=(\\w+)$");

  /** Whether the playbook wants one. */
  public boolean isWanted() {
    return playbook.nginx().isStream() && playbook.nginx().switchKind() == SwitchKind.LIVE;
  }

  /** The program with its files. */
  public Server server() {
    Path prefix = dir.nginx();
    Path conf = prefix.resolve("nginx.conf");
    return new Server(playbook.nginx().bin(), conf, Optional.of(prefix), false);
  }

  /** The folder of its sockets. */
  Path sockets() {
    return dir.sockets();
  }

  /** Why its sockets cannot be where they are to be; empty where they can. */
  public Optional<String> tooLong() {
    // No other socket, and no link to one, has a longer path.
    String longest = sockets().resolve(Slot.GREEN + "-alone").toString();
    int bytes = longest.getBytes(StandardCharsets.UTF_8).length;
    return isWanted() && bytes > LONGEST_PATH
        ? Optional.of(
            "app.dir: %s is too long for the sockets in it (%d bytes, at most %d); choose a shorter one, or `switch: reload`"
                .formatted(playbook.app().dir(), bytes, LONGEST_PATH))
        : Optional.empty();
  }

  private Optional<NginxUser> user(Commands commands) throws InterruptedException {
    return Accounts.areRoot()
        ? Optional.of(NginxUser.of(playbook.app().name(), new Accounts(commands)))
        : Optional.empty();
  }

  private List<Room> rooms(Optional<NginxUser> user) {
    List<Room> rooms = new ArrayList<>();
    user.ifPresent(u -> rooms.addAll(Room.of(server(), playbook.app().name(), u)));
    user.ifPresent(u -> rooms.add(new Room(sockets(), true, 0711, u.uid())));
    return rooms;
  }

  /** What is to be seen of it. */
  RelayFacts observe(Commands commands, Processes processes) throws InterruptedException {
    Optional<NginxUser> user = user(commands);
    Optional<String> conf = SetValue.text(server().conf()).map(SetValue::shown);
    boolean runs = master(processes).isPresent();
    return new RelayFacts(
        isWanted(),
        runs,
        runs ? told() : Optional.empty(),
        conf.filter(text -> configuration(text).isPresent()),
        user,
        Systemd.runsThisMachine() && Accounts.areRoot(),
        SetValue.text(NginxUnit.file(playbook.app().name())).map(SetValue::shown),
        rooms(user).stream().filter(room -> !room.isReady()).toList(),
        runs || conf.isEmpty() ? List.of() : left(commands, processes));
  }

  private List<Processes.Info> left(Commands commands, Processes processes) {
    Path log = dir.nginx().resolve(NginxFiles.ERROR_LOG);
    return new Orphans(playbook, commands, processes).writing(log);
  }

  /**
   * Its main file.
   *
   * @param endpoints where each slot is reached
   */
  public String text(NginxFiles rendered, Map<Slot, Endpoint> endpoints) {
    Map<String, Object> names = new HashMap<>(Map.of("app", playbook.app().name()));
    endpoints.forEach((slot, at) -> names.put(slot + "_at", at.address()));
    names.put("module", rendered.module());
    names.put("half_close", rendered.knows(Novelty.HALF_CLOSE));
    names.put("connect", Upstreams.patience(endpoints.values()));
    names.put("live_dir", dir.live().toString());
    names.put("sockets", sockets().toString());
    return rendered.signed("relay.conf", names);
  }

  /** The folder on the way to its own that it may not look into. */
  public Optional<Reach.Shut> barred(Commands commands) throws InterruptedException {
    return isWanted() && Accounts.areRoot()
        ? NginxUser.barred(playbook, dir, commands)
        : Optional.empty();
  }

  /** The digest that a file of ours says of itself. */
  public static Optional<String> configuration(String text) {
    Matcher said = CONFIGURATION.matcher(text);
    return said.find() ? Optional.of(said.group(1)) : Optional.empty();
  }

  /** The digest of the file that it has loaded; empty where it does not answer. */
  private Optional<String> told() {
    return told(sockets().resolve("told"));
  }

  private static Optional<String> told(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer said = ByteBuffer.allocate(64);
      while (channel.read(said) > 0) {
        continue;
      }
      said.flip();
      return Optional.of(StandardCharsets.US_ASCII.decode(said).toString().strip());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Processes.Info> master(Processes processes) {
    return new Masters(processes)
        .find(dir.nginx().resolve("logs/nginx.pid"), server(), "")
        .filter(p -> p.command().contains(server().conf().toString()));
  }

  /** The pids of its workers, those that only carry their last connections included. */
  public Set<Long> workers(Processes processes) {
    return master(processes).map(m -> processes.children(m.pid())).orElse(Set.of());
  }

  /** Starts it; what a killed one has left of its sockets would be in the way. */
  public Command start(Optional<NginxUser> user) {
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c"));
    argv.add("mkdir -p -m 0711 \"$0\" && rm -f \"$0\"/* && exec \"$@\"");
    argv.add(sockets().toString());
    argv.addAll(new NginxCommands(server(), user).start(false).argv());
    return Command.of(argv);
  }

  /**
   * The unit that it runs under where systemd runs the machine and we are root. Told to end, it
   * does not wait for its connections, some of which last for days: nobody else could be served
   * meanwhile.
   */
  public String unit(NginxUser user) {
    String folder = sockets().toString().replace("%", "%%"); // A % is systemd's own.
    String clear = "ExecStartPre=/bin/sh -c 'rm -f \"$$0\"/*' \"%s\"\n".formatted(folder);
    return new NginxUnit(playbook.app().name(), server(), user)
        .text()
        .replace("\nExecStart=", "\n" + clear + "ExecStart=")
        .replace("\nKillSignal=SIGQUIT\n", "\nKillSignal=SIGTERM\n")
        .replace(", behind your own", ", between your own and its slots");
  }

  /**
   * Runs what starts it, or has it read its file, and waits until it says that it has.
   *
   * @param folder of its sockets
   * @throws HostFailure where it does not
   */
  public static void run(Command command, Path folder, String configuration, Commands commands)
      throws HostFailure, InterruptedException {
    Commands.Result result = commands.runServer(command);
    if (!result.ok()) {
      throw new HostFailure(
          "our nginx cannot be started:\n" + Texts.lastLines(result.output(), 20));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!told(folder.resolve("told")).equals(Optional.of(configuration))) {
      if (System.nanoTime() > deadline) {
        throw new HostFailure(
            "our nginx does not work with the file that it was given; see "
                + folder.resolveSibling(NginxFiles.ERROR_LOG));
      }
      Interruption.sleep(POLL);
    }
  }
}
