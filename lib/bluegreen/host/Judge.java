package bluegreen.host;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Judges the certificate that a server shows. */
final class Judge extends X509ExtendedTrustManager {
  private final Trust trust;
  private Optional<X509ExtendedTrustManager> authorities = Optional.empty();

  Judge(Trust trust) {
    this.trust = trust;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(chain, () -> authorities().checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(chain, () -> authorities().checkServerTrusted(chain, type, socket));
  }

  /** What Java's own authorities say. */
  private interface Usual {
    void check() throws CertificateException;
  }

  private void judge(X509Certificate[] chain, Usual usual) throws CertificateException {
    Certificate shown = new Certificate(chain[0]);
    if (trust.own().filter(shown::isIn).isPresent()) {
      return;
    }
    if (trust.here() == Trust.Here.SITE) {
      checkSite(shown);
    } else if (trust.here() == Trust.Here.SAME) {
      try {
        usual.check();
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
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("asked without a connection");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
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
