package bluegreen.nginx;

import java.util.List;
import java.util.Optional;

/** What can be told of nginx's server names without nginx. */
final class ServerNames {
  private ServerNames() {}

  /** The first that is a name as clients use it: no {@code _}, no pattern. */
  static Optional<String> plain(List<String> names) {
    return names.stream()
        .filter(n -> n.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*"))
        .findFirst();
  }
}
