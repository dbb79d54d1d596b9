package bluegreen.run;

import bluegreen.plan.Step;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those who watch what becomes of requests while a run works.
 *
 * @param pulse who asks through nginx; empty where nobody does
 */
record Watchers(Optional<Pulse> pulse) {
  /** From now on it is that step which the run does. */
  void reach(Step step) {
    pulse.ifPresent(p -> p.reach(step));
  }

  /** From now on it is that which the run does. */
  void reach(String what) {
    pulse.ifPresent(p -> p.reach(what));
  }

  /** The run has ended. */
  void end() {
    pulse.ifPresent(Pulse::end);
  }

  /** What was counted so far. */
  Optional<Traffic> traffic() {
    return pulse.flatMap(Pulse::heard);
  }

  /** What each of them has seen over time. */
  Map<String, Series> series() {
    Map<String, Series> all = new LinkedHashMap<>();
    pulse.map(Pulse::series).ifPresent(series -> all.put(Series.PROBE, series));
    return all;
  }
}
