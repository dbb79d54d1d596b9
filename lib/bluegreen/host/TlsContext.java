package bluegreen.host;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as an HTTP client of ours speaks it. Java's own names the URL's host to the server and looks
 * for it in the certificate; here a site can be asked for by its name at any address, as {@code
 * curl --connect-to} does.
 */
final class TlsContext extends SSLContext {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("https://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])([:/?#].*)?");

  /**
   * What requests have to have in common to be sent by one client.
   *
   * @param site the name that the server is told, instead of the URL's host
   */
  record Asked(Trust trust, Optional<String> site) {
    static Asked by(Http.Request request) {
      Optional<String> site =
          request.headers().entrySet().stream()
              .filter(h -> h.getKey().equalsIgnoreCase("Host"))
              .map(h -> h.getValue().replaceFirst(":\\d+$", ""))
              .filter(n -> NAME.matcher(n).matches() && !ADDRESS.matcher(n).matches())
              .findFirst();
      boolean here = LOOPBACK.matcher(request.url()).matches();
      return new Asked(here ? request.trust() : request.trust().elsewhere(), site);
    }
  }

  private TlsContext(SSLContext java, Optional<String> site) {
    super(new Spi(java, site), java.getProvider(), java.getProtocol());
  }

  /** A context for such requests. */
  static SSLContext of(Asked asked) {
    try {
      SSLContext java = SSLContext.getInstance("TLS");
      java.init(new KeyManager[0], new TrustManager[] {new Judge(asked.trust())}, null);
      return new TlsContext(java, asked.site());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** Judges certificates. */
  private static final class Judge extends X509ExtendedTrustManager {
    private final Trust trust;
    private Optional<X509ExtendedTrustManager> authorities = Optional.empty();

    Judge(Trust trust) {
      this.trust = trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      Certificate shown = new Certificate(chain[0]);
      if (trust.own().filter(shown::isIn).isPresent()) {
        return;
      }
      if (trust.here() == Trust.Here.SITE) {
        checkSite(shown);
      } else if (trust.here() == Trust.Here.SAME) {
        try {
          authorities().checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
          throw new CertificateException(
              "the certificate shown there is not trusted: "
                  + Texts.reason(e)
                  + " (it is "
                  + shown.describe()
                  + ")");
        }
      }
    }

    private void checkSite(Certificate shown) throws CertificateException {
      boolean named = trust.names().isEmpty() || trust.names().stream().anyMatch(shown::isFor);
      if (!named || !shown.validAt(Instant.now())) {
        throw new CertificateException(
            "nginx shows another certificate than that in "
                + trust.own().map(Object::toString).orElse("the playbook")
                + ", "
                + shown.describe()
                + (named ? "; it has to be reloaded: nginx -s reload" : ": another site's"));
      }
    }

    /** Loaded when asked for: that takes longer than a request. */
    private synchronized X509ExtendedTrustManager authorities() throws CertificateException {
      if (authorities.isEmpty()) {
        try {
          TrustManagerFactory factory =
              TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
          factory.init((KeyStore) null);
          authorities =
              Arrays.stream(factory.getTrustManagers())
                  .filter(X509ExtendedTrustManager.class::isInstance)
                  .map(X509ExtendedTrustManager.class::cast)
                  .findFirst();
        } catch (GeneralSecurityException e) {
          throw new CertificateException("Java's authorities cannot be read: " + e.getMessage());
        }
      }
      return authorities.orElseThrow(() -> new CertificateException("Java knows no authority"));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("asked without an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("asked without an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Java's own, but for the name. */
  private static final class Spi extends SSLContextSpi {
    private final SSLContext java;
    private final Optional<String> site;

    Spi(SSLContext java, Optional<String> site) {
      this.java = java;
      this.site = site;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      SSLEngine engine = java.createSSLEngine(site.orElse(host), port);
      return site.isPresent() ? new NamedEngine(engine, site.get()) : engine;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return java.createSSLEngine();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw new IllegalStateException("it is ready as it is");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return java.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return java.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return java.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return java.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return java.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return java.getSupportedSSLParameters();
    }
  }
}
