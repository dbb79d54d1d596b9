package bluegreen.run;

import bluegreen.host.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only while somebody waits, and then at once. */
final class QuickTime implements Time {
  /** What each pause takes at least: where there would be many, and each with a look at much. */
  Duration least = Duration.ZERO;

  private final List<Appointment> appointments = new ArrayList<>();
  private long now = 1_000_000_000L;

  /** Something that happens at its time. */
  interface Event {
    void happen() throws Exception;
  }

  private record Appointment(long at, Event event) {}

  /** Has something happen in a while. */
  void in(Duration time, Event event) {
    appointments.add(new Appointment(now + time.toNanos(), event));
  }

  /** How long it is since it began. */
  Duration passed() {
    return Duration.ofNanos(now - 1_000_000_000L);
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void pass(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now += Math.max(time.toNanos(), least.toNanos());
    for (Appointment each : List.copyOf(appointments)) {
      if (each.at() <= now) {
        appointments.remove(each);
        try {
          each.event().happen();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
