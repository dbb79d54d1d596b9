package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.Proceedings;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sentence that a stranger reads first, and what belongs to it. */
record Headline(Dossier dossier, Lang lang, Numbers numbers) {

  /** What the template knows of it. */
  Map<String, Object> values() {
    Verdict verdict = Verdict.of(dossier);
    boolean bad = dossier.entry().traffic().filter(t -> t.lost() > 0).isPresent();
    String mood = bad ? "bad" : verdict.requests() == 0 ? "none" : "good";
    return Map.of("sentence", sentence(verdict), "mood", mood, "further", further(verdict));
  }

  private String sentence(Verdict verdict) {
    String requests = Numbers.count(verdict.requests());
    String lost = Numbers.count(verdict.lost());
    if (verdict.requests() == 0) {
      return Phrase.UNWATCHED.in(lang);
    } else if (verdict.lost() == 0) {
      return Phrase.LOST_NONE.in(lang, requests);
    } else if (verdict.first().isEmpty() || verdict.last().isEmpty()) {
      return Phrase.LOST_UNPLACED.in(lang, lost, requests);
    }
    String steps = Plain.of(String.join(", ", verdict.steps()));
    String first = numbers.time(verdict.first().get());
    String last = numbers.time(verdict.last().get());
    return verdict.lost() == 1
        ? Phrase.LOST_ONE.in(lang, requests, first, steps)
        : Phrase.LOST_SOME.in(lang, lost, requests, first, last, steps);
  }

  private List<String> further(Verdict verdict) {
    List<String> further = new ArrayList<>();
    Optional<Traffic> traffic = dossier.entry().traffic();
    Optional<Visits> visits = traffic.flatMap(Traffic::visits);
    Optional<Traffic.Probe> probe = traffic.flatMap(Traffic::probe);
    if (verdict.visitors()) {
      further.add(Phrase.VISITORS.in(lang));
      further.addAll(of(visits.orElseThrow()));
      probe.filter(p -> p.asked() > 0).ifPresent(p -> further.add(too(p)));
    } else if (verdict.requests() > 0) {
      further.add((visits.isPresent() ? Phrase.NOBODY_CAME : Phrase.PROBE_ONLY).in(lang));
      probe.ifPresent(p -> errors(p.errors(), "").ifPresent(further::add));
    }
    traffic
        .map(Traffic::uncounted)
        .filter(reason -> !reason.isEmpty())
        .ifPresent(reason -> further.add(Phrase.VISITORS_NOT.in(lang, Plain.of(reason))));
    probe
        .map(Traffic.Probe::reason)
        .filter(reason -> !reason.isEmpty())
        .ifPresent(reason -> further.add(Phrase.PROBE_NOT.in(lang, Plain.of(reason))));
    if (dossier.proceedings().equals(Proceedings.NONE)) {
      further.add(Phrase.NO_EVIDENCE.in(lang));
    }
    return further;
  }

  private List<String> of(Visits visits) {
    List<String> further = new ArrayList<>();
    String by =
        visits.errorsBy().entrySet().stream()
            .map(e -> e.getKey() + ": " + Numbers.count(e.getValue()))
            .collect(Collectors.joining(", ", " (", ")"));
    errors(visits.errors(), visits.errorsBy().isEmpty() ? "" : Plain.of(by))
        .ifPresent(further::add);
    if (visits.stoodIn() > 0) {
      further.add(Phrase.STOOD_IN.in(lang, Numbers.count(visits.stoodIn())));
    }
    if (visits.left() > 0) {
      further.add(Phrase.LEFT.in(lang, Numbers.count(visits.left())));
    }
    if (visits.median().isPresent() && visits.slow().isPresent()) {
      String median = Numbers.logged(visits.median().getAsDouble());
      String slow = Numbers.logged(visits.slow().getAsDouble());
      further.add(
          visits.slowBefore().isPresent()
              ? Phrase.SPEED_BEFORE.in(
                  lang, median, slow, Numbers.logged(visits.slowBefore().getAsDouble()))
              : Phrase.SPEED.in(lang, median, slow));
    }
    return further;
  }

  private Optional<String> errors(long errors, String by) {
    return errors == 0
        ? Optional.empty()
        : Optional.of(Phrase.WRONG.in(lang, Numbers.count(errors) + by));
  }

  private String too(Traffic.Probe probe) {
    return Phrase.PROBE_TOO.in(lang, Numbers.count(probe.asked()), Numbers.count(probe.lost()));
  }
}
