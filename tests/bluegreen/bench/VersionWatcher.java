package bluegreen.bench;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Notes when each version answered first and last. */
final class VersionWatcher extends Watcher {
  private final Map<String, Long> first = new ConcurrentHashMap<>();
  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();

  VersionWatcher(String url) {
    super(url);
  }

  @Override
  void heard(Optional<Answer> answer, long at) {
    asked.incrementAndGet();
    Optional<String> version = answer.filter(Answer::ok).map(a -> a.body().strip());
    if (version.isPresent()) {
      first.putIfAbsent(version.get(), at);
      last.put(version.get(), at);
    } else {
      unanswered.incrementAndGet();
    }
  }

  long firstOf(String version) {
    return seen(first, version);
  }

  long lastOf(String version) {
    return seen(last, version);
  }

  private static long seen(Map<String, Long> times, String version) {
    return Optional.ofNullable(times.get(version))
        .orElseThrow(
            () ->
                new IllegalStateException("version " + version + " never answered through nginx"));
  }

  long asked() {
    return asked.get();
  }

  long unanswered() {
    return unanswered.get();
  }
}
