package bluegreen.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An answer by HTTPS, asked for at the loopback by a site's name.
 *
 * @param shown the certificate that the server showed
 * @param protocol such as {@code TLSv1.3}
 * @param text status line, headers and body
 */
public record SecureAnswer(X509Certificate shown, String protocol, String text) {
  private static final int PATIENCE_MS = 30_000;

  /**
   * Asks for a path.
   *
   * @param trusted the certificate has to be for the name and signed by an authority known here
   */
  public static SecureAnswer of(SSLContext trusted, int port, String name, String path) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      Server server = new Server(address, name, Optional.of(trusted.getSocketFactory()));
      SSLSocket secure = (SSLSocket) server.secured(socket);
      String request = "GET " + path + " HTTP/1.0\r\nHost: " + name + "\r\n\r\n";
      secure.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = secure.getInputStream();
      return new SecureAnswer(
          (X509Certificate) secure.getSession().getPeerCertificates()[0],
          secure.getSession().getProtocol(),
          new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(name + path + ": " + e, e);
    }
  }

  /** The body, as far as it is text. */
  public String body() {
    return text.substring(text.indexOf("\r\n\r\n") + 4).strip();
  }
}
