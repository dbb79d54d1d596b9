package bluegreen.host;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** TLS for requests of ours. */
final class Tls {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("https://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])([:/?#].*)?");

  private Tls() {}

  /** The name that a request asks for, where that is one which a certificate may be for. */
  static Optional<String> site(Http.Request request) {
    return request.headers().entrySet().stream()
        .filter(h -> h.getKey().equalsIgnoreCase("Host"))
        .map(h -> h.getValue().replaceFirst(":\\d+$", ""))
        .findFirst()
        .filter(Tls::isName);
  }

  private static boolean isName(String host) {
    return NAME.matcher(host).matches() && !ADDRESS.matcher(host).matches();
  }

  /** Java's own, with certificates judged as a request wants it. */
  static SSLContext context(Http.Request request) {
    boolean here = LOOPBACK.matcher(request.url()).matches();
    Trust trust = here ? request.trust() : request.trust().elsewhere();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[] {new Judge(trust)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /**
   * TLS over a connection. The server is told the name that the request asks for, and its
   * certificate has to be for that one, whatever the address: as by {@code curl --connect-to}.
   */
  static Socket over(Socket connection, Http.Request request, int port) throws IOException {
    Optional<String> site = site(request);
    String host = URI.create(request.url()).getHost();
    String name = site.orElse(host);
    SSLSocket socket =
        (SSLSocket) context(request).getSocketFactory().createSocket(connection, name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(isName(name) ? List.of(new SNIHostName(name)) : List.of());
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
