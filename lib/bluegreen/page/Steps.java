package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.Proceedings.Change;
import bluegreen.state.Proceedings.Stage;
import bluegreen.state.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The steps on a time line, what was said of them, and the files that they have changed.
 *
 * @param said how a text of ours is said, commands as they are to be typed
 */
record Steps(Dossier dossier, UnaryOperator<String> said) {
  /** The time line's length, in units of its own. */
  private static final int LENGTH = 1000;

  /** So much of it can be seen, however short a step was. */
  private static final int SHORTEST = 4;

  /** The steps, in their order. */
  List<Map<String, Object>> rows() {
    return stages().stream().map(this::row).toList();
  }

  /** Where on the time line requests were lost, each place once. */
  List<Long> losses() {
    long began = dossier.proceedings().began().toEpochMilli();
    return dossier.proceedings().series().values().stream()
        .flatMap(series -> series.failures().stream())
        .filter(Series.Failure::lost)
        .map(failure -> place(failure.at().toEpochMilli() - began))
        .distinct()
        .toList();
  }

  private List<Stage> stages() {
    return dossier.proceedings().stages();
  }

  private Map<String, Object> row(Stage stage) {
    long x = place(stage.atMillis());
    long end = place(stage.atMillis() + Math.round(stage.millis()));
    long width = Math.max(SHORTEST, end - x);
    return Map.of(
        "name",
        Plain.of(stage.name()),
        "status",
        Plain.of(stage.status()),
        "after",
        Numbers.after(stage.atMillis()),
        "took",
        Numbers.took(stage.millis()),
        "message",
        Plain.of(said.apply(stage.message())),
        "x",
        Math.min(x, LENGTH - width),
        "width",
        width);
  }

  /** The run's end, or that of its last step, is the time line's. */
  private long place(long millis) {
    long end =
        Math.max(
            dossier.entry().totalMillis(),
            stages().stream()
                .mapToLong(stage -> stage.atMillis() + Math.round(stage.millis()))
                .max()
                .orElse(0));
    return Math.max(0, Math.min(LENGTH, millis * LENGTH / Math.max(1, end)));
  }

  /** What apps and programs had to say, and what we had to, by the step. */
  List<Map<String, Object>> words() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Stage stage : stages()) {
      if (!stage.words().isEmpty() || !stage.remarks().isEmpty()) {
        List<String> remarks = stage.remarks().stream().map(said).map(Plain::of).toList();
        all.add(
            Map.of(
                "step",
                Plain.of(stage.name()),
                "words",
                Plain.of(stage.words()),
                "remarks",
                remarks));
      }
    }
    return all;
  }

  /** The files that were changed, each with the lines of its diff. */
  List<Map<String, Object>> changes() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Stage stage : stages()) {
      for (Change change : stage.changes()) {
        List<Map<String, Object>> lines =
            change.diff().stream()
                .map(line -> Map.<String, Object>of("kind", kind(line), "text", Plain.of(line)))
                .toList();
        all.add(Map.of("file", Plain.of(change.file()), "lines", lines));
      }
    }
    return all;
  }

  private static String kind(String line) {
    return line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "same";
  }
}
