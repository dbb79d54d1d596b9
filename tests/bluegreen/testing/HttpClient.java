package bluegreen.testing;

import bluegreen.testing.HttpConnection.Answer;
import bluegreen.testing.Requests.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Sends one request after the other, on the same connection for as long as the server allows. */
final class HttpClient extends Client {
  /**
   * How fast to go.
   *
   * @param delay before the first request, so that paced clients do not all send at once
   * @param interval from the start of a request to the start of the next; zero for back to back
   */
  record Pace(Duration delay, Duration interval) {
    static final Pace BACK_TO_BACK = new Pace(Duration.ZERO, Duration.ZERO);
  }

  private final Requests.Source requests;
  private final Function<String, String> versions;
  private final Pace pace;
  private long number;
  private boolean connected;

  HttpClient(
      Gate gate,
      Server server,
      Requests.Source requests,
      Function<String, String> versions,
      Pace pace) {
    super(gate, server);
    this.requests = requests;
    this.versions = versions;
    this.pace = pace;
  }

  @Override
  RequestKind kind() {
    return requests.number(number).kind();
  }

  @Override
  void work() throws InterruptedException {
    gate.pause(pace.delay());
    long due = System.nanoTime();
    while (gate.admits()) {
      exchange(requests.number(number++));
      // Time lost to a slow answer is not made up for: that would be a burst.
      due = Math.max(due + pace.interval().toNanos(), System.nanoTime());
      gate.pause(Duration.ofNanos(due - System.nanoTime()));
    }
  }

  private void exchange(Request request) throws InterruptedException {
    Instant begun = Instant.now();
    try {
      HttpConnection connection = connected ? connection() : connect();
      connected = true;
      connection.send(request.parts().get(0), request.patience());
      for (byte[] part : request.parts().subList(1, request.parts().size())) {
        gate.pause(request.pause());
        connection.sendMore(part);
      }
      Answer answer = connection.receive();
      tally.answered(request.kind(), begun, versionIn(answer, request));
      if (answer.last()) {
        tally.closedWithNotice();
        disconnect();
      }
    } catch (IOException e) {
      disconnect();
      failed(request.kind(), begun, e);
    }
  }

  private String versionIn(Answer answer, Request request) throws BadAnswer {
    if (answer.status() != 200) {
      throw new BadAnswer("status " + answer.status());
    }
    var complaint = request.complaint().apply(answer.body());
    if (complaint.isPresent()) {
      throw new BadAnswer(complaint.get());
    }
    String version = versions.apply(answer.body());
    if (version.isEmpty()) {
      throw new BadAnswer("a 200 whose body names no version of the app");
    }
    return version;
  }

  private void disconnect() {
    connection().close();
    connected = false;
  }
}
