package bluegreen.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whom the load is for.
 *
 * @param name what TLS asks for, and what the certificate has to be for
 * @param tls how it is spoken; empty for plain HTTP
 */
record Server(InetSocketAddress address, String name, Optional<SSLSocketFactory> tls) {

  /** The socket through which HTTP is spoken on a connection; by TLS, the handshake is done. */
  Socket secured(Socket connected) throws IOException {
    if (tls.isEmpty()) {
      return connected;
    }
    SSLSocket secure = (SSLSocket) tls.get().createSocket(connected, name, address.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }
}
