package bluegreen.diagnosis;

import bluegreen.host.Texts;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM's heap, in bytes.
 *
 * @param used what is in it
 * @param most what may be in it
 */
public record Heap(long used, long most) {
  /** What is used of it, before Metaspace is told of; each collector says it in its own words. */
  private static final Pattern USED = Pattern.compile("(?m)^.*?\\bused (\\d+)([KMG])\\b");

  private static final Pattern MOST = Pattern.compile("-XX:MaxHeapSize=(\\d+)\\b");

  private static final int FULL = 95;

  /**
   * As HotSpot's {@code GC.heap_info} and {@code VM.flags} tell it; empty where they do not.
   *
   * @param info the former
   * @param flags the latter
   */
  static Optional<Heap> of(String info, String flags) {
    int metaspace = info.indexOf("Metaspace");
    String heap = metaspace < 0 ? info : info.substring(0, metaspace);
    Matcher most = MOST.matcher(flags);
    Matcher used = USED.matcher(heap);
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1)) << (10 * (1 + "KMG".indexOf(used.group(2))));
    }
    return sum > 0 && most.find()
        ? Optional.of(new Heap(sum, Long.parseLong(most.group(1))))
        : Optional.empty();
  }

  /** That there is hardly room in it, as a sentence; empty where there is. */
  Optional<String> full() {
    return used * 100 >= most * FULL
        ? Optional.of(
            "its heap is full: "
                + Texts.size(used)
                + " of "
                + Texts.size(most)
                + "; see -Xmx in app.java_opts")
        : Optional.empty();
  }
}
