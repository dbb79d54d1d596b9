package bluegreen.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a series of single requests, in memory that is bounded however many there are: where the
 * instants become too many, each becomes twice as long; of how long answers took it keeps a
 * histogram, whose percentiles are off by less than {@value #ERROR_PERCENT} per cent.
 */
public final class Sampling {
  /** So many instants at most, each with every slot that was seen in it. */
  public static final int MOST_INSTANTS = 600;

  /** So many failures are kept one by one. */
  public static final int MOST_FAILURES = 200;

  private static final int ERROR_PERCENT = 3;
  private static final long FIRST_WIDTH_MILLIS = 50;

  /** Milliseconds; what is faster counts as that. */
  private static final double FASTEST = 0.01;

  private static final double GROWTH = Math.log1p(2 * (ERROR_PERCENT - 0.5) / 100);

  private final TreeMap<Long, TreeMap<String, Cell>> instants = new TreeMap<>();
  private final List<Series.Failure> failures = new ArrayList<>();
  private long width = FIRST_WIDTH_MILLIS;

  /** What an instant has seen of a slot. */
  private static final class Cell {
    private final TreeMap<Integer, Long> histogram = new TreeMap<>();
    private long requests;
    private long lost;
    private long errors;
    private double max;

    private void took(double millis) {
      int bin = (int) Math.round(Math.log(Math.max(millis, FASTEST) / FASTEST) / GROWTH);
      histogram.merge(bin, 1L, Long::sum);
      max = Math.max(max, millis);
    }

    private void add(Cell other) {
      requests += other.requests;
      lost += other.lost;
      errors += other.errors;
      max = Math.max(max, other.max);
      other.histogram.forEach((bin, n) -> histogram.merge(bin, n, Long::sum));
    }

    /** What that share of the answers took at most, by the nearest rank. */
    private double percentile(int percent) {
      long answers = histogram.values().stream().mapToLong(n -> n).sum();
      long rank = Math.max(1, (answers * percent + 99) / 100);
      for (Map.Entry<Integer, Long> bin : histogram.entrySet()) {
        rank -= bin.getValue();
        if (rank <= 0) {
          return Math.min(max, FASTEST * Math.exp(bin.getKey() * GROWTH));
        }
      }
      return 0;
    }

    private Series.Point point(long at, String slot) {
      return new Series.Point(
          at,
          slot,
          requests,
          lost,
          errors,
          rounded(percentile(50)),
          rounded(percentile(99)),
          rounded(max));
    }

    private static double rounded(double millis) {
      return Math.round(millis * 100) / 100.0;
    }
  }

  /**
   * A request was answered.
   *
   * @param slot by whom; empty where nobody knows
   * @param millis how long that took
   */
  public synchronized void answered(Instant at, String slot, double millis) {
    Cell cell = cell(at, slot);
    cell.requests++;
    cell.took(millis);
  }

  /**
   * A request failed.
   *
   * @param millis how long an answer with 5xx took; of no matter where it was lost
   */
  public synchronized void failed(Series.Failure failure, double millis) {
    Cell cell = cell(failure.at(), failure.slot());
    cell.requests++;
    if (failure.lost()) {
      cell.lost++;
    } else {
      cell.errors++;
      cell.took(millis);
    }
    if (failures.size() < MOST_FAILURES) {
      failures.add(failure);
    }
  }

  /** What was seen so far. */
  public synchronized Series series() {
    List<Series.Point> points = new ArrayList<>();
    instants.forEach(
        (at, slots) -> slots.forEach((slot, cell) -> points.add(cell.point(at, slot))));
    return new Series(width, List.copyOf(points), List.copyOf(failures));
  }

  private Cell cell(Instant at, String slot) {
    long millis = at.toEpochMilli();
    Cell cell = slots(millis).computeIfAbsent(slot, s -> new Cell());
    if (instants.size() > MOST_INSTANTS) {
      widen();
      cell = slots(millis).get(slot);
    }
    return cell;
  }

  private TreeMap<String, Cell> slots(long millis) {
    return instants.computeIfAbsent(Math.floorDiv(millis, width) * width, start -> new TreeMap<>());
  }

  private void widen() {
    TreeMap<Long, TreeMap<String, Cell>> narrow = new TreeMap<>(instants);
    instants.clear();
    width *= 2;
    narrow.forEach(
        (at, slots) ->
            slots.forEach(
                (slot, cell) -> slots(at).computeIfAbsent(slot, s -> new Cell()).add(cell)));
    if (instants.size() > MOST_INSTANTS) {
      widen(); // Instants that were far from each other.
    }
  }
}
