package bluegreen.observe;

import bluegreen.host.Processes;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.runner.Running;
import bluegreen.state.Roles.Role;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a slot.
 *
 * @param endpoint where what runs there was started to listen; the playbook's where nothing runs
 * @param crashed whether something was started there that ended without being told to
 * @param strays further processes of ours, left behind by a killed run
 * @param upkeep what is left to be done so that the slot gets on without us
 * @param keeper what starts it again when it fails and with the machine, by its name
 * @param foreign someone else who listens on the slot's port of the playbook
 * @param barrier why nothing can be started there, though nobody on this machine is in the way
 * @param listening whether what runs there listens on its port
 * @param healthy whether its health check passed just now
 * @param served whether what runs there serves or has served, so that nginx may fall back to it
 * @param role what it is told to be to visitors; empty where nothing is told
 * @param version the label of what runs there, or ran there last; empty where nothing ever did
 */
public record SlotFacts(
    Slot slot,
    Endpoint endpoint,
    Optional<Running> running,
    boolean crashed,
    List<Processes.Info> strays,
    Upkeep upkeep,
    String keeper,
    Optional<Processes.Listener> foreign,
    Optional<String> barrier,
    boolean listening,
    boolean healthy,
    boolean served,
    Optional<Role> role,
    Optional<String> version) {

  /** What it is to visitors, who are served by the slot of that name. */
  public Role actualRole(Slot active) {
    return slot == active
        ? Role.ACTIVE
        : running.isEmpty() ? Role.STOPPED : served ? Role.STANDBY : Role.STARTING;
  }

  /** The port of it. */
  public int port() {
    return endpoint.port();
  }

  /** {@code running}, {@code stopped} or {@code failed}. */
  public String state() {
    return running.isPresent() ? "running" : crashed ? "failed" : "stopped";
  }

  /** Whether it can stand in where the other slot does not answer. */
  public boolean standsBy() {
    return running.isPresent() && served;
  }

  /** What of ours is there, in a few words. */
  public String occupant() {
    return running
        .map(r -> r.version() + ", " + r.who())
        .orElse(
            strays.isEmpty()
                ? (keeper.endsWith(".service") ? "the unit" : keeper) + " of an earlier run"
                : "processes left behind by a killed run");
  }

  /** Whether anything of ours is there to be stopped. */
  public boolean occupied() {
    return running.isPresent() || !strays.isEmpty() || upkeep == Upkeep.LEFTOVER;
  }
}
