import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A service with a protocol of its own: it greets with its version, says +PONG to PING, and gives
 * every other line back with its version before it.
 */
public final class Talk {
  private Talk() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    String version = args[1];
    try (ServerSocket server = new ServerSocket(port, 256, InetAddress.getLoopbackAddress())) {
      System.out.println("version " + version + " listens on " + port);
      while (true) {
        Socket client = server.accept();
        Thread thread = new Thread(() -> talk(client, version));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private static void talk(Socket client, String version) {
    try (client) {
      OutputStream out = client.getOutputStream();
      out.write(line("hello " + version));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      for (String each = lines.readLine(); each != null; each = lines.readLine()) {
        out.write(line(each.equals("PING") ? "+PONG" : version + " " + each));
      }
    } catch (IOException e) {
      System.out.println("a client has gone: " + e.getMessage());
    }
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
