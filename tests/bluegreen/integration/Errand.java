package bluegreen.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of the product in the chaos test, and what has to be once it is done.
 *
 * @param wanted the playbook that then has nothing left to change; empty after a removal
 */
record Errand(List<String> command, String playbook, Optional<Setting> wanted) {

  static Errand deploy(Setting setting) {
    return new Errand(List.of("deploy"), setting.file(), Optional.of(setting));
  }

  /** Back to the version before, without naming it. */
  static Errand rollback(Setting now, String previous) {
    return new Errand(List.of("rollback"), now.file(), Optional.of(now.with(previous)));
  }

  static Errand rollbackTo(Setting now, String version) {
    return new Errand(
        List.of("rollback", "--to", version), now.file(), Optional.of(now.with(version)));
  }

  static Errand remove(Setting now) {
    return new Errand(List.of("remove"), now.file(), Optional.empty());
  }

  boolean is(String word) {
    return command.get(0).equals(word);
  }

  /** The arguments of the run. */
  String[] arguments(String... options) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(options));
    all.add(playbook);
    return all.toArray(String[]::new);
  }

  @Override
  public String toString() {
    return String.join(" ", arguments());
  }
}
