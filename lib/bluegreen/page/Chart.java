package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.History;
import bluegreen.state.Proceedings;
import bluegreen.state.Series;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How long answers took over time, by version: as a picture, and as a table. */
record Chart(Dossier dossier, Lang lang) {
  /** Those that the style sheet has for slots. */
  private static final Set<String> COLOURS = Set.of("blue", "green");

  /** Rows of the table for each line of the picture. */
  private static final int MOST_ROWS = 30;

  /** A line is broken where nothing was seen for so many instants, and so many milliseconds. */
  private static final int GAP_INSTANTS = 5;

  private static final long GAP_MILLIS = 2000;

  /**
   * One line of the picture.
   *
   * @param colour the name of its colour in the style sheet
   * @param width how long an instant is, in milliseconds
   */
  private record Line(String label, String colour, long width, List<Series.Point> points) {
    private long requests() {
      return points.stream().mapToLong(Series.Point::requests).sum();
    }

    private double slowest() {
      return points.stream().mapToDouble(Series.Point::max).max().orElse(0);
    }
  }

  /** What the template knows of it; nothing where nobody has watched. */
  Map<String, Object> values() {
    List<Line> lines = lines();
    List<String> spoken =
        lines.stream()
            .map(
                line ->
                    Phrase.LATENCY_OF.in(
                        lang,
                        line.label(),
                        Numbers.count(line.requests()),
                        Numbers.millis(line.slowest())))
            .toList();
    long width = lines.stream().mapToLong(Line::width).max().orElse(0);
    return Map.of(
        "any",
        !lines.isEmpty(),
        "spoken",
        String.join("; ", spoken),
        "legend",
        Phrase.LEGEND.in(lang, width),
        "rows",
        lines.stream().flatMap(line -> rows(line).stream()).toList(),
        "data",
        embedded(json(lines)));
  }

  private Proceedings seen() {
    return dossier.proceedings();
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (String who : List.of(Series.VISITORS, Series.PROBE)) {
      Series series = seen().series().getOrDefault(who, Series.NONE);
      Map<String, List<Series.Point>> bySlot = new TreeMap<>();
      series.points().forEach(p -> bySlot.computeIfAbsent(p.slot(), s -> new ArrayList<>()).add(p));
      boolean probe = who.equals(Series.PROBE);
      bySlot.forEach(
          (slot, points) ->
              lines.add(
                  new Line(
                      probe ? Phrase.PROBE.in(lang) : label(slot),
                      !probe && COLOURS.contains(slot) ? slot : "probe",
                      series.widthMillis(),
                      points)));
    }
    return lines;
  }

  /** The version that was in a slot, and the slot. */
  private String label(String slot) {
    History.Entry entry = dossier.entry();
    if (slot.isEmpty()) {
      return Phrase.UNKNOWN.in(lang);
    }
    String version = slot.equals(entry.slot()) ? entry.version() : entry.previous();
    return Plain.of(version.isEmpty() ? slot : version + " (" + slot + ")");
  }

  private List<Map<String, Object>> rows(Line line) {
    long first = line.points().get(0).at();
    long span = line.points().get(line.points().size() - 1).at() - first + line.width();
    long width = Math.max(1, line.width());
    while (span / width >= MOST_ROWS) {
      width *= 2;
    }
    Map<Long, List<Series.Point>> rows = new TreeMap<>();
    for (Series.Point point : line.points()) {
      rows.computeIfAbsent((point.at() - first) / width, row -> new ArrayList<>()).add(point);
    }
    List<Map<String, Object>> all = new ArrayList<>();
    rows.values().forEach(points -> all.add(row(line, points)));
    return all;
  }

  private Map<String, Object> row(Line line, List<Series.Point> points) {
    Line part = new Line(line.label(), line.colour(), line.width(), points);
    return Map.of(
        "after",
        Numbers.after(points.get(0).at() - seen().began().toEpochMilli()),
        "who",
        part.label(),
        "requests",
        Numbers.count(part.requests()),
        "lost",
        Numbers.count(points.stream().mapToLong(Series.Point::lost).sum()),
        "errors",
        Numbers.count(points.stream().mapToLong(Series.Point::errors).sum()),
        "slowest",
        Numbers.millis(part.slowest()) + " ms");
  }

  private JsonObject json(List<Line> lines) {
    JsonObject json = new JsonObject();
    JsonArray all = new JsonArray();
    lines.forEach(line -> all.add(json(line)));
    json.put("lines", all);
    JsonArray failures = new JsonArray();
    seen().series().values().stream()
        .flatMap(series -> series.failures().stream())
        .forEach(failure -> failures.add(json(failure)));
    json.put("failures", failures);
    JsonArray marks = new JsonArray();
    for (Proceedings.Stage stage : seen().stages()) {
      if (stage.name().equals("switch")) {
        marks.add((stage.atMillis() + stage.millis()) / 1000);
      }
    }
    json.put("marks", marks);
    json.put("mark", Phrase.SWITCHED.in(lang));
    json.put("seconds", Phrase.SECONDS.in(lang));
    json.put("median", Phrase.MEDIAN.in(lang));
    return json;
  }

  private JsonObject json(Series.Failure failure) {
    JsonObject json = new JsonObject();
    json.put("x", seconds(failure.at()));
    json.put("lost", failure.lost());
    return json;
  }

  private JsonObject json(Line line) {
    JsonArray x = new JsonArray();
    JsonArray median = new JsonArray();
    JsonArray p99 = new JsonArray();
    long gap = Math.max(GAP_MILLIS, GAP_INSTANTS * line.width());
    long before = Long.MAX_VALUE;
    for (Series.Point point : line.points()) {
      boolean answered = point.requests() > point.lost();
      if (point.at() > before && point.at() - before > gap) {
        x.add(seconds(Instant.ofEpochMilli(before + line.width())));
        median.add(null);
        p99.add(null);
      }
      x.add(seconds(Instant.ofEpochMilli(point.at())));
      median.add(answered ? point.p50() : null);
      p99.add(answered ? point.p99() : null);
      before = point.at();
    }
    JsonObject json = new JsonObject();
    json.put("label", line.label());
    json.put("colour", line.colour());
    json.put("x", x);
    json.put("median", median);
    json.put("p99", p99);
    return json;
  }

  /** After the run's beginning; to the millisecond. */
  private double seconds(Instant at) {
    return (at.toEpochMilli() - seen().began().toEpochMilli()) / 1000.0;
  }

  /** Such that nothing in it ends the script element that holds it. */
  private static String embedded(JsonObject json) {
    return JsonWriter.string(json)
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e");
  }
}
