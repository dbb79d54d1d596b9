package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.OpenFiles;
import bluegreen.host.Processes;
import bluegreen.host.Processes.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the workers end that a killed master has left, and another nginx begin in their place.
 * Between the two nobody listens, so one shell does both: the next nginx is run as soon as the
 * kernel knows of no listener any more. Earlier it would find the port taken, and wait half a
 * second.
 */
public final class Succession {
  private static final int TAKEN = 75;

  /** The inode of no socket. */
  private static final String NONE = "none";

  /**
   * {@code $1} are the sockets, by their inodes as the kernel writes them (proc(5)), {@code $2} the
   * pids; the rest is the command. It looks at once and again, then every 10 ms, for some ten
   * seconds. Nobody who presses Ctrl-C in the middle of it leaves visitors without any nginx.
   */
  private static final String SCRIPT =
      """
      sockets=$1 pids=$2 tries=0 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; shift 2
      trap '' INT TERM HUP
      [ -z "$pids" ] || kill -s QUIT $pids
      while grep -qsE " 0A [0-9A-F:]+ [0-9A-F:]+ [0-9A-F]+ +[0-9]+ +[0-9]+ ($sockets) " \
          /proc/net/tcp /proc/net/tcp6; do
        tries=$((tries + 1))
        if [ $tries -gt 900 ]; then exit %d; elif [ $tries -gt 100 ]; then sleep 0.01; fi
      done
      trap - INT TERM HUP
      exec "$@"
      """
          .formatted(TAKEN);

  private final Commands commands;
  private final Processes processes;

  /** By commands, on processes of this machine. */
  public Succession(Commands commands, Processes processes) {
    this.commands = commands;
    this.processes = processes;
  }

  /**
   * Carries it out. The workers take no new requests from then on, and end with those in hand.
   *
   * @param then what starts the next one; empty where none is to be started
   * @throws HostFailure where they listen on for too long, or the next one does not start
   */
  public void perform(List<Id> workers, Optional<Command> then)
      throws HostFailure, InterruptedException {
    List<Long> left = workers.stream().filter(processes::runs).map(Id::pid).toList();
    String pids = spaced(left.stream(), " ");
    String sockets =
        spaced(left.stream().flatMap(pid -> OpenFiles.listeners(pid).stream()).distinct(), "|");
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    argv.addAll(List.of(sockets.isEmpty() ? NONE : sockets, pids));
    argv.addAll(then.map(Command::argv).orElse(List.of("true")));
    Commands.Result result = commands.runServer(Command.of(argv));
    if (result.exit() == TAKEN) {
      throw new HostFailure(
          "the workers of our nginx still listen, although they were told to end: pid " + pids);
    } else if (!result.ok()) {
      throw new HostFailure("nginx cannot be started:\n" + result.output().strip());
    }
  }

  private static String spaced(Stream<Long> numbers, String between) {
    return numbers.map(String::valueOf).collect(Collectors.joining(between));
  }
}
