package bluegreen.nginx;

import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import java.util.Map;
import java.util.Optional;

/** How nginx is told which slot requests go to: one for each {@code nginx.switch}. */
public sealed interface Switching {
  /** The one that a playbook, or a site of ours, names. */
  static Switching of(SwitchKind kind) {
    return switch (kind) {
      case LIVE -> new ByMarker();
      case RELOAD -> new BySite();
    };
  }

  /** Whether moving traffic takes another text of our site, which nginx has to load. */
  boolean isLoaded();

  /** What the template of our site has to know of it. */
  Map<String, Object> names(Slot active);

  /**
   * Where nginx sends requests by a site that it has loaded.
   *
   * @param marked the slot that the marker names
   */
  Optional<Slot> traffic(SiteFile site, Optional<Slot> marked);

  /** By a file that nginx looks for on every request. */
  record ByMarker() implements Switching {
    @Override
    public boolean isLoaded() {
      return false;
    }

    @Override
    public Map<String, Object> names(Slot active) {
      return Map.of("live", true, "active", "marker");
    }

    @Override
    public Optional<Slot> traffic(SiteFile site, Optional<Slot> marked) {
      return marked;
    }
  }

  /** By the site itself. */
  record BySite() implements Switching {
    @Override
    public boolean isLoaded() {
      return true;
    }

    @Override
    public Map<String, Object> names(Slot active) {
      return Map.of("live", false, "active", active.label());
    }

    @Override
    public Optional<Slot> traffic(SiteFile site, Optional<Slot> marked) {
      return site.active();
    }
  }
}
