package bluegreen.command.starter;

import bluegreen.playbook.Playbook.Ports;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Chooses the two ports. */
final class SlotPorts {
  private static final int USUAL_BLUE = 8081;
  private static final int HIGHEST = 65535;

  private SlotPorts() {}

  /** Where nothing is served yet: two free ones side by side. */
  static Ports free(IntPredicate free) {
    int blue =
        IntStream.range(USUAL_BLUE, HIGHEST)
            .filter(p -> free.test(p) && free.test(p + 1))
            .findFirst()
            .orElse(USUAL_BLUE);
    return new Ports(blue, blue + 1);
  }

  /**
   * The port that is served now, and another one.
   *
   * @param free whether nobody has a port
   * @param kin whether the app's other version is on a port, as scripts for two of them have it
   */
  static Ports beside(int served, IntPredicate free, IntPredicate kin) {
    for (int other : List.of(served + 1, served - 1)) {
      if (kin.test(other)) {
        return new Ports(Math.min(served, other), Math.max(served, other));
      }
    }
    if (served == USUAL_BLUE + 1 && free.test(USUAL_BLUE)) {
      return new Ports(USUAL_BLUE, served);
    }
    int above = IntStream.rangeClosed(served + 1, HIGHEST).filter(free).findFirst().orElse(0);
    return new Ports(served, above > 0 ? above : served - 1);
  }
}
