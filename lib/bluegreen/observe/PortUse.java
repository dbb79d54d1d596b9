package bluegreen.observe;

import bluegreen.host.Keeper;
import java.util.List;
import java.util.Optional;

/**
 * Who needs a process of somebody else's that holds a port which we want.
 *
 * @param named where nginx's configuration names it, be it the port or another thing that the
 *     process listens on
 * @param unread why it cannot be told what nginx's configuration names
 * @param callers who is connected to it now
 * @param perhaps a pass of nginx's that may lead to it, where somebody was connected to it lately
 * @param keeper who would start the process again
 * @param more what it does besides being an app on that port
 */
public record PortUse(
    Optional<String> named,
    Optional<String> unread,
    List<String> callers,
    Optional<String> perhaps,
    Optional<Keeper> keeper,
    Optional<String> more) {

  /** Of a port of which nothing was seen. */
  public static PortUse none() {
    return new PortUse(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Why the process must not be stopped, now or when visitors were moved. */
  public Optional<String> lasting() {
    return named
        .map(n -> "nginx's configuration names it (" + n + ")")
        .or(() -> unread)
        .or(() -> more);
  }

  /** Why the process must not be stopped before visitors were moved. */
  public Optional<String> present() {
    Optional<String> asking =
        callers.isEmpty()
            ? Optional.empty()
            : Optional.of(String.join(", ", callers) + " is connected to it");
    return lasting()
        .or(() -> asking)
        .or(
            () ->
                perhaps.map(
                    p -> "it was asked within the last minute, perhaps by nginx (" + p + ")"));
  }
}
