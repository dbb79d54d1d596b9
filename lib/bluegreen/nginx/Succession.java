package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Processes.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has the workers end that a killed master has left, and another nginx begin in their place.
 * Between the two nobody listens, so one shell does both: the next nginx is run as soon as the
 * kernel knows of no listener any more. Earlier it would find the port taken, and wait half a
 * second.
 */
public final class Succession {
  private static final int TAKEN = 75;

  /**
   * {@code $1} is the port as the kernel writes it (proc(5)), {@code $2} the pids; the rest is the
   * command. It looks at once and again, then every 10 ms, for some ten seconds. Nobody who presses
   * Ctrl-C in the middle of it leaves visitors without any nginx.
   */
  private static final String SCRIPT =
      """
      port=$1 pids=$2 tries=0 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; shift 2
      trap '' INT TERM HUP
      kill -s QUIT $pids
      while grep -qE "^ *[0-9]+: (0100007F|7F000001):$port [0-9A-F]+:0000 0A " /proc/net/tcp; do
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
   * @param port that of 127.0.0.1 on which they listen
   * @param then what starts the next one; empty where none is to be started
   * @throws HostFailure where the port is not free in time, or the next one does not start
   */
  public void perform(List<Id> workers, int port, Optional<Command> then)
      throws HostFailure, InterruptedException {
    List<String> pids =
        workers.stream().filter(processes::runs).map(id -> String.valueOf(id.pid())).toList();
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    argv.addAll(List.of("%04X".formatted(port), String.join(" ", pids)));
    argv.addAll(then.map(Command::argv).orElse(List.of("true")));
    Commands.Result result = commands.run(Command.of(argv));
    if (result.exit() == TAKEN) {
      throw new HostFailure(
          "port " + port + " is not free, although the workers on it were told to end");
    } else if (!result.ok()) {
      throw new HostFailure("nginx cannot be started:\n" + result.output().strip());
    }
  }
}
