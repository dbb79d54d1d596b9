package bluegreen.plan;

import bluegreen.host.Processes.Listener;
import bluegreen.nginx.conf.Socket;
import java.util.Optional;
import java.util.OptionalInt;

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

  /** Why it cannot; empty where it can. */
  Optional<String> problem() {
    String cannot = said + ": nginx cannot listen on " + socket.shown() + ", as ";
    if (!here) {
      return Optional.of(
          cannot
              + "this machine does not have that address; write one that it has (ip address), or"
              + " the port alone for all");
    } else if (holder.isPresent()) {
      return Optional.of(
          cannot + holder.get().describe() + " does; stop it, or write another port or address");
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
