package shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What clients of the shop ask for; every answer says which version gave it. */
@RestController
class Storefront {
  private final String version;

  Storefront(@Value("${shop.version}") String version) {
    this.version = version;
  }

  @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
  String version() {
    return version;
  }

  @GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
  String home(HttpServletRequest request) {
    return signed(request);
  }

  @GetMapping(path = "/slow", produces = MediaType.TEXT_PLAIN_VALUE)
  String slow(@RequestParam(defaultValue = "2000") long ms, HttpServletRequest request)
      throws InterruptedException {
    Thread.sleep(ms);
    return "slow " + ms + " " + signed(request);
  }

  // Reads the stream itself: Spring would take a form's body apart before we could count it.
  @PostMapping(path = "/echo", produces = MediaType.TEXT_PLAIN_VALUE)
  String echo(InputStream body, HttpServletRequest request) throws IOException {
    return "echo " + body.transferTo(OutputStream.nullOutputStream()) + " " + signed(request);
  }

  @GetMapping("/orders")
  Map<String, Object> orders() {
    return Map.of("version", version, "orders", List.of(1001, 1002, 1003));
  }

  @GetMapping("/events")
  void events(
      @RequestParam(defaultValue = "20") int count,
      @RequestParam(defaultValue = "100") long ms,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader("X-Accel-Buffering", "no");
    for (int i = 1; i <= count; i++) {
      response.getOutputStream().print("id: " + i + "\ndata: " + signed(request) + "\n");
      response.flushBuffer();
      Thread.sleep(ms);
    }
  }

  /** So many bytes, evenly spread over so many milliseconds. */
  @GetMapping("/download")
  void download(
      @RequestParam int bytes,
      @RequestParam long ms,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    int pieces = 20;
    response.setContentType(MediaType.TEXT_PLAIN_VALUE);
    response.setContentLength(bytes);
    response.getOutputStream().print(signed(request));
    int sent = signed(request).length();
    for (int i = 1; i <= pieces; i++) {
      Thread.sleep(ms / pieces);
      int more = (int) ((long) bytes * i / pieces) - sent;
      response.getOutputStream().print("x".repeat(more));
      response.flushBuffer();
      sent += more;
    }
  }

  private String signed(HttpServletRequest request) {
    return "shop " + version + " port " + request.getLocalPort() + "\n";
  }
}
