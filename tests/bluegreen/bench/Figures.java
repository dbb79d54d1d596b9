package bluegreen.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one thing took, measured several times; in milliseconds unless it is said to be else. */
final class Figures {
  private final List<Double> millis = new ArrayList<>();

  void add(double more) {
    millis.add(more);
  }

  double least() {
    return millis.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  double most() {
    return millis.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /** The middle one, or the mean of the two in the middle. */
  double median() {
    List<Double> sorted = millis.stream().sorted().toList();
    int size = sorted.size();
    return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  /** What so many of a hundred are no more than. */
  double ofHundred(int share) {
    List<Double> sorted = millis.stream().sorted().toList();
    int index = (int) Math.ceil(sorted.size() * share / 100.0) - 1;
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, index));
  }

  /** How many of {@code other}'s medians this one's median is, such as {@code 1.57}. */
  String timesOf(Figures other) {
    return String.format(Locale.ROOT, "%.2f", median() / other.median());
  }

  /** Milliseconds without decimals. */
  static String whole(double millis) {
    return String.format(Locale.ROOT, "%.0f", millis);
  }

  /** With one decimal. */
  static String tenths(double figure) {
    return String.format(Locale.ROOT, "%.1f", figure);
  }

  /** With two decimals. */
  static String hundredths(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure);
  }
}
