package bluegreen.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes a series of single requests, in memory that is bounded however many there are: where the
 * instants become too many, each becomes twice as long; of how long answers took it keeps a
 * histogram, see {@link Latencies}.
 */
public final class Sampling {
  /** So many instants at most, each with every slot that was seen in it. */
  public static final int MOST_INSTANTS = 600;

  /** So many failures are kept one by one. */
  public static final int MOST_FAILURES = 200;

  private static final long FIRST_WIDTH_MILLIS = 50;

  private final double unit;
  private final TreeMap<Long, TreeMap<String, Cell>> instants = new TreeMap<>();
  private final List<Series.Failure> failures = new ArrayList<>();
  private long width = FIRST_WIDTH_MILLIS;

  /**
   * One that has seen nothing.
   *
   * @param unit the shortest that can be told apart, in milliseconds
   */
  public Sampling(double unit) {
    this.unit = unit;
  }

  /** What an instant has seen of a slot. */
  private static final class Cell {
    private final Latencies took;
    private long requests;
    private long lost;
    private long errors;

    private Cell(double unit) {
      this.took = new Latencies(unit);
    }

    private void add(Cell other) {
      requests += other.requests;
      lost += other.lost;
      errors += other.errors;
      took.add(other.took);
    }

    private Series.Point point(long at, String slot) {
      return new Series.Point(
          at,
          slot,
          requests,
          lost,
          errors,
          rounded(took.within(0.5).orElse(0)),
          rounded(took.within(0.99).orElse(0)),
          rounded(took.longest()));
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
    cell.took.add(millis);
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
      cell.took.add(millis);
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
    Cell cell = slots(millis).computeIfAbsent(slot, s -> new Cell(unit));
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
                (slot, cell) -> slots(at).computeIfAbsent(slot, s -> new Cell(unit)).add(cell)));
    if (instants.size() > MOST_INSTANTS) {
      widen(); // Instants that were far from each other.
    }
  }
}
