package bluegreen.integration;

import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.testing.PrivateServer;
import java.util.List;

/** What a playbook of the chaos test wants; there is one for each. */
record Setting(String version, SwitchKind kind, Standby standby) {
  static final List<String> VERSIONS = List.of("1", "2", "3", "4");

  /** Writes all playbooks. */
  static void writeAll(PrivateServer server) {
    for (String version : VERSIONS) {
      for (SwitchKind kind : SwitchKind.values()) {
        for (Standby standby : Standby.values()) {
          new Setting(version, kind, standby).write(server);
        }
      }
    }
  }

  private void write(PrivateServer server) {
    server
        .light(version)
        .nginx("switch", kind.label())
        .rollout("standby", word(standby))
        .rollout("quiet_start", String.valueOf(standby == Standby.STOP))
        // It ends as soon as nothing is in flight, however slow the machine is.
        .rollout("drain", "60s")
        .write(file());
  }

  private static String word(Standby standby) {
    return standby == Standby.KEEP ? "keep" : "stop";
  }

  /** The playbook's name. */
  String file() {
    return version + "-" + kind.label() + "-" + word(standby) + ".yml";
  }

  Setting with(String otherVersion) {
    return new Setting(otherVersion, kind, standby);
  }

  Setting with(SwitchKind otherKind) {
    return new Setting(version, otherKind, standby);
  }

  Setting with(Standby otherStandby) {
    return new Setting(version, kind, otherStandby);
  }
}
