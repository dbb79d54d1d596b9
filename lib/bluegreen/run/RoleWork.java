package bluegreen.run;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Roles;
import bluegreen.state.Roles.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells the processes in the slots what they are to visitors. That it cannot is no failure of a
 * run: a rollback has to go through on a full disk.
 */
final class RoleWork {
  private final Roles roles;
  private final List<String> warnings = new ArrayList<>();

  RoleWork(AppDir dir, AtomicFiles files) {
    this.roles = new Roles(dir, files);
  }

  private interface Telling {
    void tell() throws HostFailure;
  }

  /** A slot is that from now on. */
  void set(Slot slot, Role role) {
    tell(() -> roles.set(slot, role));
  }

  /** Both slots are that. */
  void write(Map<Slot, Role> both) {
    tell(() -> roles.write(both));
  }

  /** Has what {@link #serves} needs ready. */
  void prepare(Slot slot) {
    tell(() -> roles.prepare(slot));
  }

  /** A slot serves from now on, and the other one does not. */
  void serves(Slot slot) {
    tell(() -> roles.serves(slot));
  }

  private void tell(Telling telling) {
    try {
      telling.tell();
    } catch (HostFailure e) {
      warnings.add(
          e.getMessage()
              + ": what looks at BLUEGREEN_ROLE_FILE may run in the wrong version until the next"
              + " run");
    }
  }

  /** What could not be told since it was last asked for, a sentence each. */
  List<String> warnings() {
    List<String> all = List.copyOf(warnings);
    warnings.clear();
    return all;
  }
}
