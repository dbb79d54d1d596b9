package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.History;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One deployment as a page that needs nothing else.
 *
 * @param history the last deployments, the oldest first
 * @param zone whose times it has
 * @param said how a text of ours is said, commands as they are to be typed
 */
public record Page(
    Dossier dossier,
    List<History.Entry> history,
    Lang lang,
    ZoneId zone,
    UnaryOperator<String> said) {

  /** By this line, near its beginning, a file is known as a page of ours. */
  public static final String MARK = "<meta name=\"generator\" content=\"deploy.java report\">";

  /** The page. */
  public String html() {
    return new Paper().print(values());
  }

  private Numbers numbers() {
    return new Numbers(zone);
  }

  private Map<String, Object> values() {
    Steps steps = new Steps(dossier, said);
    Map<String, Object> values = new HashMap<>();
    values.put("lang", lang.code());
    values.put("w", words());
    values.put("mark", MARK);
    values.put("title", title());
    values.put("id", dossier.entry().id());
    values.put("headline", new Headline(dossier, lang, numbers()).values());
    values.put("ok", dossier.entry().ok());
    values.put("facts", facts());
    values.put("failure", Plain.of(said.apply(dossier.entry().failure())));
    values.put("steps", steps.rows());
    values.put("losses", steps.losses());
    values.put("chart", new Chart(dossier, lang).values());
    values.put("failures", failures());
    values.put("more", more());
    values.put("words", steps.words());
    values.put("changes", steps.changes());
    values.put("history", past());
    values.put("footer", Phrase.FOOTER.in(lang, zone.getId()));
    return values;
  }

  /** The phrases that have no gaps to be filled in, by their names. */
  private Map<String, Object> words() {
    Map<String, Object> words = new HashMap<>();
    for (Phrase phrase : Phrase.values()) {
      words.put(phrase.name().toLowerCase(Locale.ROOT), phrase.in(lang));
    }
    return words;
  }

  private String title() {
    History.Entry entry = dossier.entry();
    Phrase action = entry.action().equals("rollback") ? Phrase.ROLLBACK : Phrase.DEPLOY;
    return Plain.of(dossier.app() + " " + entry.version() + " · " + action.in(lang));
  }

  private List<Map<String, Object>> facts() {
    History.Entry entry = dossier.entry();
    List<Map<String, Object>> facts = new ArrayList<>();
    fact(facts, Phrase.RESULT, result(entry).in(lang), entry.ok() ? "good" : "bad");
    fact(
        facts,
        Phrase.VERSION,
        (entry.previous().isEmpty() ? "" : entry.previous() + " → ") + entry.version());
    fact(facts, Phrase.SLOT, entry.port() == 0 ? "" : entry.slot() + " :" + entry.port());
    fact(facts, Phrase.ENDED, numbers().day(entry.at()));
    fact(facts, Phrase.TOOK, Numbers.took(entry.totalMillis()));
    boolean switched = entry.switchMillis() > 0;
    fact(facts, Phrase.SWITCHED, switched ? Numbers.took(entry.switchMillis()) : "");
    fact(facts, Phrase.BY, entry.by());
    return facts;
  }

  private static void fact(List<Map<String, Object>> facts, Phrase name, String value) {
    fact(facts, name, value, "");
  }

  private static void fact(
      List<Map<String, Object>> facts, Phrase name, String value, String mood) {
    if (!value.isEmpty()) {
      String key = name.name().toLowerCase(Locale.ROOT);
      facts.add(Map.of("name", key, "value", Plain.of(value), "mood", mood));
    }
  }

  /** That there were more than are told one by one; empty where there were none. */
  private String more() {
    long told =
        dossier.proceedings().series().values().stream()
            .mapToLong(series -> series.failures().size())
            .sum();
    long all =
        dossier.proceedings().series().values().stream()
            .mapToLong(series -> series.lost() + series.errors())
            .sum();
    return all > told ? Phrase.FIRST_OF.in(lang, Numbers.count(told), Numbers.count(all)) : "";
  }

  private static String versions(History.Entry entry) {
    return (entry.previous().isEmpty() ? "" : entry.previous() + " → ") + entry.version();
  }

  private static Phrase result(History.Entry entry) {
    return entry.ok() ? Phrase.DONE : entry.serves() ? Phrase.SERVES : Phrase.FAILED;
  }

  private List<Map<String, Object>> failures() {
    return dossier.proceedings().series().entrySet().stream()
        .flatMap(
            each ->
                each.getValue().failures().stream().map(failure -> failure(each.getKey(), failure)))
        .toList();
  }

  private Map<String, Object> failure(String who, Series.Failure failure) {
    String version = failure.version().isEmpty() ? failure.slot() : failure.version();
    boolean probe = who.equals(Series.PROBE);
    return Map.of(
        "time",
        numbers().fine(failure.at()),
        "who",
        Plain.of(probe ? Phrase.PROBE.in(lang) : version),
        "step",
        Plain.of(failure.step()),
        "kind",
        (failure.lost() ? Phrase.LOST : Phrase.ERRORS).in(lang),
        "why",
        Plain.of(failure.why()));
  }

  private List<Map<String, Object>> past() {
    long longest = history.stream().mapToLong(History.Entry::totalMillis).max().orElse(1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (History.Entry entry : history) {
      rows.add(0, past(entry, Math.max(1, longest)));
    }
    return rows;
  }

  private Map<String, Object> past(History.Entry entry, long longest) {
    String lost =
        entry
            .traffic()
            .filter(t -> t.requests() > 0)
            .map(t -> Numbers.count(t.lost()) + " / " + Numbers.count(t.requests()))
            .orElse("–");
    return Map.of(
        "time",
        numbers().day(entry.at()),
        "version",
        Plain.of(versions(entry)),
        "status",
        entry.ok() ? "ok" : "failed",
        "result",
        result(entry).in(lang),
        "took",
        Numbers.took(entry.totalMillis()),
        "width",
        entry.totalMillis() * 1000 / longest,
        "lost",
        lost,
        "bad",
        entry.traffic().map(Traffic::lost).orElse(0L) > 0,
        "here",
        entry.equals(dossier.entry()));
  }
}
