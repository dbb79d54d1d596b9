package bluegreen.observe;

import bluegreen.host.LentPorts;
import bluegreen.host.Processes.Listener;
import bluegreen.playbook.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was seen of the machine itself, beside what is ours on it.
 *
 * @param available the bytes of memory that another process can use; empty where nobody says
 * @param used the bytes that what runs in a slot uses; of slots in which something runs
 * @param lent the ports that outgoing connections are given
 * @param outgoing whose connections have been given ports of ours on which nobody listens yet
 * @param lost who listens on ports that an nginx of ours had, and that does not run
 * @param listens where the nginx of our site is to begin to listen
 * @param yields whether what we start can be left what of the processor nobody else wants, and be
 *     made like everybody else later
 */
public record Circumstances(
    OptionalLong available,
    Map<Slot, Long> used,
    Optional<LentPorts> lent,
    Map<Integer, Listener> outgoing,
    Map<Integer, Listener> lost,
    List<ListenPlace> listens,
    boolean yields) {

  /** Where nothing was looked at. */
  public static Circumstances unseen() {
    return new Circumstances(
        OptionalLong.empty(), Map.of(), Optional.empty(), Map.of(), Map.of(), List.of(), false);
  }

  /** The same with those places. */
  public Circumstances listening(List<ListenPlace> places) {
    return new Circumstances(available, used, lent, outgoing, lost, places, yields);
  }

  /** The same where those have taken ports of an nginx of ours. */
  public Circumstances losing(Map<Integer, Listener> ports) {
    return new Circumstances(available, used, lent, outgoing, ports, listens, yields);
  }
}
