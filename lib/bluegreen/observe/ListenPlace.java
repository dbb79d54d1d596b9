package bluegreen.observe;

import bluegreen.host.Processes.Info;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.conf.Socket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Where nginx is to begin to listen, and does not yet.
 *
 * @param said what says so: a key of the playbook, or a file and line of nginx's configuration
 * @param holder who else listens there
 * @param here whether this machine has the address
 * @param lowest the lowest port that whoever starts nginx may listen on, where this one is below it
 */
public record ListenPlace(
    String said, Socket socket, Optional<Listener> holder, boolean here, OptionalInt lowest) {

  /** A worker ends with its master, unless that was killed; then it is a child of the first one. */
  private static boolean isOrphan(Listener listener) {
    return listener
        .process()
        .filter(p -> p.command().startsWith("nginx: worker") && p.parent() == 1)
        .isPresent();
  }

  private List<Info> alike(List<Info> adrift) {
    return Stream.concat(holder.flatMap(Listener::process).stream(), adrift.stream())
        .distinct()
        .toList();
  }

  /**
   * Why it cannot; empty where it can.
   *
   * @param adrift the workers of an nginx whose master was killed, as far as they are known
   */
  public Optional<String> problem(List<Info> adrift) {
    String cannot = said + ": nginx cannot listen on " + socket.shown() + ", as ";
    if (!here) {
      return Optional.of(
          cannot
              + "this machine does not have that address; write one that it has (ip address), or"
              + " the port alone for all");
    } else if (holder.isPresent()) {
      return Optional.of(
          cannot
              + holder.get().describe()
              + (isOrphan(holder.get())
                  ? " does: it answers on, though its master is gone. At a moment when a few"
                      + " requests may be lost, end it and those like it ("
                      + NginxFacts.end(alike(adrift))
                      + "), and run this at once"
                  : " does; stop it, or write another port or address"));
    }
    return lowest.isPresent()
        ? Optional.of(
            cannot
                + "ports below "
                + lowest.getAsInt()
                + " are root's; write a higher one, or run this as root")
        : Optional.empty();
  }
}
