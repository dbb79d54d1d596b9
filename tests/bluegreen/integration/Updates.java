package bluegreen.integration;

import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.testing.PrivateServer;
import java.util.List;
import java.util.Optional;

/** New versions and rollbacks, killed while clients ask. */
final class Updates extends Chain {
  private static final String NEW_VERSION = "new version";
  private static final String ROLLBACK = "rollback";
  private static final String STANDBY = "standby: stop";
  private static final String SWITCH = "another switch";

  private final SwitchKind kind;
  private Setting now;

  private Updates(
      PrivateServer server,
      String name,
      long seed,
      List<String> kinds,
      int randomKills,
      SwitchKind kind) {
    super(server, name, seed, kinds, randomKills);
    this.kind = kind;
    this.now = new Setting("1", kind, Standby.KEEP);
  }

  /** By the marker, and all clients keep their connections. */
  static Updates live(long seed, int randomKills) {
    return new Updates(
        PrivateServer.create(),
        "live switch",
        seed,
        List.of(NEW_VERSION, ROLLBACK, STANDBY),
        randomKills,
        SwitchKind.LIVE);
  }

  /** By a reload, which closes connections that are kept open. */
  static Updates reload(long seed, int randomKills) {
    return new Updates(
        PrivateServer.create(),
        "reload switch",
        seed,
        List.of(NEW_VERSION, SWITCH),
        randomKills,
        SwitchKind.RELOAD);
  }

  @Override
  void begin() {
    deploy(now);
    now = deploy(now.with("2"));
    startLoad(kind == SwitchKind.LIVE);
  }

  @Override
  Errand errand(String what) {
    return switch (what) {
      case NEW_VERSION -> Errand.deploy(newVersion(now));
      case STANDBY -> Errand.deploy(newVersion(now).with(Standby.STOP));
      case SWITCH -> Errand.deploy((oneIn(2) ? now : newVersion(now)).with(other(now.kind())));
      case ROLLBACK -> back(now).orElseGet(this::backAfterOneMore);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private Setting newVersion(Setting from) {
    return from.with(otherThan(from.version())).with(Standby.KEEP);
  }

  private Errand backAfterOneMore() {
    now = deploy(newVersion(now));
    return back(now).orElseThrow();
  }

  private Optional<Errand> back(Setting from) {
    return previous().map(v -> oneIn(3) ? Errand.rollbackTo(from, v) : Errand.rollback(from, v));
  }

  @Override
  Errand next(String what, Errand killed) {
    Setting wanted = killed.wanted().orElseThrow();
    switch (random.nextInt(4)) {
      case 0:
        Setting like = oneIn(2) ? wanted : now;
        return Errand.deploy(like.with(otherThan(wanted.version())));
      case 1:
        return back(wanted).orElseGet(() -> Errand.deploy(wanted));
      default:
        return again(killed, wanted);
    }
  }

  /** The same once more; a rollback that has come to its end would go back one further. */
  private Errand again(Errand killed, Setting wanted) {
    boolean unfinished = previous().equals(Optional.of(wanted.version()));
    return killed.is("rollback") && !unfinished ? Errand.deploy(wanted) : killed;
  }

  @Override
  void reached(Errand done) {
    now = done.wanted().orElseThrow();
  }
}
