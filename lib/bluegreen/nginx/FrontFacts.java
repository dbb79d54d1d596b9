package bluegreen.nginx;

import bluegreen.host.Processes;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.conf.Directive;
import bluegreen.playbook.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of the user's own nginx, where ours is behind it.
 *
 * @param live whether a request on the way that visitors go came to us
 * @param passes whether its configuration names our address, and where it first does
 * @param wasLive whether visitors were seen to reach us by an earlier run
 * @param value the value of the included file that is, or is to be, our address
 * @param original what that value was before, as it stood in the file; empty unless it was replaced
 * @param outside who serves, or served before us, where visitors do not reach us
 * @param atPort whoever listens on the port of our nginx, that one itself included
 * @param leftBehind the workers of an nginx of ours whose master was killed: they serve on
 * @param closed a folder on the way to our nginx's own that its user may not look into
 * @param advice what a person has to change so that visitors reach us, a line each
 * @param ports those that our own nginx listens on, and the playbook's
 * @param former those of them that are not the playbook's and that it still passes to, each with
 *     what a person has to change for that to end; nothing where we do that
 * @param by the port of ours that its configuration passes to, the playbook's before any other
 * @param sight what else there is to see, or not, of the visitors' way
 * @param standing whether it runs, and would read its files anew
 * @param claims the ports that are to be ours, and on which it listens as soon as it has read its
 *     files, each with the words that say so
 * @param problems why it cannot be pointed at us, a sentence each
 */
public record FrontFacts(
    boolean live,
    Optional<String> passes,
    boolean wasLive,
    Optional<SetValue> value,
    Optional<String> original,
    Optional<Outside> outside,
    List<Processes.Listener> atPort,
    List<Processes.Info> leftBehind,
    Optional<Shut> closed,
    List<String> advice,
    Set<Integer> ports,
    Map<Integer, List<String>> former,
    Optional<Integer> by,
    Sight sight,
    FrontStanding standing,
    Map<Integer, String> claims,
    List<String> problems) {

  /**
   * How the visitors' way looks where one request of ours does not tell all.
   *
   * @param read whether the configuration could be read
   * @param guarded what answers there by nginx's own word, or from a cache of nginx's, so that
   *     nobody can see who would answer behind it; empty where something else does
   * @param shared who else than us gets visitors' requests on it
   * @param limit what has nginx count the requests there, and refuse those that are too many
   */
  public record Sight(
      boolean read, Optional<String> guarded, List<Share> shared, Optional<Directive> limit) {
    /** One where nothing counts requests. */
    public Sight(boolean read, Optional<String> guarded, List<Share> shared) {
      this(read, guarded, shared, Optional.empty());
    }

    /** Whether others on this very machine do, in our place. */
    public boolean isSharedHere() {
      return shared.stream().anyMatch(Share::here);
    }

    /** Who does, after what else is said; an empty text where nobody does. */
    public String partly() {
      return shared.isEmpty()
          ? ""
          : "; only partly:\n  " + String.join("\n  ", shared.stream().map(Share::said).toList());
    }

    /** Why nobody can see whether visitors reach us, after what else is said. */
    public String unknown() {
      return "; unknown who answers visitors: " + guarded.orElse("");
    }

    /** Nothing of the kind. */
    public static Sight clear() {
      return new Sight(true, Optional.empty(), List.of());
    }
  }

  /**
   * Somebody else who gets visitors' requests.
   *
   * @param said a sentence with file and line
   * @param here whether it is an app of this machine, and so not another server of the same kind,
   *     that is in our place on the way that visitors mainly go
   */
  public record Share(String said, boolean here) {}

  /** The command that starts it, where it does not run and nobody answers in its place. */
  public Optional<String> stopped() {
    return standing.stopped();
  }

  /** Whether visitors reach us; empty where nobody can see that. */
  public Optional<Boolean> seenLive() {
    return isUnknown() ? Optional.empty() : Optional.of(live && !sight.isSharedHere());
  }

  /** Whether visitors reached us by an earlier run, and are not sent to us any more. */
  public boolean isGone() {
    return wasLive && !live && sight.read() && sight.guarded().isEmpty() && leads().isEmpty();
  }

  /** Whether nobody can see it, although the configuration sends visitors to us. */
  public boolean isUnknown() {
    return !live && sight.guarded().isPresent() && leads().isPresent();
  }

  /**
   * An app that visitors reach without us.
   *
   * @param address where nginx passes their requests to
   * @param place the file and line that say so
   * @param listener who listens there; empty where that is not this machine, or nobody
   * @param answers whether anybody takes a connection there
   */
  public record Outside(
      String address, String place, Optional<Processes.Listener> listener, boolean answers) {
    /** In a few words. */
    public String describe() {
      return listener.map(Processes.Listener::describe).orElse(address)
          + ", by "
          + place
          + (answers ? "" : ", and does not answer");
    }
  }

  /** Whether a value is an address of our own nginx. */
  public boolean isOurs(SetValue value) {
    return ports.stream().map(Endpoint::here).map(Endpoint::url).anyMatch(value.value()::equals);
  }

  /** Whether a value is the one from before us: a rollback has given it back. */
  public boolean isGivenBack(SetValue value) {
    return original.filter(value.raw()::equals).isPresent();
  }

  /** Whether the included file leads to us, and nginx, which runs, has not read it since. */
  public boolean isUnread() {
    return value.filter(this::isOurs).isPresent() && !live && !isUnknown();
  }

  /** The value that has to be replaced so that visitors reach us; empty where none has. */
  public Optional<SetValue> toReplace(String address) {
    return value.filter(v -> !v.value().equals(address));
  }

  /** The place that has visitors sent to our nginx; empty where its configuration does not. */
  public Optional<String> leads() {
    return value.isPresent() ? value.filter(this::isOurs).map(SetValue::place) : passes;
  }

  /** Whoever else has the port of our nginx while that does not run. */
  public Optional<Processes.Listener> stranger() {
    return atPort.stream()
        .filter(l -> l.process().filter(this::isLeftBehind).isEmpty())
        .findFirst();
  }

  private boolean isLeftBehind(Processes.Info process) {
    return leftBehind.stream().anyMatch(p -> p.id().equals(process.id()));
  }
}
