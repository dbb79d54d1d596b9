package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the requests that were seen while a run works")
class SamplingTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final Sampling sampling = new Sampling(0.01);

  private static Series.Failure failure(long millis, boolean lost) {
    int status = lost ? 502 : 500;
    return new Series.Failure(
        START.plusMillis(millis), "green", "2", status, lost, "switch", "" + status);
  }

  @Test
  @DisplayName("each instant has their number, how many failed, and how long the answers took")
  void points() {
    sampling.answered(START, "blue", 1);
    sampling.answered(START.plusMillis(49), "blue", 3);
    sampling.answered(START.plusMillis(49), "green", 7);
    sampling.answered(START.plusMillis(50), "blue", 2);
    sampling.failed(failure(60, true), 1000);
    sampling.failed(failure(61, false), 5);
    long at = START.toEpochMilli();
    Series series = sampling.series();
    assertEquals(50, series.widthMillis());
    assertEquals(
        List.of("0 blue 2 0 0 3.0", "0 green 1 0 0 7.0", "50 blue 1 0 0 2.0", "50 green 2 1 1 5.0"),
        series.points().stream()
            .map(
                p ->
                    "%d %s %d %d %d %s"
                        .formatted(
                            p.at() - at, p.slot(), p.requests(), p.lost(), p.errors(), p.max()))
            .toList());
    assertEquals(List.of(failure(60, true), failure(61, false)), series.failures());
    assertEquals(6, series.requests());
    assertEquals(1, series.lost());
    assertEquals(1, series.errors());
  }

  @Test
  @DisplayName("the percentiles are those of the answers, within three per cent")
  void percentiles() {
    Random random = new Random(1);
    double[] all = new double[1000];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.exp(random.nextGaussian() * 2 + 2);
      sampling.answered(START, "blue", all[i]);
    }
    java.util.Arrays.sort(all);
    Series.Point point = sampling.series().points().get(0);
    assertEquals(all[499], point.p50(), all[499] * 0.03);
    assertEquals(all[989], point.p99(), all[989] * 0.03);
    assertEquals(all[999], point.max(), 0.01);
  }

  @Test
  @DisplayName("one that took no time at all is no error, and one alone is all its percentiles")
  void alone() {
    sampling.answered(START, "", 0);
    Series.Point none = sampling.series().points().get(0);
    assertEquals(0, none.p50());
    sampling.answered(START.plusSeconds(1), "", 40);
    Series.Point one = sampling.series().points().get(1);
    assertEquals(40, one.p50(), 1.2);
    assertTrue(one.p99() <= one.max());
  }

  @Test
  @DisplayName("an instant that has seen only lost ones has no times")
  void lostOnly() {
    sampling.failed(failure(0, true), 1000);
    Series.Point point = sampling.series().points().get(0);
    assertEquals(0, point.p50() + point.p99() + point.max());
  }

  @Test
  @DisplayName("instants become longer where there would be too many, and nothing is lost of them")
  void bounded() {
    for (int i = 0; i < 100_000; i++) {
      sampling.answered(START.plusMillis(i * 10L), i % 2 == 0 ? "blue" : "green", 1 + i % 5);
    }
    Series series = sampling.series();
    assertEquals(100_000, series.requests());
    assertEquals(3200, series.widthMillis());
    long instants = series.points().stream().map(Series.Point::at).distinct().count();
    assertTrue(instants <= Sampling.MOST_INSTANTS, "" + instants);
    assertTrue(series.points().stream().allMatch(p -> p.at() % 3200 == 0));
    assertTrue(series.points().stream().allMatch(p -> p.max() == 5));
  }

  @Test
  @DisplayName("instants that are far from each other, as where a clock was set, are bounded, too")
  void farApart() {
    for (int i = 0; i < 2000; i++) {
      sampling.answered(START.plusSeconds(i * 86_400L), "", 1);
    }
    Series series = sampling.series();
    assertEquals(2000, series.requests());
    assertTrue(series.points().size() <= Sampling.MOST_INSTANTS);
  }

  @Test
  @DisplayName("the first failures are told one by one, and all of them counted")
  void failures() {
    for (int i = 0; i < 300; i++) {
      sampling.failed(failure(i, true), 0);
    }
    assertEquals(Sampling.MOST_FAILURES, sampling.series().failures().size());
    assertEquals(300, sampling.series().lost());
  }

  @Test
  @DisplayName("JSON tells the same")
  void json() throws JsonParserException {
    sampling.answered(START, "blue", 1.234);
    sampling.failed(failure(60, false), 5);
    Series series = sampling.series();
    String text = JsonWriter.string(series.json());
    assertEquals(series, Series.of(JsonParser.object().from(text)));
    assertEquals(
        Series.NONE, Series.of(JsonParser.object().from("{\"points\":[1,null],\"failures\":[2]}")));
  }
}
