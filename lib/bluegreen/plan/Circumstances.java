package bluegreen.plan;

import bluegreen.host.LentPorts;
import bluegreen.host.Processes.Listener;
import bluegreen.playbook.Slot;
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
 */
public record Circumstances(
    OptionalLong available,
    Map<Slot, Long> used,
    Optional<LentPorts> lent,
    Map<Integer, Listener> outgoing) {

  /** Where nothing was looked at. */
  public static Circumstances unseen() {
    return new Circumstances(OptionalLong.empty(), Map.of(), Optional.empty(), Map.of());
  }
}
