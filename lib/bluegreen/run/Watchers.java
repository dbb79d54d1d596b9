package bluegreen.run;

import bluegreen.plan.Step;
import bluegreen.plan.StepName;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those who watch what becomes of requests while a run works.
 *
 * @param pulse who asks through nginx; empty where nobody does
 * @param visitors who reads what nginx writes down of visitors' requests; empty where nobody does
 * @param tally what came of those
 */
record Watchers(Optional<Pulse> pulse, Optional<Visitors> visitors, VisitTally tally) {
  /** The run begins. */
  void begin() {
    visitors.ifPresent(Visitors::begin);
  }

  /** From now on it is that step which the run does. */
  void reach(Step step) {
    tally.reach(System.currentTimeMillis(), step.title());
    if (step.name() == StepName.START || step.name() == StepName.SWITCH) {
      tally.beginWork(System.currentTimeMillis());
    }
    pulse.ifPresent(p -> p.reach(step));
  }

  /** From now on it is that which the run does. */
  void reach(String what) {
    tally.reach(System.currentTimeMillis(), what);
    pulse.ifPresent(p -> p.reach(what));
  }

  /** The run has ended. */
  void end() {
    pulse.ifPresent(Pulse::end);
    visitors.ifPresent(Visitors::end);
  }

  /** What was counted so far; empty where that is nothing. */
  Optional<Traffic> traffic() {
    Optional<Visits> visits = visitors.flatMap(Visitors::visits);
    Optional<Traffic.Probe> probe = pulse.flatMap(Pulse::heard);
    return visits.isEmpty() && probe.isEmpty()
        ? Optional.empty()
        : Optional.of(new Traffic(visits, visitors.map(Visitors::uncounted).orElse(""), probe));
  }

  /** What each of them has seen over time. */
  Map<String, Series> series() {
    Map<String, Series> all = new LinkedHashMap<>();
    pulse.map(Pulse::series).ifPresent(series -> all.put(Series.PROBE, series));
    visitors
        .flatMap(Visitors::visits)
        .ifPresent(visits -> all.put(Series.VISITORS, tally.series()));
    return all;
  }
}
