package bluegreen.existing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A way that visitors go: an address, the name that they ask for, and whether a balancer in front
 * speaks the PROXY protocol.
 */
record Way(URI url, String host, boolean balancer) {
  private static final int PATIENCE_MILLIS = 20_000;

  static Way to(String url, String host) {
    return new Way(URI.create(url), host, false);
  }

  Way throughBalancer() {
    return new Way(url, host, true);
  }

  /** The same for another path of the site. */
  Way path(String path) {
    return new Way(url.resolve(path), host, balancer);
  }

  /** Whether a load of ours can go there. */
  boolean loadable() {
    return !balancer && url.getHost().matches("127\\..*|\\[::1]");
  }

  private boolean secure() {
    return url.getScheme().equals("https");
  }

  private int port() {
    return url.getPort() > 0 ? url.getPort() : secure() ? 443 : 80;
  }

  /** The whole answer, but for what is another one each time: times and ports. */
  String answer() {
    try (Socket plain = new Socket(InetAddress.getByName(url.getHost()), port())) {
      plain.setSoTimeout(PATIENCE_MILLIS);
      if (balancer) {
        send(plain, "PROXY TCP4 192.0.2.7 127.0.0.1 4711 " + port() + "\r\n");
      }
      Socket socket = secure() ? tls(plain) : plain;
      String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      send(socket, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return steady(read(socket.getInputStream()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toString(StandardCharsets.UTF_8);
  }

  private static String steady(String answer) {
    return answer
        .lines()
        .filter(
            l -> !l.matches("(?i)(date|expires|connection|transfer-encoding|content-length): .*"))
        .filter(l -> !l.matches("[0-9a-f]+")) // The length of a chunk.
        .map(l -> l.replaceAll("port \\d+", "port N"))
        .collect(Collectors.joining("\n"));
  }

  private Socket tls(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) anybody().getSocketFactory().createSocket(plain, host, port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Whoever answers is to be heard, whatever its certificate. */
  static SSLContext anybody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }

  @Override
  public String toString() {
    return url + " (" + host + ")";
  }
}
