package bluegreen.playbook;

/**
 * Where what runs in a slot accepts connections.
 *
 * @param host a name or an address, IPv6 without brackets
 */
public record Endpoint(String host, int port) {
  private static final String HERE = "127.0.0.1";

  /** A port of this machine, which nobody else reaches. */
  public static Endpoint here(int port) {
    return new Endpoint(HERE, port);
  }

  /** {@code 127.0.0.1:8081}, as nginx and a URL have it. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** {@code http://127.0.0.1:8081}. */
  public String url() {
    return "http://" + address();
  }

  /** As people read it beside a slot: {@code :8081}, with the host where it is another one. */
  @Override
  public String toString() {
    return host.equals(HERE) ? ":" + port : address();
  }
}
