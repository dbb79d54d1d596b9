import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A service that speaks a protocol of its own: it greets with its version, and answers each line
 * with its version and that line. To {@code PING} it says {@code +PONG}, or {@code -LOADING} where
 * {@code TALK_FAIL} is {@code loading}.
 */
public final class Talk {
  private final String version;
  private final String pong;

  private Talk(String version, boolean loading) {
    this.version = version;
    this.pong = loading ? "-LOADING" : "+PONG";
  }

  public static void main(String[] args) throws IOException {
    String version;
    try (InputStream in = Talk.class.getResourceAsStream("/version.txt")) {
      version = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    Talk talk = new Talk(version, "loading".equals(System.getenv("TALK_FAIL")));
    int port = Integer.parseInt(args[0]);
    try (ServerSocket server = new ServerSocket(port, 1024, InetAddress.getByName("127.0.0.1"))) {
      System.out.println("talking on " + port);
      while (true) {
        Socket client = server.accept();
        Thread thread = new Thread(() -> talk.with(client));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void with(Socket client) {
    try (client;
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      client.setTcpNoDelay(true);
      say(client, "hello " + version);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(client, line.equals("PING") ? pong : version + " " + line);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
