package bluegreen.host;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * An engine of Java's that tells the server a certain name, whatever its user sets: newer HTTP
 * clients of Java set none at all where the URL has an address for a host.
 */
final class NamedEngine extends SSLEngine {
  private final SSLEngine java;
  private final String name;

  NamedEngine(SSLEngine java, String name) {
    super(java.getPeerHost(), java.getPeerPort());
    this.java = java;
    this.name = name;
    setSSLParameters(java.getSSLParameters());
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    parameters.setServerNames(List.of(new SNIHostName(name)));
    java.setSSLParameters(parameters);
  }

  @Override
  public SSLParameters getSSLParameters() {
    return java.getSSLParameters();
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to)
      throws SSLException {
    return java.wrap(from, offset, length, to);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length)
      throws SSLException {
    return java.unwrap(from, to, offset, length);
  }

  @Override
  public Runnable getDelegatedTask() {
    return java.getDelegatedTask();
  }

  @Override
  public void closeInbound() throws SSLException {
    java.closeInbound();
  }

  @Override
  public boolean isInboundDone() {
    return java.isInboundDone();
  }

  @Override
  public void closeOutbound() {
    java.closeOutbound();
  }

  @Override
  public boolean isOutboundDone() {
    return java.isOutboundDone();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return java.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return java.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    java.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedProtocols() {
    return java.getSupportedProtocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return java.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    java.setEnabledProtocols(protocols);
  }

  @Override
  public SSLSession getSession() {
    return java.getSession();
  }

  @Override
  public SSLSession getHandshakeSession() {
    return java.getHandshakeSession();
  }

  @Override
  public void beginHandshake() throws SSLException {
    java.beginHandshake();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return java.getHandshakeStatus();
  }

  @Override
  public void setUseClientMode(boolean client) {
    java.setUseClientMode(client);
  }

  @Override
  public boolean getUseClientMode() {
    return java.getUseClientMode();
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    java.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return java.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    java.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return java.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean enable) {
    java.setEnableSessionCreation(enable);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return java.getEnableSessionCreation();
  }

  @Override
  public String getApplicationProtocol() {
    return java.getApplicationProtocol();
  }

  @Override
  public String getHandshakeApplicationProtocol() {
    return java.getHandshakeApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLEngine, List<String>, String> selector) {
    java.setHandshakeApplicationProtocolSelector(selector);
  }

  @Override
  public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
    return java.getHandshakeApplicationProtocolSelector();
  }
}
