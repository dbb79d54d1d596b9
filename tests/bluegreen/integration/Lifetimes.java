package bluegreen.integration;

import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.testing.PrivateServer;
import java.util.List;
import java.util.Optional;

/** First deployments and removals, killed; clients ask as soon as something serves. */
final class Lifetimes extends Chain {
  private static final String FIRST = "first deployment";
  private static final String REMOVAL = "removal";
  private static final int REMOVAL_EVENTS = 6;

  private Optional<Setting> now = Optional.empty();

  Lifetimes(long seed, int randomKills) {
    super(PrivateServer.create(), "first and last", seed, List.of(FIRST, REMOVAL), randomKills);
  }

  @Override
  int boundaries(String kind) {
    return kind.equals(REMOVAL) ? REMOVAL_EVENTS : DEPLOYMENT_EVENTS;
  }

  @Override
  void begin() {
    // There is nothing at first.
  }

  @Override
  boolean fits(String kind) {
    return kind.equals(REMOVAL) == now.isPresent();
  }

  @Override
  Errand errand(String kind) {
    if (kind.equals(REMOVAL)) {
      return Errand.remove(now.orElseGet(() -> deploy(any())));
    }
    now.ifPresent(setting -> server.run(Errand.remove(setting).arguments()).expect(0));
    return Errand.deploy(any());
  }

  private Setting any() {
    String version = Setting.VERSIONS.get(random.nextInt(Setting.VERSIONS.size()));
    return new Setting(
        version,
        oneIn(3) ? SwitchKind.RELOAD : SwitchKind.LIVE,
        oneIn(3) ? Standby.STOP : Standby.KEEP);
  }

  @Override
  void afterKill(Errand killed) {
    if (killed.wanted().isPresent() && server.answers("/version")) {
      startLoad(false);
    }
  }

  @Override
  Errand next(String kind, Errand killed) {
    if (killed.wanted().isPresent() && oneIn(4) && load().isEmpty()) {
      return Errand.remove(killed.wanted().get());
    }
    return oneIn(3) ? Errand.deploy(any()) : killed;
  }

  @Override
  void reached(Errand done) {
    stopLoad();
    now = done.wanted();
  }
}
