package bluegreen.host;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Takes the place of TLS where only {@code http://} is spoken: every HTTP client sets its TLS up in
 * advance, which takes longer than all the rest of a run that finds nothing to do.
 */
final class NoTls extends SSLContext {
  NoTls() {
    super(new Spi(), null, "none");
  }

  private static final class Spi extends SSLContextSpi {
    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return new SSLParameters(new String[0], new String[0]);
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return engineGetDefaultSSLParameters();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw notHere();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw notHere();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw notHere();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw notHere();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw notHere();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw notHere();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw notHere();
    }

    private static IllegalStateException notHere() {
      return new IllegalStateException("https:// through a client for http://");
    }
  }
}
