package bluegreen.state;

import java.util.OptionalDouble;

/**
 * How many requests took how long, in a few hundred numbers however many they are: exact below 64
 * units, and to 3 % above.
 */
public final class Latencies {
  /** Of nobody. */
  public static final OptionalDouble NONE = OptionalDouble.empty();

  private static final int EXACT = 64;
  private static final int STEPS = 32;
  private static final int LONGEST_BITS = 25; // nine hours in milliseconds
  private static final int BUCKETS = EXACT + STEPS * (LONGEST_BITS - 6);

  private final double unit;
  private final int[] counts = new int[BUCKETS];
  private long total;
  private double longest;

  /**
   * None yet.
   *
   * @param unit the shortest that can be told apart, in milliseconds
   */
  public Latencies(double unit) {
    this.unit = unit;
  }

  /** One more, of so many milliseconds. */
  public void add(double millis) {
    counts[bucket(Math.round(millis / unit))]++;
    total++;
    longest = Math.max(longest, millis);
  }

  /** All that are in another one with the same unit, too. */
  public void add(Latencies others) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += others.counts[i];
    }
    total += others.total;
    longest = Math.max(longest, others.longest);
  }

  /** How many there are. */
  public long count() {
    return total;
  }

  /** The longest, in milliseconds; 0 where there is none. */
  public double longest() {
    return longest;
  }

  /**
   * So many milliseconds at most for that share of them; empty where there are none.
   *
   * @param share from 0 to 1, such as 0.99
   */
  public OptionalDouble within(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return OptionalDouble.of(Math.min(top(i) * unit, longest));
      }
    }
    return NONE;
  }

  private static int bucket(long units) {
    if (units < EXACT) {
      return (int) Math.max(0, units);
    }
    int bits = 64 - Long.numberOfLeadingZeros(units); // 7 from 64 on
    int step = (int) (units >> (bits - 6)) - STEPS;
    return Math.min(BUCKETS - 1, EXACT + (bits - 7) * STEPS + step);
  }

  /** The longest that a bucket holds, in units. */
  private static double top(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int shift = (bucket - EXACT) / STEPS + 1;
    return ((long) (bucket - EXACT) % STEPS + STEPS + 1 << shift) - 1;
  }
}
