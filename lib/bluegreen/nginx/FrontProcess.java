package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Systemd;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Behind;
import java.nio.file.Path;
import java.util.Optional;

/** The process of the user's own nginx. */
record FrontProcess(
    Behind behind, Commands commands, Processes processes, Optional<Configuration> configuration) {
  private NginxCommands lines() {
    return new NginxCommands(behind.front(), Optional.empty());
  }

  /** Its master; empty where it does not run. */
  Optional<Processes.Info> master() throws HostFailure, InterruptedException {
    String build = commands.run(lines().version()).output();
    Path file = Masters.pidFile(behind.front(), configuration, build);
    return new Masters(processes).find(file, behind.front(), build);
  }

  /** The command that starts it, where it does not run; empty where it does. */
  Optional<String> stopped() throws InterruptedException {
    boolean seeing = processes.find(1).isPresent(); // Others' processes may be hidden from us.
    return !seeing || runs()
        ? Optional.empty()
        : Optional.of(Command.shown(lines().start(Systemd.runsThisMachine()).argv()));
  }

  private boolean runs() throws InterruptedException {
    try {
      return master().isPresent();
    } catch (HostFailure e) {
      return false; // It is not installed.
    }
  }
}
